"""Affine sets of fixed points within a domain: which values of their letters are allowed.

Conditions are affine in the letters; whether any value fulfils them all is decided exactly, by
elimination of one letter after the other (Fourier and Motzkin).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.symbolic.limits import UndecidedError

MOST_CONDITIONS = 300


@dataclass(frozen=True, slots=True)
class Condition:
    """Σ slopes[i] · t_i + constant >= 0 (strict: > 0)."""

    slopes: tuple[Fraction, ...]
    constant: Fraction
    strict: bool

    def holds(self, letters: Sequence[Fraction]) -> bool:
        value = self.constant + sum(
            (a * t for a, t in zip(self.slopes, letters, strict=True)), Fraction(0)
        )
        return value > 0 or (not value and not self.strict)


def needed(conditions: Sequence[Condition]) -> list[Condition]:
    """Those that are not implied by another one of the same slopes, up to a factor."""
    tightest: dict[tuple[Fraction, ...], Condition] = {}
    for condition in conditions:
        size = next((abs(a) for a in condition.slopes if a), None)
        if size is None:
            continue
        slopes = tuple(a / size for a in condition.slopes)
        scaled = Condition(slopes, condition.constant / size, condition.strict)
        known = tightest.get(slopes, scaled)
        tightest[slopes] = min(known, scaled, key=lambda c: (c.constant, not c.strict))
    return list(tightest.values())


def inside(conditions: Sequence[Condition], letters: int) -> list[Fraction] | None:
    """Letters that fulfil every condition, 0 if they do; None: there are none.

    Raises UndecidedError where there are too many conditions.
    """
    nowhere = [Fraction(0)] * letters
    if all(condition.holds(nowhere) for condition in conditions):
        return nowhere
    if len(conditions) > MOST_CONDITIONS:
        raise UndecidedError("a family of fixed points has too many conditions")
    if not letters:
        return None
    last = letters - 1
    below = [c for c in conditions if c.slopes[last] > 0]
    above = [c for c in conditions if c.slopes[last] < 0]
    rest = [c for c in conditions if not c.slopes[last]]
    fewer = [*map(_shorter, rest), *(_joined(a, b) for a in below for b in above)]
    found = inside(list(dict.fromkeys(fewer)), last)
    if found is None:
        return None
    return [*found, _between([_limit(c, found) for c in below], [_limit(c, found) for c in above])]


def _shorter(condition: Condition) -> Condition:
    return Condition(condition.slopes[:-1], condition.constant, condition.strict)


def _joined(low: Condition, high: Condition) -> Condition:
    """What both say of the other letters, once the last one is eliminated."""
    a, b = low.slopes[-1], -high.slopes[-1]
    slopes = tuple(x / a + y / b for x, y in zip(low.slopes[:-1], high.slopes[:-1], strict=True))
    return Condition(slopes, low.constant / a + high.constant / b, low.strict or high.strict)


def _limit(condition: Condition, letters: Sequence[Fraction]) -> Fraction:
    """Where the condition is an equation in the last letter."""
    value = condition.constant + sum(
        (a * t for a, t in zip(condition.slopes, letters, strict=False)), Fraction(0)
    )
    return -value / condition.slopes[-1]


def _between(lows: list[Fraction], highs: list[Fraction]) -> Fraction:
    if lows and highs:
        return (max(lows) + min(highs)) / 2
    if lows:
        return max(lows) + 1
    return min(highs) - 1 if highs else Fraction(0)
