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


def _parts(verdict: Verdict, sized: bool) -> Iterator[str]:
    if verdict.condition:
        yield f"iff {verdict.condition}"
    if verdict.certificate.get("kind") == "witness":
        yield _entry(verdict.certificate)
    elif verdict.reason:
        yield verdict.reason
        inside = verdict.certificate.get("certificate")
        if isinstance(inside, dict) and inside.get("kind") == "witness":
            yield _entry(inside)
    elif not verdict.condition:
        yield PROOFS[verdict.proof]
    if verdict.scope.dims == "all" and sized:
        yield "for every size"
    if verdict.status != "unknown" and not verdict.scope.everywhere:
        yield "almost everywhere (there are kinks)"


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
    if len(point) > MOST_COORDINATES:
        values = set(map(str, point.values()))
        return f" where every parameter is {values.pop()}" if len(values) == 1 else ""
    return " at " + ", ".join(f"{name} = {value}" for name, value in point.items())
