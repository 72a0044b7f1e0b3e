"""Certificate documents: what analyses writes holds, and whatever is changed in it is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from gamelang.analyses.analysis import analyse
from gamelang.analyses.certificate import document
from gamelang.certify.document import verify
from gamelang.checking.checking import check
from gamelang.diagnostics.model import Rejected
from gamelang.source import Source
from gamelang.syntax.parsing import parse

SPRING = """game spring
const mu > 0
const kappa > 0
player q_side:
    q: real
    minimize q * p / mu
player p_side:
    p: real
    minimize -kappa * q * p
"""
BASIN = """game basin
const a = 3
dim n = 2
player firm[i in n]:
    q: real >= 0
    minimize q[i] * (a * sum(q) - 5) + (exp(q[0] - q[1]) if i == 0 else exp(q[0]) * exp(-q[1]))
"""
BENT = """game bent
player one:
    x: real
    minimize sigmoid(x) * y
player two:
    y: real
    minimize -sigmoid(x) * y + y**3 / 7
"""
ANY = """game any
dim n
const A: matrix[n, n]
player row:
    x: vector[n]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    maximize dot(x, A @ y)
"""
TEXTS = {"spring": SPRING, "basin": BASIN, "bent": BENT, "any": ANY}


@cache
def written(name: str) -> str:
    source = Source("test.game", TEXTS[name])
    game = check(parse(source), source, {})
    return json.dumps(document(game, analyse(game)))


def fresh(name: str) -> dict[str, Any]:
    return copy.deepcopy(json.loads(written(name)))


@pytest.mark.parametrize("name", TEXTS)
def test_what_was_proved_verifies(name):
    result = verify(fresh(name))
    assert result.ok, result.reason


def verdict(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda d: d["verdicts"][name]


def setter(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Puts a value at a path such as `verdicts.potential.status`."""

    def change(document: dict[str, Any]) -> None:
        *above, last = path.split("/")
        at: Any = document
        for key in above:
            at = at[int(key)] if isinstance(at, list) else at[key]
        old = at[int(last)] if isinstance(at, list) else at[last]
        assert old != value
        at[int(last) if isinstance(at, list) else last] = value

    return change


