"""False and malformed certificates, derived from true ones.

Each function takes a true document and yields (what was done, the corrupted document). What is
only weaker than the truth is left out: an answer replaced by "unknown", a potential function that
is not told.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from gamelang.core.verdicts import Verdict, classify

Document = dict[str, Any]
Path = tuple[Any, ...]
Corrupted = Iterator[tuple[str, Document]]

NOT_FINITE = (float("nan"), float("inf"), 0.5)
HOSTILE = (
    "",
    "__import__('os').system('true')",
    "10**10**10",
    "9" * 5_000,
    "(" * 3_000 + "1" + ")" * 3_000,
    "-" * 3_000 + "1",
    "1 / 0",
    "\x1b[2J",
    "\ud800",
)
STATUSES = {"yes": "no", "no": "yes", "conditional": "yes"}
PROOFS = {"structural": "exact", "exact": "witness", "witness": "structural"}


def changed(document: Document, path: Path, value: object) -> Document:
    """With another value at a path."""
    out = copy.deepcopy(document)
    at: Any = out
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return out


def without(document: Document, path: Path) -> Document:
    out = copy.deepcopy(document)
    at: Any = out
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return out


def parts(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every part of a document, with its path."""
    yield path, value
    if isinstance(value, dict):
        for key in value:
            yield from parts(value[key], (*path, key))
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            yield from parts(inner, (*path, k))


