"""Powers and functions over whole balls, with tight ends: what the steps of a tape do."""

from __future__ import annotations

from collections.abc import Callable

from gamelang.analyses.rationals import Ball, ball
from gamelang.symbolic.nodes import (
    Q,
)

WIDE = 2.0**-20  # wider balls go through monotone functions by their ends


def anything() -> Ball:
    """The ball that holds every number."""
    import flint

    return flint.arb(0, float("inf"))


def power(x: Ball, exponent: Q) -> Ball:
    """x ** exponent, tight for wide balls; a base under a root is nonnegative where it counts."""
    import flint

    if exponent.denominator == 1:
        n = int(exponent)
        if n < 0:
            return 1 / power(x, -n)
        if thin(x):
            return _times_itself(x, n)
        if n % 2:
            return by_ends(x, lambda y: _times_itself(y, n))
        low, high = x.abs_lower(), x.abs_upper()
        return _times_itself(low, n).union(_times_itself(high, n))
    e = ball(exponent)
    if x > 0:
        return by_ends(x, lambda y: y**e) if not thin(x) else x**e
    high = x.upper()
    if exponent > 0 and high > 0:
        return flint.arb(0).union(high**e)
    return anything()


def _times_itself(x: Ball, n: int) -> Ball:
    """x ** n by multiplication: FLINT's power of a ball around 0 may be NaN."""
    result = x if n % 2 else None
    while n := n // 2:
        x = x * x
        if n % 2:
            result = x if result is None else result * x
    return ball(1) if result is None else result


def thin(x: Ball) -> bool:
    return bool(x.rad() < WIDE)


def by_ends(x: Ball, f: Callable[[Ball], Ball]) -> Ball:
    """The range of a monotone function."""
    return f(x.lower()).union(f(x.upper()))


def _log(x: Ball) -> Ball:
    return x.log() if x > 0 else anything()


def _sign(x: Ball) -> Ball:
    import flint

    if x > 0:
        return flint.arb(1)
    if x < 0:
        return flint.arb(-1)
    return flint.arb(0) if x.is_zero() else flint.arb(0, 1)


def _abs(x: Ball) -> Ball:
    import flint

    if x > 0:
        return x
    if x < 0:
        return -x
    return flint.arb(0).union(x.abs_upper())


MONOTONE = frozenset(("exp", "log", "tanh", "erf"))
FUNCTIONS: dict[str, Callable[[Ball], Ball]] = {
    "exp": lambda x: x.exp(),
    "log": _log,
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "tanh": lambda x: x.tanh(),
    "erf": lambda x: x.erf(),
    "abs": _abs,
    "sign": _sign,
}
