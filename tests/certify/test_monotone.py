"""Certificates about monotone fields: the true ones are completed, changed ones are refused."""

from typing import Any

import pytest

from gamelang.analyses.certificate import document
from gamelang.analyses.dynamics.monotonicity import monotone_verdicts
from gamelang.analyses.inquiry import Inquiry
from gamelang.certificate import Certificate
from gamelang.certify import monotone
from gamelang.certify.certificates import Checker
from gamelang.certify.document import verify
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import UndecidedError
from gamelang.core.verdicts import Json, Scope, Status, Verdict
from tests.analyses.games import analysed, two, typed

LIMIT = Limit(2_000_000)
WEAK_ATTRACTOR = two("x**2/2 + 10*x*y", "y**2/2 - 10*x*y")
CIRCLE = two("x*y", "-x*y")
CUBIC = two("x**3 + x*y", "-x*y")
KINKED = two("-abs(x)", "y**2")
QUARTIC = two("x**4 + x*y", "y**2 - x*y")
ORIGIN: dict[str, Json] = {"x": 0, "y": 0}


def checked(
    text: str, name: str, status: Status, certificate: dict[str, Any], scope: Scope | None = None
) -> dict[str, Json]:
    verdict = Verdict(status, "exact", scope or Scope(), certificate=certificate)
    return monotone.check(Checker(typed(text)).evidence, LIMIT, name, verdict)


@pytest.mark.parametrize("text", [WEAK_ATTRACTOR, CIRCLE, CUBIC, KINKED, QUARTIC])
def test_a_completed_certificate_checks_again_as_it_is(text):
    for name, verdict in monotone_verdicts(Inquiry(typed(text), 10)).items():
        if verdict.status != "unknown":
            again = monotone.check(Checker(typed(text)).evidence, LIMIT, name, verdict)
            assert again == verdict.certificate


def test_pivots():
    given = {"kind": "pivots", "point": ORIGIN, "mu": "1/2", "pivots": [7]}
    found = checked(WEAK_ATTRACTOR, "strictly_monotone", "yes", given)
    assert found == {"kind": "pivots", "point": ORIGIN, "mu": "1/2", "pivots": ["1/2", "1/2"]}
    assert checked(CIRCLE, "monotone", "yes", {**given, "mu": 0})["pivots"] == []


PIVOTS: dict[str, Any] = {"kind": "pivots", "point": ORIGIN, "mu": 0}
DIRECTION: dict[str, Any] = {"kind": "direction", "point": {"x": -2, "y": 1}, "direction": {"x": 1}}
BOXES: dict[str, Any] = {"kind": "boxes", "mu": 0, "coupled": True}
PAIR: dict[str, Any] = {"kind": "pair", "points": [{"x": -2, "y": 1}, {"x": 1, "y": 1}]}


def test_directions_and_pairs():
    assert checked(CUBIC, "monotone", "no", DIRECTION)["value"] == -12
    assert checked(KINKED, "monotone", "no", PAIR)["value"] == -6
    flat = {"kind": "direction", "point": ORIGIN, "direction": {"x": 1}}
    assert checked(CIRCLE, "strictly_monotone", "no", flat)["value"] == 0


