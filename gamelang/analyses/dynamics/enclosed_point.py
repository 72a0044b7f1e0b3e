"""H in balls at a fixed point that is not rational, as the linear field of methods/linear.py."""

from __future__ import annotations

from typing import Any

from gamelang.analyses.described import entry
from gamelang.analyses.dynamics.enclosed import EnclosedField
from gamelang.analyses.dynamics.field import Field
from gamelang.analyses.equilibria.tape import record
from gamelang.analyses.rationals import ball
from gamelang.analyses.tangent import inverse_gram
from gamelang.certify.formula import evaluate_text
from gamelang.certify.numbers import Balls
from gamelang.certify.polynomials import UndecidedError as CheckerUndecidedError
from gamelang.core.verdicts import FixedPoint, Json
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.scalars import ScalarGame

BITS = 192


def enclosed_field(field: Field, point: FixedPoint) -> EnclosedField | None:
    """None where the point does not surely lie inside, or the game has kinks or free constants."""
    if not point.fixed_point or point.condition or field.kinked or symbols(*field.xi):
        return None
    with precision(BITS):
        try:
            place = [_coordinate(field.game, k, point) for k in range(field.size)]
        except (CheckerUndecidedError, ValueError):
            return None
        if not _inside(field.game, place):
            return None
        nodes = [node for row in field.hessian for node in row]
        tape = record(nodes, [field.game.graph.coordinate(k) for k in range(field.size)])
        values = tape.run(place)
        return _by_letter(field, values) if all(v.is_finite() for v in values) else None


def _coordinate(game: ScalarGame, k: int, point: FixedPoint) -> Any:
    """A ball that holds this coordinate of the fixed point."""
    parameter = game.parameters[k]
    middle = _value(entry(point.at, parameter))
    if point.exact:
        return middle
    if point.radius is None:
        raise ValueError("a rounded point without a radius")
    radius = _value(entry(point.radius, parameter))
    return (middle - radius).union(middle + radius)


def _value(given: Json) -> Any:
    """An entry is a whole number or a text of the language."""
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise ValueError("an entry of a point is no number")
    return evaluate_text(str(given), Balls(), {})


def _inside(game: ScalarGame, place: list[Any]) -> bool:
    """Whether every fact of the domain surely holds with room to spare."""
    facts = [fact for fact, _ in game.facts if game.graph.coordinates(fact)]
    if symbols(*facts):
        return False
    tape = record(facts, [game.graph.coordinate(k) for k in range(len(place))])
    return all(value > 0 for value in tape.run(place))


def _by_letter(field: Field, values: list[Any]) -> EnclosedField:
    import flint

    size = field.size
    lifted = flint.arb_mat([[ball(v) for v in row] for row in inverse_gram(field.game)])
    h = flint.arb_mat(size, size, values)
    owner = [p.player for p in field.game.parameters]
    between = [
        v if owner[k // size] != owner[k % size] else flint.arb(0) for k, v in enumerate(values)
    ]
    return {
        "H": lifted * h,
        "T": lifted * h.transpose(),
        "O": lifted * flint.arb_mat(size, size, between),
    }
