"""The box in which a search looks: the domain where it is bounded, else as far as was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gamelang.core.deep import Bound
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.scalars import ScalarGame, ScalarParameter

NUDGE = Fraction(1, 1000)  # from a limit that does not belong to the domain


@dataclass(frozen=True, slots=True)
class Search:
    """How far to look where a domain does not end."""

    low: Fraction = Fraction(-10)
    high: Fraction = Fraction(10)


@dataclass(frozen=True, slots=True)
class Limits:
    """low <= coordinate <= high. `whole`: that is its whole domain; an open end is near a limit
    that does not belong to the domain."""

    low: Fraction
    high: Fraction
    whole: bool = False
    low_open: bool = False
    high_open: bool = False


def limits_of(game: ScalarGame, search: Search) -> dict[int, Limits] | None:
    """For each coordinate; None where a limit of the domain is no rational number."""
    found = {p.number: _limits(p, search) for p in game.parameters}
    kept = {k: limits for k, limits in found.items() if limits is not None}
    return kept if len(kept) == len(found) else None


def _limits(parameter: ScalarParameter, search: Search) -> Limits | None:
    bounds = parameter.range
    if bounds is None:
        return Limits(search.low, search.high)
    if not all(node is None or isinstance(node, Rational) for node in (bounds.low, bounds.high)):
        return None
    low, high = _end(bounds.low), _end(bounds.high)
    whole = low is not None and high is not None
    whole = whole and not bounds.low_strict and not bounds.high_strict
    low = search.low if low is None else low + (NUDGE if bounds.low_strict else 0)
    high = search.high if high is None else high - (NUDGE if bounds.high_strict else 0)
    if low >= high:  # the search ends before the domain begins
        low, high = (high - 20, high) if bounds.low is None else (low, low + 20)
    opens = (bounds.low_strict, bounds.high_strict)
    return Limits(low, high, whole, *opens)


def _end(node: Scalar | None) -> Fraction | None:
    return Fraction(node.value) if isinstance(node, Rational) else None


def stated(game: ScalarGame, limits: Mapping[int, Limits]) -> dict[str, Bound]:
    """The box by parameter, for the answer."""
    return {p.key: (str(limits[p.number].low), str(limits[p.number].high)) for p in game.parameters}
