"""The probe: is an expression different from zero somewhere in the domain?

Evaluated at small rational points, mod p where it is rational, else in balls: what is not zero
there is a proof; zero everywhere is evidence only. (EXACT, fact 4.)
"""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.symbolic.kinks import smooth
from gamelang.symbolic.limits import UNLIMITED, Budget
from gamelang.symbolic.nodes import Apply, Multiply, Pi, Scalar, postorder
from gamelang.symbolic.numbers import Balls, Modular, Numbers, Rationals, UnfitError, precision
from gamelang.symbolic.points import Point, draw
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.values import Values

POINTS = 3
PRECISIONS = (53, 128, 512)


def differs_from_zero(
    game: ScalarGame, nodes: Sequence[Scalar], budget: Budget = UNLIMITED, points: int = POINTS
) -> bool:
    """Whether one of these nodes is proved not to vanish identically; False proves nothing.

    Raises BudgetError when the time is over.
    """
    found = (draw(game, seed) for seed in range(points))
    return any(_differs_at(point, tuple(nodes), budget) for point in found if point is not None)


def _differs_at(point: Point, nodes: tuple[Scalar, ...], budget: Budget) -> bool:
    """In the cheapest numbers that fit."""
    if is_rational(nodes):
        return _differs(Modular() if smooth(nodes) else Rationals(), point, nodes, budget)
    for bits in PRECISIONS:
        with precision(bits):
            if _differs(Balls(), point, nodes, budget):
                return True
    return False


def _differs(numbers: Numbers, point: Point, nodes: tuple[Scalar, ...], budget: Budget) -> bool:
    values = Values(numbers, point, budget.check)
    for node in nodes:
        try:
            if numbers.nonzero(values.value(node)):
                return True
        except UnfitError:
            continue
    return False


def is_rational(roots: tuple[Scalar, ...]) -> bool:
    """Whether only rational operations, and perhaps kinks, stand below."""
    for node in postorder(*roots):
        match node:
            case Pi():
                return False
            case Apply(primitive) if primitive not in ("abs", "sign", "maximum", "minimum"):
                return False
            case Multiply(factors) if any(e.denominator != 1 for _, e in factors):
                return False
            case _:
                pass
    return True