def swapped(first: str, second: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        verdicts = document["verdicts"]
        a, b = verdicts[first]["certificate"], verdicts[second]["certificate"]
        assert a != b
        verdicts[first]["certificate"], verdicts[second]["certificate"] = b, a

    return change


def replaced(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        assert old in document["text"]
        document["text"] = document["text"].replace(old, new)

    return change


V = "verdicts/"
CORRUPTIONS = [
    ("spring", setter("game", "other")),
    ("spring", setter("text_sha256", "0" * 64)),
    ("spring", replaced("q * p / mu", "q * p / mu ** 2")),
    ("spring", replaced("-kappa * q * p", "-kappa * q * p + q")),
    ("spring", replaced("const mu > 0", "const mu")),
    ("spring", replaced("game spring", "game  spring")),
    ("spring", setter("class", "potential")),
    ("spring", setter("class", "hamiltonian")),
    ("spring", setter("class", "unknown")),
    ("spring", setter("potential_function", "p * q")),
    ("spring", setter("settings", {"mu": "2"})),
    ("spring", setter("settings", {"mu": "1", "kappa": "1"})),
    ("spring", setter("verdicts/hamiltonian/status", "yes")),
    ("spring", setter("verdicts/hamiltonian/status", "no")),
    ("spring", setter("verdicts/hamiltonian/status", "unknown")),
    ("spring", setter("verdicts/hamiltonian/condition", "mu * kappa == 2")),
    ("spring", setter("verdicts/hamiltonian/condition", "mu == kappa")),
    ("spring", setter("verdicts/hamiltonian/condition", None)),
    ("spring", setter("verdicts/hamiltonian/certificate/cases", [["mu * kappa == 2"]])),
    (
        "spring",
        setter("verdicts/hamiltonian/certificate/cases", [["mu * kappa == 1"], ["mu == 2"]]),
    ),
    ("spring", setter("verdicts/hamiltonian/certificate/cases", [])),
    ("spring", setter("verdicts/hamiltonian/certificate/places", [])),
    ("spring", setter("verdicts/weighted_hamiltonian/certificate/weights/p_side", "1")),
    ("spring", setter("verdicts/weighted_hamiltonian/certificate/weights/p_side", "-1")),
    ("spring", setter("verdicts/weighted_hamiltonian/certificate/weights/p_side", "mu * kappa")),
    ("spring", setter("verdicts/weighted_hamiltonian/certificate/weights/p_side", "(")),
    ("spring", setter("verdicts/weighted_hamiltonian/certificate/weights", {"q_side": "1"})),
    ("spring", setter("verdicts/potential/status", "yes")),
    ("spring", setter("verdicts/potential/status", "maybe")),
    ("spring", setter("verdicts/potential/proof", "exact")),
    ("spring", setter("verdicts/potential/scope/dims", "all")),
    ("spring", setter("verdicts/potential/scope/everywhere", False)),
    ("spring", setter("verdicts/potential/certificate/value", "kappa")),
    ("spring", setter("verdicts/potential/certificate/matrix", "S")),
    ("spring", setter("verdicts/potential/certificate/entry", ["q", "q"])),
    ("spring", setter("verdicts/potential/certificate/entry", ["q", "nobody"])),
    ("spring", setter("verdicts/potential/certificate/entry", 3)),
    ("spring", setter("verdicts/potential/certificate/point", {"q": 0})),
    ("spring", setter("verdicts/potential/certificate/point/q", "1e400")),
    ("spring", setter("verdicts/potential/certificate/kind", "identity")),
    ("spring", setter("verdicts/potential/certificate", {})),
    ("spring", setter("verdicts/quadratic/scope/dims", "given")),
    ("spring", setter("verdicts/quadratic/certificate/theorem", "T9")),
    ("spring", setter("verdicts/quadratic/certificate/statement", "trust me")),
    ("spring", swapped("potential", "separable")),
    ("spring", swapped("hamiltonian", "potential")),
    ("spring", swapped("weighted_potential", "weighted_hamiltonian")),
    ("basin", replaced("const a = 3", "const a = 4")),
    ("basin", setter("settings", {"a": "4"})),
    ("basin", setter("settings", {"n": "3"})),
    ("basin", setter("potential_function", "q[0] + q[1]")),
    ("basin", setter("potential_function", "0")),
    ("basin", setter("potential_function", "q[0] +")),
    ("basin", setter("potential_function", 7)),
    ("basin", setter("verdicts/potential/certificate/phi", "0")),
    ("basin", setter("verdicts/potential/certificate/phi", "__import__")),
    ("basin", setter("verdicts/potential/certificate", {"kind": "identity"})),
    ("basin", setter("verdicts/hamiltonian/status", "yes")),
    ("basin", setter("verdicts/weighted_potential/certificate/weights/firm[0]", "2")),
    ("bent", setter("verdicts/hamiltonian/certificate/point/x", "2")),
    ("bent", setter("verdicts/hamiltonian/certificate/value", {"low": "1", "high": "2"})),
    ("bent", swapped("hamiltonian", "potential")),
    ("any", setter("verdicts/potential/status", "no")),
    ("any", setter("verdicts/hamiltonian/status", "no")),
    ("any", setter("verdicts/hamiltonian/certificate", {"kind": "identity"})),
    ("any", setter("verdicts/separable/status", "yes")),
]


def refused(changed: object) -> bool:
    try:
        return not verify(changed).ok
    except Rejected as rejection:
        return all(d.code.startswith("G") for d in rejection.diagnostics)


@pytest.mark.parametrize("number", range(len(CORRUPTIONS)))
def test_a_changed_document_is_refused(number):
    name, change = CORRUPTIONS[number]
    changed = fresh(name)
    change(changed)
    assert refused(changed)


@pytest.mark.parametrize("key", list(json.loads(written("bent"))))
def test_a_document_without_a_part_is_no_certificate(key):
    changed = fresh("bent")
    del changed[key]
    with pytest.raises(Rejected) as caught:
        verify(changed)
    assert caught.value.diagnostics[0].code == "G501"


@pytest.mark.parametrize("name", TEXTS)
def test_no_certificate_serves_another_verdict_of_the_other_status(name):
    verdicts = fresh(name)["verdicts"]
    for target, given in verdicts.items():
        for other in verdicts.values():
            if given["status"] == "yes" and other["status"] == "no":
                changed = fresh(name)
                changed["verdicts"][target] = other
                assert not verify(changed).ok, target


@pytest.mark.parametrize(
    "garbage", [None, 3, "x", [], {}, {"schema_version": 1}, [[[]]], {"verdicts": {}, "text": 1}]
)
def test_what_is_no_certificate_gets_a_diagnostic(garbage):
    with pytest.raises(Rejected) as caught:
        verify(garbage)
    assert caught.value.diagnostics[0].code == "G501"


def test_deep_and_wide_garbage_inside_a_verdict_is_survived():
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    for value in (
        deep,
        {"kind": deep},
        {"kind": "witnesses", "places": [{}] * 1000},
        "x",
        None,
        1.5,
    ):
        changed = fresh("bent")
        changed["verdicts"]["potential"]["certificate"] = value
        assert refused(changed)


def test_data_stand_in_the_document_and_are_checked(tmp_path):
    text = """game filed
const A: matrix[2, 2] = csv("a.csv")
player row:
    x: vector[2]
    minimize dot(x, A @ y)
player column:
    y: vector[2]
    minimize dot(x, A @ y)
"""
    (tmp_path / "a.csv").write_text("1,0.5\n2,3\n")
    source = Source("test.game", text, tmp_path)
    game = check(parse(source), source, {})
    made = json.loads(json.dumps(document(game, analyse(game))))
    assert made["data"]["A"] == {"sizes": [2, 2], "entries": [1, "1/2", 2, 3]}
    assert verify(made).ok
    for bad in (
        {"sizes": [2, 3], "entries": [1, 2, 3, 4]},
        {"sizes": [4], "entries": [1, 2, 3, 4]},
        {},
    ):
        made["data"]["A"] = bad
        assert refused(made)
