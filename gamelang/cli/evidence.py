"""Why a verdict is as it is, in words: the condition, the reason, the entry that is not zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from gamelang.core.verdicts import Json, Verdict

PROOFS = {
    "structural": "by structure",
    "exact": "by an exact identity",
    "witness": "by a witness",
    "estimated": "estimated only",
    "none": "",
}
MOST_COORDINATES = 4


def evidence(verdict: Verdict, sized: bool) -> str:
    """The words beside a verdict. `sized`: the game has dims, so sizes may be spoken of."""
    return "; ".join(_parts(verdict, sized))


def brief(verdict: Verdict) -> str:
    """The same in few words: a reason, or the entry that is its witness; nothing of the scope."""
    if verdict.condition:
        return f"iff {verdict.condition}"
    if verdict.certificate.get("kind") == "witness":
        return _entry(verdict.certificate)
    words = verdict.reason or PROOFS[verdict.proof]
    return "; ".join((words, *_weights(verdict.certificate)))


def _parts(verdict: Verdict, sized: bool) -> Iterator[str]:
    if verdict.condition:
        yield f"iff {verdict.condition}"
    if verdict.certificate.get("kind") == "witness":
        yield _entry(verdict.certificate)
    elif verdict.reason:
        if not (verdict.condition and verdict.reason.endswith(verdict.condition)):
            yield verdict.reason
        inside = verdict.certificate.get("certificate")
        yield from _shown(inside if isinstance(inside, dict) else verdict.certificate)
    elif not verdict.condition:
        yield PROOFS[verdict.proof]
    if verdict.scope.dims == "all" and sized:
        yield "for every size"
    if verdict.status != "unknown" and not verdict.scope.everywhere:
        yield "almost everywhere (there are kinks)"


def _shown(certificate: Mapping[str, Json]) -> Iterator[str]:
    """Where a "no" can be seen; nothing where that takes more than a line."""
    match certificate:
        case {"kind": "witness"}:
            yield _entry(certificate)
        case {"weights": dict()}:
            yield from _weights(certificate)
        case {"kind": "coefficient", "combination": dict(losses), "monomial": dict(degrees)}:
            value = _value(certificate.get("value")).removeprefix("= ")
            yield f"the {_term(degrees)} of {_sum(losses)} is {value}"
        case {"kind": "difference", "combination": dict(losses), "moves": [], "point": dict(point)}:
            yield f"{_sum(losses)} {_value(certificate.get('value'))}{_at(point)}"
        case {"kind": "difference", "combination": dict(losses), "moves": [*moves], "point": place}:
            value = _value(certificate.get("value")).removeprefix("= ")
            where = _at(place) if isinstance(place, dict) else ""
            yield f"{_difference(len(moves))} of {_sum(losses)}{where} is {value}"
        case {
            "kind": "cycle",
            "links": [{"entry": [row, column], "values": [a, b], "point": point}],
        }:
            where = _at(point) if isinstance(point, dict) else ""
            yield f"H[{row}, {column}] {_value(a)} and H[{column}, {row}] {_value(b)}{where}"


def _weights(certificate: Mapping[str, Json]) -> Iterator[str]:
    """`row: 2, column: 1`, where there are few and not all are 1."""
    weights = certificate.get("weights")
    if not isinstance(weights, dict) or len(weights) > MOST_COORDINATES:
        return
    if any(weight != "1" for weight in weights.values()):
        yield ", ".join(f"{name}: {weight}" for name, weight in weights.items())


def _sum(losses: Mapping[str, Json]) -> str:
    """`loss(one) - loss(two)`."""
    if len(losses) > MOST_COORDINATES and set(losses.values()) == {1}:
        return "the sum of all losses"
    signs = {1: " + ", -1: " - "}
    terms = (f"{signs.get(w, f' + {w} * ')}loss({name})" for name, w in losses.items())  # type: ignore[arg-type]
    return "".join(terms).removeprefix(" + ")


def _difference(moves: int) -> str:
    return "a change" if moves == 1 else f"a {moves}-fold difference"


def _term(degrees: Mapping[str, Json]) -> str:
    if not degrees:
        return "constant term"
    powers = (name if degree == 1 else f"{name}**{degree}" for name, degree in degrees.items())
    return f"{' * '.join(powers)} coefficient"


def _entry(certificate: Mapping[str, Json]) -> str:
    """`A[x, y] = 1 at x = 1, y = 1`."""
    entry, point = certificate.get("entry"), certificate.get("point")
    where = f"{certificate.get('matrix')}[{', '.join(map(str, entry or []))}]"  # type: ignore[arg-type]
    value = _value(certificate.get("value"))
    return f"{where} {value}{_at(point) if isinstance(point, dict) else ''}"


def _value(value: Json) -> str:
    """An exact value, or the middle of the interval that encloses it."""
    if isinstance(value, dict):
        low, high = (Fraction(str(value[end])) for end in ("low", "high"))
        return f"≈ {float((low + high) / 2):.4g}"
    return f"= {value}"


def _at(point: Mapping[str, Json]) -> str:
    if len(point) > MOST_COORDINATES or any(name.endswith("[*]") for name in point):
        values = set(map(str, point.values()))
        return f" where every parameter is {values.pop()}" if len(values) == 1 else ""
    named = [f"{name} = {value}" for name, value in point.items() if not name.endswith("*")]
    others = "" if "*" not in point else f"all others {point['*']}"
    return " at " + ", ".join([*named, *filter(None, [others])])
