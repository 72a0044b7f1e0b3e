"""monotone, strictly_monotone: is S positive semidefinite everywhere, and with what margin?

ξ is monotone if ⟨ξ(a) - ξ(b), a - b⟩ >= 0 for all points of the domain, strictly if > 0 for
different ones; where ξ is smooth, this is S ⪰ 0 (Rosen 1965 calls S ≻ 0 diagonally strictly
convex). Everything said is proved again by certify/monotone.py.
"""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

from gamelang.analyses.dynamics.field import Field, Rows, field_of, symmetric
from gamelang.analyses.dynamics.margins import MOST, SHARE, constant_hessian, guarded, margins
from gamelang.analyses.dynamics.negative import flat_direction, negative_direction
from gamelang.analyses.dynamics.violation import candidates
from gamelang.analyses.inquiry import Inquiry
from gamelang.certify import monotone
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.reading import json_number, json_point
from gamelang.core.deep import Monotonicity
from gamelang.core.verdicts import DEEP_VERDICTS, Json, Verdict
from gamelang.symbolic.limits import UndecidedError as SymbolicUndecidedError

WORK_PER_SECOND = 600_000
YES = "S is positive semidefinite everywhere"
STRICT = "S is positive definite everywhere"
NO = "S has a negative direction"
FLAT = "S vanishes along a direction"
PAIR = "the gradients at two points turn the players towards each other"
LARGE = f"the game has more than {MOST} scalar parameters"
OPEN = "no bound of S on the whole domain was found"
KINKED = "the game has kinks, and S says nothing across them"


def monotonicity(inquiry: Inquiry) -> Monotonicity | None:
    """mu and L; None where neither is known."""
    field = field_of(inquiry, MOST)
    if field is None or field.kinked:
        return None
    found = guarded(inquiry)
    if found is not None and found[0].mu >= 0:
        return Monotonicity(found[0].margin, found[0].lipschitz, found[1])
    proved = monotone_verdicts(inquiry)["monotone"].status == "yes"
    if found is None:
        return Monotonicity("0", None, None) if proved else None
    bounds, box = found
    return Monotonicity("0" if proved else bounds.margin, bounds.lipschitz, box)


def monotone_verdicts(inquiry: Inquiry) -> dict[str, Verdict]:
    """`monotone` and `strictly_monotone`, each settled by the checker."""
    if "monotone" not in inquiry.remembered:
        inquiry.remembered["monotone"] = {name: _verdict(inquiry, name) for name in DEEP_VERDICTS}
    found = inquiry.remembered["monotone"]
    assert isinstance(found, dict)
    return found


def _verdict(inquiry: Inquiry, name: str) -> Verdict:
    try:
        return _decided(inquiry, name)
    except (UndecidedError, SymbolicUndecidedError) as problem:
        return _unknown(str(problem))


def _unknown(reason: str) -> Verdict:
    return Verdict("unknown", "none", reason=reason)


def _decided(inquiry: Inquiry, name: str) -> Verdict:
    if inquiry.setting is None:
        return _unknown(inquiry.unknown_sizes or inquiry.reason)
    field = field_of(inquiry, MOST)
    if field is None:
        size = len(inquiry.setting.coordinates)
        return _unknown(LARGE if size > MOST else inquiry.reason)
    hessian = constant_hessian(inquiry, field)
    if hessian is not None:
        return _constant(inquiry, name, field, hessian)
    refuted = _refuted(inquiry, field)
    if refuted is not None:
        return settled(inquiry, name, refuted) or _unknown(inquiry.reason)
    if field.kinked:
        return _unknown(KINKED)
    return _proved(inquiry, name, field) or _unknown(OPEN)


def settled(inquiry: Inquiry, name: str, verdict: Verdict) -> Verdict | None:
    """The verdict with its certificate as the checker completes it; None if it refuses it."""
    work = max(20_000, int(max(0.0, inquiry.seconds_left) * WORK_PER_SECOND * SHARE))
    limit = Limit(work, inquiry.deadline)
    try:
        certificate = monotone.check(inquiry.evidence, limit, name, verdict)
    except UndecidedError as problem:
        inquiry.note(str(problem))
        return None
    return replace(verdict, certificate=certificate)


def _constant(inquiry: Inquiry, name: str, field: Field, hessian: Rows) -> Verdict:
    """One exact matrix."""
    assert inquiry.setting is not None
    point = inquiry.points[0]
    s = symmetric(hessian)
    v, reason = negative_direction(s), NO
    if v is None and name == "strictly_monotone":
        v, reason = flat_direction(s), FLAT
    if v is not None:
        return _or_unknown(inquiry, name, _no(reason, _direction(field, point, v)))
    mu = _exact_mu(inquiry)
    certificate: dict[str, Json] = {
        "kind": "pivots",
        "point": json_point(point),
        "mu": json_number(max(mu, Fraction(0))),
    }
    return _or_unknown(inquiry, name, _yes(name, certificate))


def _exact_mu(inquiry: Inquiry) -> Fraction:
    found = margins(inquiry)
    return Fraction(0) if found is None else found[0].mu


def _or_unknown(inquiry: Inquiry, name: str, verdict: Verdict) -> Verdict:
    return settled(inquiry, name, verdict) or _unknown(inquiry.reason)


def _yes(name: str, certificate: dict[str, Json]) -> Verdict:
    reason = STRICT if name == "strictly_monotone" else YES
    return Verdict("yes", "exact", reason=reason, certificate=certificate)


def _no(reason: str, certificate: dict[str, Json]) -> Verdict:
    return Verdict("no", "witness", reason=reason, certificate=certificate)


def _direction(field: Field, point: dict[str, Fraction], v: list[Fraction]) -> dict[str, Json]:
    named = {p.name: c for p, c in zip(field.game.parameters, v, strict=True) if c}
    return {"kind": "direction", "point": json_point(point), "direction": json_point(named)}


def _proved(inquiry: Inquiry, name: str, field: Field) -> Verdict | None:
    """By the signs of minors, else on boxes."""
    verdict = settled(inquiry, name, _yes(name, {"kind": "minors"}))
    if verdict is not None:
        return verdict
    found = margins(inquiry)
    if found is None or found[1] is None or found[0].mu < 0:
        return None
    if name == "strictly_monotone" and not found[0].mu:
        return None
    certificate: dict[str, Json] = {"kind": "boxes", "mu": json_number(found[0].mu / 2)}
    return settled(inquiry, name, _yes(name, {**certificate, "coupled": _coupled(field)}))


def _coupled(field: Field) -> bool:
    """Whether S has entries between players."""
    owner = [p.player for p in field.game.parameters]
    return any(
        owner[i] != owner[j] and field.exact.zero(node) != "yes"
        for i, row in enumerate(field.symmetric())
        for j, node in enumerate(row)
    )


def _refuted(inquiry: Inquiry, field: Field) -> Verdict | None:
    """A direction or a pair of points that the checker accepts, sought once; it refutes both."""
    if "refuted" not in inquiry.remembered:
        inquiry.remembered["refuted"] = _sought(inquiry, field)
    found = inquiry.remembered["refuted"]
    return found if isinstance(found, Verdict) else None


def _sought(inquiry: Inquiry, field: Field) -> Verdict | None:
    until = time.monotonic() + SHARE * inquiry.seconds_left
    for certificate in candidates(inquiry, field):
        if time.monotonic() > until:
            return None
        reason = NO if certificate["kind"] == "direction" else PAIR
        verdict = settled(inquiry, "monotone", _no(reason, certificate))
        if verdict is not None:
            return verdict
    return None
