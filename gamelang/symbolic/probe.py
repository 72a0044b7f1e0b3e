"""The one-number probe: is a bilinear form of second derivatives nonzero somewhere?

uᵀMv at random u, v and a small rational point costs 2n evaluations whatever the size of M.
Nonzero (mod p for rational losses, else a ball without 0) is a proof; then u and v are halved
until one entry is left. Zero is evidence only. (EXACT, fact 4.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from gamelang.symbolic.jets import Direction, Jets
from gamelang.symbolic.kinks import smooth
from gamelang.symbolic.limits import UNLIMITED, Budget
from gamelang.symbolic.nodes import Apply, Multiply, Pi, Scalar, postorder
from gamelang.symbolic.numbers import Balls, Modular, Numbers, Rationals, UnfitError, precision
from gamelang.symbolic.points import Point, draw
from gamelang.symbolic.scalars import ScalarGame

Form = Callable[[Jets, Direction, Direction], Any]
POINTS = 3
PRECISIONS = (53, 128, 512)
COMPONENT = 50
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Witness:
    """A proof that something is not zero: the point, and there an exact value or a ball.

    `entry` is (row, column) of the form, or (position, 0) in a list of nodes; `ball` is
    (midpoint, radius) as decimal text, given where there is no exact value.
    """

    point: Point
    entry: tuple[int, int]
    value: Fraction | None
    ball: tuple[str, str] | None
    sign: int


def potential_form(jets: Jets, u: Direction, v: Direction) -> Any:
    """uᵀ(H - Hᵀ)v: zero everywhere for a potential game."""
    return jets.numbers.tidy(jets.bilinear(u, v) - jets.bilinear(v, u))


def hamiltonian_form(jets: Jets, u: Direction, v: Direction) -> Any:
    """uᵀ(H + Hᵀ)v: zero everywhere for a Hamiltonian game."""
    return jets.numbers.tidy(jets.bilinear(u, v) + jets.bilinear(v, u))


def coupling_form(jets: Jets, u: Direction, v: Direction) -> Any:
    """uᵀ(H_o)v, H without its diagonal blocks: zero everywhere for a separable game."""
    return jets.numbers.tidy(jets.bilinear(u, v) - jets.own_bilinear(u, v))


def symmetric_coupling_form(jets: Jets, u: Direction, v: Direction) -> Any:
    """uᵀ(H_o + H_oᵀ)v: zero everywhere where S is block-diagonal."""
    return jets.numbers.tidy(coupling_form(jets, u, v) + coupling_form(jets, v, u))


def own_form(jets: Jets, u: Direction, v: Direction) -> Any:
    """uᵀH_d v: zero everywhere where every loss is affine in its own block."""
    return jets.own_bilinear(u, v)


def find_entry(
    game: ScalarGame, form: Form, budget: Budget = UNLIMITED, points: int = POINTS
) -> Witness | None:
    """A point and an entry at which the form is proved not zero; None: no evidence of one.

    Raises BudgetError when the time is over.
    """
    everything = [p.number for p in game.parameters]
    for seed in range(points):
        point = draw(game, seed)
        if point is None:
            continue
        u, v = (_direction(Random(2 * seed + k + 1), everything) for k in (0, 1))
        witness = _at(
            game,
            game.losses,
            point,
            budget,
            _bisecting(form, u, v),
            lambda jets, i, j: form(jets, {i: 1}, {j: 1}),
        )
        if witness is not None:
            return witness
    return None


def find_nonzero(
    game: ScalarGame, nodes: Sequence[Scalar], budget: Budget = UNLIMITED, points: int = POINTS
) -> Witness | None:
    """A point at which one of these nodes is proved not zero; `entry` is (its position, 0)."""

    def search(jets: Jets) -> tuple[int, int, Any] | None:
        for k, node in enumerate(nodes):
            try:
                value = jets.value(node)
            except UnfitError:
                continue
            if jets.numbers.nonzero(value):
                return k, 0, value
        return None

    for seed in range(points):
        point = draw(game, seed)
        if point is not None:
            witness = _at(
                game, tuple(nodes), point, budget, search, lambda jets, i, _: jets.value(nodes[i])
            )
            if witness is not None:
                return witness
    return None


Search = Callable[[Jets], tuple[int, int, Any] | None]


def _direction(random: Random, coordinates: list[int]) -> dict[int, int]:
    return {k: random.randint(1, COMPONENT) * random.choice((-1, 1)) for k in coordinates}


def _bisecting(form: Form, u: Direction, v: Direction) -> Search:
    """If uᵀMv is not zero, one entry of M that is not, with its value."""

    def search(jets: Jets) -> tuple[int, int, Any] | None:
        nonzero = jets.numbers.nonzero
        if not nonzero(form(jets, u, v)):
            return None
        rows, columns = dict(u), dict(v)
        while len(rows) > 1:
            half = _half(rows)
            rest = {k: c for k, c in rows.items() if k not in half}
            if nonzero(form(jets, half, columns)):
                rows = half
            elif nonzero(form(jets, rest, columns)):
                rows = rest
            else:
                return None
        while len(columns) > 1:
            half = _half(columns)
            rest = {k: c for k, c in columns.items() if k not in half}
            if nonzero(form(jets, rows, half)):
                columns = half
            elif nonzero(form(jets, rows, rest)):
                columns = rest
            else:
                return None
        (i,), (j,) = rows, columns
        value = form(jets, {i: 1}, {j: 1})
        return (i, j, value) if nonzero(value) else None

    return search


def _half(direction: Direction) -> dict[int, int]:
    kept = list(direction)[: len(direction) // 2]
    return {k: direction[k] for k in kept}


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


def _at(
    game: ScalarGame,
    roots: tuple[Scalar, ...],
    point: Point,
    budget: Budget,
    search: Search,
    entry: Callable[[Jets, int, int], Any],
) -> Witness | None:
    """The search in the cheapest numbers that fit, then the value of the entry found."""
    if is_rational(roots):
        numbers: Numbers = Modular() if smooth(roots) else Rationals()
        found = _search(game, numbers, point, budget, search)
        if found is None:
            return None
        i, j, _ = found
        exact = _search(game, Rationals(), point, budget, lambda jets: (i, j, entry(jets, i, j)))
        if exact is None:
            return None
        value = Fraction(exact[2])
        return Witness(point, (i, j), value, None, 1 if value > 0 else -1)
    for bits in PRECISIONS:
        with precision(bits):
            found = _search(game, Balls(), point, budget, search)
            if found is not None:
                i, j, ball = found
                return Witness(point, (i, j), None, _text(ball), 1 if ball > 0 else -1)
    return None


def _search(
    game: ScalarGame, numbers: Numbers, point: Point, budget: Budget, search: Search
) -> tuple[int, int, Any] | None:
    try:
        return search(Jets(game, numbers, point, budget.check))
    except UnfitError:
        return None


def _text(ball: Any) -> tuple[str, str]:
    """Midpoint and radius in decimal, the radius rounded up."""
    middle, radius, exponent = ball.mid_rad_10exp(DIGITS)
    return f"{middle}e{exponent}", f"{radius}e{exponent}"
