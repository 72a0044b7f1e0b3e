"""A certified zero: a box with exactly one, made small or found around an approximation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from gamelang.analyses.equilibria.smooth_system import Balls, SmoothSystem, krawczyk
from gamelang.analyses.rationals import TINY, Ball, ball
from gamelang.symbolic.numbers import precision

REFINEMENTS = 60
STUCK = 0.95


def refined(system: SmoothSystem, box: Sequence[Ball], bits: int) -> list[Ball]:
    """A certified box made about as small as this precision allows."""
    least = Fraction(1, 1 << bits)
    with precision(bits + 16):
        current, small = list(box), ball(least)
        for _ in range(REFINEMENTS):
            if all(x.rad() < small for x in current):
                break
            image = krawczyk(system, current, system.at(current, bits + 16), bits + 16)
            if image is None:
                break
            smaller = [k.intersection(x) for k, x in zip(image, current, strict=True)]
            stuck = all(k.rad() > x.rad() * STUCK for k, x in zip(smaller, current, strict=True))
            current = smaller
            if stuck:
                break
        return [_readable(x) for x in current]


def _readable(x: Ball) -> Ball:
    """Near 0 a ball's exponents may grow beyond what can be written out."""
    import flint

    least = flint.arb(0, 1) * ball(TINY)
    return least if least.contains(x) else x


def refiner(system: SmoothSystem, box: Sequence[Ball]) -> Callable[[int], list[Ball]]:
    """Enclosures of a certified zero, by precision."""
    return partial(refined, system, tuple(box))


def same(system: SmoothSystem, a: Balls, b: Balls) -> bool:
    return (
        all(x.overlaps(y) for x, y in zip(a, b, strict=True))
        and certified(system, [x.union(y) for x, y in zip(a, b, strict=True)], 144) is not None
    )


def certified(system: SmoothSystem, around: Sequence[Ball], bits: int) -> Balls | None:
    """A box with exactly one zero, close to these balls; None if that could not be proved."""
    with precision(bits):
        for growth in (4, 64, 1024):
            box = [
                x.mid() + (x.rad() * growth + ball(Fraction(1, 1 << (bits // 2)))) * _unit()
                for x in around
            ]
            image = krawczyk(system, box, system.at(box, bits), bits)
            if image is not None and all(
                x.contains_interior(k) for k, x in zip(image, box, strict=True)
            ):
                return image
    return None


def _unit() -> Any:
    import flint

    return flint.arb(0, 1)