def proofs(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every certificate, and every place in one."""
    for path, part in parts(document["verdicts"], ("verdicts",)):
        if isinstance(part, dict) and "kind" in part:
            yield path, part


def alone(document: Document, *names: str) -> Document:
    """Weaker, and as true: these verdicts only."""
    unknown = {
        "status": "unknown",
        "proof": "none",
        "scope": {"dims": "given", "everywhere": True},
        "condition": None,
        "certificate": {},
    }
    verdicts = {n: v if n in names else unknown for n, v in document["verdicts"].items()}
    statuses = {name: Verdict(v["status"], "none") for name, v in verdicts.items()}
    return {
        **document,
        "class": classify(statuses),
        "potential_function": document["potential_function"] if "potential" in names else None,
        "verdicts": verdicts,
    }


def statuses(document: Document) -> Corrupted:
    for name, verdict in document["verdicts"].items():
        other = STATUSES.get(verdict["status"])
        if other is not None:
            yield f"{name} is {other}", changed(document, ("verdicts", name, "status"), other)


def scopes(document: Document) -> Corrupted:
    for name, verdict in document["verdicts"].items():
        at = ("verdicts", name, "scope")
        if verdict["scope"]["dims"] == "given":
            yield f"{name} for all dims", changed(document, (*at, "dims"), "all")
        if not verdict["scope"]["everywhere"]:
            yield f"{name} everywhere", changed(document, (*at, "everywhere"), True)


def proof_words(document: Document) -> Corrupted:
    for name, verdict in document["verdicts"].items():
        other = PROOFS.get(verdict["proof"])
        if other is not None:
            yield f"{name} by {other}", changed(document, ("verdicts", name, "proof"), other)


def values(document: Document) -> Corrupted:
    """Another number, an interval that does not hold it, one that is too wide to prove anything."""
    for path, part in proofs(document):
        if "value" not in part:
            continue
        value = part["value"]
        for other in (1_000_003, "1/1000003", "b[0]", True, 1.0, None, [value], *NOT_FINITE[:2]):
            yield "another value", changed(document, (*path, "value"), other)
        if isinstance(value, dict):
            low, high = Fraction(value["low"]), Fraction(value["high"])
            for a, b in ((low + 1, high + 1), (-abs(low), abs(high)), (high, low)):
                ball = {"low": str(a), "high": str(b)}
                yield "another ball", changed(document, (*path, "value"), ball)


def points(document: Document) -> Corrupted:
    """Coordinates that are missing, unknown, or no numbers."""
    for path, part in proofs(document):
        if "point" not in part:
            continue
        first = next(iter(part["point"]))
        yield "a coordinate less", without(document, (*path, "point", first))
        yield "a coordinate more", changed(document, (*path, "point", "ghost"), 0)
        for bad in (*NOT_FINITE, True, None, [], "x", "1e5", "1/0", "9" * 5_000, 10**5_000):
            yield "no number", changed(document, (*path, "point", first), bad)
        for bad in ({}, [], None, 3):
            yield "no point", changed(document, (*path, "point"), bad)


def entries(document: Document) -> Corrupted:
    for path, part in proofs(document):
        if "entry" not in part:
            continue
        row, column = part["entry"]
        for bad in ([row], [row, column, row], [row, "ghost"], ["", ""], [row, 0], row, None, {}):
            yield "another entry", changed(document, (*path, "entry"), bad)
        if "matrix" in part:
            for matrix in {"H": "Q", "S": "A", "A": "S"}[part["matrix"]], "h", None, ["S"]:
                yield "another matrix", changed(document, (*path, "matrix"), matrix)


def potentials(document: Document) -> Corrupted:
    """A coefficient of φ changed: then it is the potential of another game."""
    for path, phi in parts(document):
        if not isinstance(phi, str) or path[-1] not in ("phi", "potential_function"):
            continue
        coordinates = [word for word in ("x", "y", "q[0]", "p[0]") if word in phi]
        for other in (f"({phi}) + {c}" for c in coordinates):
            yield "another φ", changed(document, path, other)
        for other in (f"2 * ({phi})", f"-({phi})", "0", f"{phi} +", f"{phi} + ghost", *HOSTILE):
            yield "another φ", changed(document, path, other)
        for bad in (None, 3, [phi]) if path[-1] == "phi" else (3, [phi]):
            yield "φ is no text", changed(document, path, bad)


def weights(document: Document) -> Corrupted:
    for path, part in proofs(document):
        if part["kind"] not in ("weights", "weighted_theorem"):
            continue
        given = part["weights"]
        first = next(iter(given))
        for bad in (f"2 * ({given[first]})", "0", f"-({given[first]})", first, *HOSTILE, 1, None):
            yield "another weight", changed(document, (*path, "weights", first), bad)
        yield "a weight less", without(document, (*path, "weights", first))
        yield "a weight more", changed(document, (*path, "weights", "ghost"), "1")
        everyone = {name: f"-({weight})" for name, weight in given.items()}
        yield "negative weights", changed(document, (*path, "weights"), everyone)


def conditions(document: Document) -> Corrupted:
    for name, verdict in document["verdicts"].items():
        if verdict["status"] != "conditional":
            continue
        at = ("verdicts", name)
        for other in ("a == a", "0 == 0", "a == 1", "", None, 3, *HOSTILE):
            yield "another condition", changed(document, (*at, "condition"), other)
        if verdict["certificate"]["kind"] != "condition":
            continue
        cases = verdict["certificate"]["cases"]
        weaker = [*cases, ["a == 12345"]]
        stronger = [[*case, "b == 12345"] for case in cases]
        for other in (cases[1:], cases[:1], weaker, stronger, [], [[]], [["a"]], [[HOSTILE[2]]]):
            if other == cases:
                continue
            told = changed(document, (*at, "certificate", "cases"), other)
            yield "other cases", told
            text = " or ".join(" and ".join(case) for case in other)
            yield "other cases, so told", changed(told, (*at, "condition"), text)
        yield "no places", changed(document, (*at, "certificate", "places"), [])


def combinations(document: Document) -> Corrupted:
    """Of losses and of coordinates: coefficients and differences."""
    for path, part in proofs(document):
        if "combination" not in part:
            continue
        first = next(iter(part["combination"]))
        at = (*path, "combination")
        yield "a loss less", without(document, (*at, first))
        yield "a loss more", changed(document, (*at, "ghost"), 1)
        for bad in (7, "-1/3", 0, True, *NOT_FINITE, None):
            yield "another weight of a loss", changed(document, (*at, first), bad)
        for bad in ({}, [], None):
            yield "no combination", changed(document, at, bad)
        if "monomial" in part:
            for bad in ({"ghost": 1}, dict.fromkeys(part["monomial"] or ["x"], 77), [], None):
                yield "another monomial", changed(document, (*path, "monomial"), bad)
        else:
            for bad in ([{}], [*part["moves"], {"ghost": 1}], [{}] * 4, None, [3]):
                if bad != part["moves"]:
                    yield "other moves", changed(document, (*path, "moves"), bad)


def links(document: Document) -> Corrupted:
    for path, part in proofs(document):
        if part["kind"] not in ("cycle", "one-sided"):
            continue
        at = (*path, "links", 0) if part["kind"] == "cycle" else path
        link = part["links"][0] if part["kind"] == "cycle" else part
        p, q = link["pair"]
        for bad in ([p, p], [p], [p, "ghost"], [p, q, p], None):
            yield "another pair", changed(document, (*at, "pair"), bad)
        for bad in ([1_000_003, 1], link["values"][:1], [*link["values"], 1], None):
            yield "other values", changed(document, (*at, "values"), bad)
        if part["kind"] == "cycle":
            for bad in ([], [{}], None, part["links"] * 2):
                yield "other links", changed(document, (*path, "links"), bad)
        else:
            yield "the other side", changed(document, (*at, "pair"), [q, p])


def changes(document: Document) -> Corrupted:
    for path, part in proofs(document):
        if part["kind"] != "change":
            continue
        one, two = part["points"]
        for bad in ([one, one], [two, one], [one], [one, {}], [one, two, one], [], None):
            yield "other points", changed(document, (*path, "points"), bad)


def sizes(document: Document) -> Corrupted:
    for path, part in proofs(document):
        if part["kind"] != "at_sizes":
            continue
        for bad in ({}, {"n": 0}, {"n": -1}, {"n": 1}, {"n": "2"}, {"n": 2.0}, {"n": True}):
            yield "other sizes", changed(document, (*path, "sizes"), bad)
        for bad in ({"n": 10**9}, {"n": 2, "m": 2}, {"m": 2}, [], None):
            yield "other sizes", changed(document, (*path, "sizes"), bad)
        for bad in ({}, part, {"kind": "identity"}, {"kind": "theorem"}, None):
            yield "nothing fails there", changed(document, (*path, "certificate"), bad)


def monotone(document: Document) -> Corrupted:
    """A larger μ, other pivots, a direction of no length, a point against itself."""
    for path, part in proofs(document):
        if "mu" in part:
            for bad in (1_000, "1000/3", -1, "mu", True, *NOT_FINITE, None):
                yield "another μ", changed(document, (*path, "mu"), bad)
        if "pivots" in part:
            for bad in ([*part["pivots"], 1], [-1], part["pivots"][:-1], None):
                if bad != part["pivots"]:
                    yield "other pivots", changed(document, (*path, "pivots"), bad)
        if "direction" in part:
            for bad in ({}, {"ghost": 1}, dict.fromkeys(part["direction"], 0), [], None):
                yield "no direction", changed(document, (*path, "direction"), bad)
        if part["kind"] == "pair":
            one = part["points"][0]
            for bad in ([one, one], [one], [one, {}], [*part["points"], one], None):
                yield "other points", changed(document, (*path, "points"), bad)


def kinds(document: Document) -> Corrupted:
    """Certificates of another kind, with parts less and more."""
    for path, part in proofs(document):
        for kind in ("identity", "branches", "proof", None, ["witness"], 3):
            if kind != part["kind"]:
                yield f"kind {kind}", changed(document, (*path, "kind"), kind)
        for key in part:
            yield f"without {key}", without(document, (*path, key))
        yield "a part more", changed(document, (*path, "comment"), "trust me")
        if "statement" in part:
            yield "another statement", changed(document, (*path, "statement"), "it holds")
        if part["kind"] == "theorem":
            yield "another theorem", changed(document, (*path, "theorem"), "T9")


def headings(document: Document) -> Corrupted:
    """The class, the name, the version, keys and their types."""
    for other in {"potential", "hamiltonian", "general", "conditional", "unknown"}:
        if other != document["class"]:
            yield f"class {other}", changed(document, ("class",), other)
    for version in (0, 2, "1", True, 1.0, None, *NOT_FINITE):
        yield f"version {version}", changed(document, ("schema_version",), version)
    for key, value in document.items():
        yield f"without {key}", without(document, (key,))
        for bad in (3, [], {"ghost": {}}, True, "\ud800", *NOT_FINITE[:1]):
            if type(bad) is not type(value) or key in ("settings", "data", "text", "game"):
                yield f"{key} of another type", changed(document, (key,), bad)
    yield "a key more", changed(document, ("comment",), "trust me")
    yield "a verdict less", without(document, ("verdicts", "bilinear"))
    yield "a verdict more", changed(document, ("verdicts", "ghost"), {})
    for key in ("status", "proof", "scope", "condition", "certificate"):
        yield f"a verdict without {key}", without(document, ("verdicts", "quadratic", key))
    for status in ("maybe", True, None, ["yes"]):
        yield f"status {status}", changed(document, ("verdicts", "potential", "status"), status)
    for scope in ({}, None, {"dims": "some", "everywhere": True}, {"dims": "given"}):
        yield "no scope", changed(document, ("verdicts", "potential", "scope"), scope)
    yield "a verdict with more", changed(document, ("verdicts", "quadratic", "comment"), "")


def deep(document: Document) -> Corrupted:
    """Nesting that no recursion survives, lists without end."""
    nested: Any = []
    for _ in range(20_000):
        nested = [nested]
    for value in (nested, {"kind": nested}, {"kind": "witnesses", "places": [{}] * 10_000}):
        out = copy.deepcopy(document)
        out["verdicts"]["potential"]["certificate"] = value
        yield "a deep certificate", out
    yield "deep data", {**document, "data": {"A": nested}}


def rewritten(document: Document, old: str, new: str) -> Document:
    """The text changed and signed anew."""
    assert document["text"].count(old) >= 1
    text = document["text"].replace(old, new)
    return {**document, "text": text, "text_sha256": hashlib.sha256(text.encode()).hexdigest()}


FAMILIES = (
    statuses,
    scopes,
    proof_words,
    values,
    points,
    entries,
    potentials,
    weights,
    conditions,
    combinations,
    links,
    changes,
    sizes,
    monotone,
    kinds,
)