@pytest.mark.parametrize(
    ("text", "name", "status", "certificate"),
    [
        (WEAK_ATTRACTOR, "monotone", "yes", {**PIVOTS, "mu": 2}),
        (WEAK_ATTRACTOR, "monotone", "yes", {**PIVOTS, "mu": -1}),
        (WEAK_ATTRACTOR, "monotone", "yes", {**PIVOTS, "point": {"x": 0}}),
        (WEAK_ATTRACTOR, "monotone", "no", PIVOTS),
        (WEAK_ATTRACTOR, "potential", "yes", PIVOTS),
        (WEAK_ATTRACTOR, "monotone", "conditional", PIVOTS),
        (WEAK_ATTRACTOR, "monotone", "no", {**DIRECTION, "point": ORIGIN}),
        (CIRCLE, "strictly_monotone", "yes", PIVOTS),
        (CIRCLE, "strictly_monotone", "yes", {"kind": "minors"}),
        (CIRCLE, "monotone", "no", {**DIRECTION, "point": ORIGIN}),
        (CIRCLE, "monotone", "yes", BOXES),
        (CUBIC, "monotone", "yes", PIVOTS),
        (CUBIC, "monotone", "yes", {"kind": "minors"}),
        (CUBIC, "monotone", "no", {**DIRECTION, "direction": {}}),
        (CUBIC, "monotone", "no", {**DIRECTION, "direction": {"x": 0}}),
        (CUBIC, "monotone", "no", {**DIRECTION, "direction": {"z": 1}}),
        (CUBIC, "monotone", "no", {**DIRECTION, "point": {"x": 2, "y": 1}}),
        (CUBIC, "strictly_monotone", "no", {**DIRECTION, "point": ORIGIN}),
        (KINKED, "monotone", "yes", PIVOTS),
        (KINKED, "monotone", "yes", {"kind": "minors"}),
        (KINKED, "monotone", "no", {**DIRECTION, "point": ORIGIN}),
        (KINKED, "monotone", "no", {"kind": "pair", "points": [ORIGIN]}),
        (KINKED, "monotone", "no", {"kind": "pair", "points": [ORIGIN, {"x": 1, "y": 0}]}),
        (KINKED, "strictly_monotone", "no", {"kind": "pair", "points": [{"x": 1, "y": 1}] * 2}),
        (QUARTIC, "strictly_monotone", "yes", {"kind": "minors"}),
        (QUARTIC, "monotone", "yes", {"kind": "theorem"}),
        (two("1/x**2", "y**2"), "monotone", "yes", {"kind": "minors"}),
        (two("-log(x)", "y**2"), "monotone", "yes", {"kind": "minors"}),
    ],
)
def test_what_proves_nothing_is_refused(text, name, status, certificate):
    with pytest.raises(UndecidedError):
        checked(text, name, status, certificate)


def test_nothing_is_said_of_all_sizes():
    with pytest.raises(UndecidedError):
        checked(CIRCLE, "monotone", "yes", PIVOTS, Scope("all"))
    with pytest.raises(UndecidedError):
        checked(CIRCLE, "monotone", "yes", PIVOTS, Scope(everywhere=False))


BOX = ("", "real in [-1, 1]", "real in [0, 2]")


def test_boxes_cover_the_domain():
    text = two("x**2 + sin(x)/2 + x*y", "y**2 - x*y", *BOX)
    given: dict[str, Json] = {"kind": "boxes", "mu": 1, "coupled": False}
    assert checked(text, "strictly_monotone", "yes", given) == given
    same = two("x**2 + sin(x)/2 + x*y", "y**2 + x*y", *BOX)
    with pytest.raises(UndecidedError):
        checked(same, "monotone", "yes", given)
    assert checked(same, "monotone", "yes", {**given, "mu": 0, "coupled": True})["mu"] == 0
    for mu in (2, "161/100"):
        with pytest.raises(UndecidedError):
            checked(text, "monotone", "yes", {**given, "mu": mu})


def test_boxes_do_not_jump_over_a_pole():
    with pytest.raises(UndecidedError):
        checked(two("1/x**2", "y**2", *BOX), "monotone", "yes", BOXES)


# ---- in a document


@pytest.mark.parametrize("text", [WEAK_ATTRACTOR, CUBIC, KINKED, QUARTIC])
def test_a_deep_document_is_verified_alone_and_fits_the_schema(text):
    found = document(typed(text), analysed(text), monotone_verdicts(Inquiry(typed(text), 10)))
    assert verify(found, seconds=20).ok
    Certificate.model_validate(found)


def changed(part: str, value: Json) -> dict[str, Any]:
    """The document of the weak attractor with one part of a certificate changed."""
    known = monotone_verdicts(Inquiry(typed(WEAK_ATTRACTOR), 10))
    found: Any = document(typed(WEAK_ATTRACTOR), analysed(WEAK_ATTRACTOR), known)
    found["verdicts"]["monotone"]["certificate"][part] = value
    return dict(found)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("mu", 2),
        ("mu", True),
        ("mu", "1.5"),
        ("pivots", [1, 1]),
        ("kind", "minors"),
        ("point", {"x": 0}),
        ("more", 1),
    ],
)
def test_a_changed_deep_document_is_refused(part, value):
    assert not verify(changed(part, value), seconds=20).ok


def test_both_deep_questions_are_answered_or_none():
    found: Any = changed("mu", 1)
    assert verify(found, seconds=20).ok
    del found["verdicts"]["strictly_monotone"]
    assert not verify(found, seconds=20).ok
