"""A point as it is reported: its coordinates, its kinds, its eigenvalues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gamelang.analyses.eigenvalues import eigenvalues
from gamelang.analyses.enclosed_spectrum import eigenvalue_texts
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.point import Place, rationals
from gamelang.analyses.rounded import Rounded
from gamelang.analyses.spectrum import LARGEST, characteristic, sides
from gamelang.analyses.stability import find, held
from gamelang.analyses.stackelberg import stackelberg
from gamelang.core.verdicts import POINT_PROPERTIES, FixedPoint, Json
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.scalars import ScalarParameter
from gamelang.symbolic.substitution import Substitution
from gamelang.symbolic.text import text

Spectrum = tuple[tuple[str, ...] | None, bool | None, str | None]  # texts, centre, radius


def described(inquiry: Inquiry, place: Place) -> FixedPoint:
    """The point with all that is decided there."""
    found: dict[str, Any] = {kind: find(place, kind).holds for kind in POINT_PROPERTIES}
    texts, centre, off = _spectrum(place) if found["fixed_point"] else (None, None, None)
    near = None if place.enclosed is None else Rounded(place, place.enclosed)
    return FixedPoint(
        at=coordinates(inquiry, place, near.centre if near else None),
        exact=place.enclosed is None,
        eigenvalues=texts,
        centre=centre,
        stackelberg=stackelberg(place) if found["fixed_point"] else None,
        held=held(place) if found["fixed_point"] else None,
        residual=_residual(place, near) if found["fixed_point"] else None,
        radius=coordinates(inquiry, place, near.radius) if near else None,
        eigenvalue_radius=off,
        **found,
    )


def _residual(place: Place, near: Rounded | None) -> str | None:
    return "0" if near is None else near.residual


def _spectrum(place: Place) -> Spectrum:
    """Exact texts where they are simple, else decimals with their radius."""
    centre: bool | None = None
    try:
        if place.values.kinks:
            return None, None, None
        numbers = rationals(place.jacobian)
        if numbers is not None and 0 < len(numbers) <= LARGEST:
            found = sides(characteristic(numbers))
            centre = found.imaginary == len(numbers) and not found.zero
            texts = eigenvalues(numbers)
            if texts is not None:
                return texts, centre, None
        texts, off = eigenvalue_texts(place)
    except (NotExpandableError, UndecidedError):
        return None, None, None
    return texts, centre, off


def coordinates(
    inquiry: Inquiry, place: Place, write: Callable[[Scalar], str] | None = None
) -> dict[str, Json]:
    """The point as a claim gives it: whole arrays, the last entries of simplexes included.

    `write` is for entries that hold enclosed numbers, which are no expressions of the language.
    """
    game = place.game
    here = Substitution(game.graph, {game.graph.coordinate(k): v for k, v in place.place.items()})
    out: dict[str, Json] = {}
    for record in inquiry.game.parameters:
        grid = game.arrays[record.node.path]
        entries = [_json(place, here.of(entry), write) for entry in grid.entries]
        out[record.key] = _nested(grid.sizes, entries)
    return out


def entry(at: Mapping[str, Json], parameter: ScalarParameter) -> Json:
    """What such a point says of one coordinate; None where it does not."""
    value = at.get(parameter.key)
    for k in parameter.index:
        value = value[k] if isinstance(value, list) and k < len(value) else None
    return value


def _nested(sizes: tuple[int, ...], entries: list[Json]) -> Json:
    if not sizes:
        return entries[0]
    width = len(entries) // sizes[0] if sizes[0] else 0
    return [_nested(sizes[1:], entries[k * width : (k + 1) * width]) for k in range(sizes[0])]


def _json(place: Place, node: Scalar, write: Callable[[Scalar], str] | None) -> Json:
    if write is not None and symbols(node):
        return write(node)
    if isinstance(node, Rational):
        value = node.value
        return value.numerator if value.denominator == 1 else str(value)
    return text(place.game, node)
