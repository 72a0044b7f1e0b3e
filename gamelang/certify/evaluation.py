"""Losses, their mixed second derivatives and finite differences at a rational point.

Exact rationals first, then balls at 53, 128 and 512 bits. Symbolic constants stay symbols, and
then a value is a normal form in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Any, TypeVar

import flint
from flint import arb, fmpq

from gamelang.certify.draws import OverDraws, known
from gamelang.certify.expansion import constant_symbols
from gamelang.certify.forms import Forms
from gamelang.certify.hyperdual import HyperDual, HyperDuals, held
from gamelang.certify.numbers import Balls, Exact, Field
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting
from gamelang.certify.sparse.arrays import TooManyError
from gamelang.certify.sparse.evaluation import Evaluation
from gamelang.certify.sparse.points import evaluation, inside, is_sparse, loss, value_at
from gamelang.core.game import ParameterRecord

N = TypeVar("N")
Point = Mapping[str, Fraction]
Value = fmpq | arb | Form
Weighted = Mapping[int, Fraction]
PRECISIONS = (53, 128, 512)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to evaluate what: Σ weight * loss, its second derivative, or a finite difference.

    With stops the second derivative of a loss is an entry of H, the row a coordinate of its own
    player; `mirrored` adds that many times the entry opposite (both coordinates are hers).
    """

    weights: Weighted
    point: Point
    entry: tuple[str, str] | None = None
    moves: tuple[Point, ...] = ()
    mirrored: int = 0


def entry_of(setting: Setting, matrix: str, entry: tuple[str, str], point: Point) -> Place:
    """The place of an entry of H, S or A."""
    p, q = (setting.coordinate(name).agent for name in entry)
    one, half = Fraction(1), Fraction(1, 2)
    sign = {"H": 0, "S": 1, "A": -1}[matrix]
    if not sign or (sign == 1 and p == q and (not setting.stops or entry[0] == entry[1])):
        return Place({p: one}, point, entry)
    if p == q and setting.stops:
        return Place({p: half}, point, entry, mirrored=sign)
    if p == q:
        raise UndecidedError("A vanishes within a player's own block")
    return Place({p: half, q: sign * half}, point, entry)


Known = dict[tuple[object, ...], Any]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates places of one game. Second derivatives of single losses are remembered: many
    verdicts ask for the same entry."""

    setting: Setting
    forms: Forms
    known: Known = field(default_factory=dict)

    def value(self, place: Place) -> Value:
        """A rational, a ball that does not hold 0 (if precision allows), or a form."""
        if not is_sparse(place.point) and self.setting.symbols:
            constants = constant_symbols(self.setting, self.forms)
            form: Form = self._value(place, self.forms, constants)
            return form
        try:
            exact: fmpq = self._value(place, Exact(), {})
            return exact
        except TooManyError:
            raise
        except UndecidedError:
            return _in_balls(lambda: self._value(place, Balls(), {}))

    def _value(self, place: Place, numbers: Any, constants: Mapping[str, Any]) -> Any:
        terms = []
        if place.entry is not None:
            for agent, weight in place.weights.items():
                for entry, times in self._entries(agent, place):
                    there = replace(place, entry=entry)
                    bend = self._second_derivative(agent, there, numbers, constants)
                    terms.append(numbers.multiply([numbers.number(weight * times), bend]))
            return numbers.add(terms)
        for size in range(len(place.moves) + 1):
            for chosen in combinations(place.moves, size):
                sign = Fraction((-1) ** (len(place.moves) - size))
                point = moved(place.point, chosen)
                value = _weighted(self.setting, place.weights, numbers, point, constants)
                terms.append(numbers.multiply([numbers.number(sign), value]))
        return numbers.add(terms)

    def _entries(self, agent: int, place: Place) -> list[tuple[tuple[str, str], int]]:
        """Which second derivatives of the agent's loss are added: with stops, row first."""
        assert place.entry is not None
        row, column = place.entry
        if not self.setting.stops:
            return [(place.entry, 1)]
        owners = [self.setting.coordinate(name).agent for name in place.entry]
        if agent not in owners:
            raise UndecidedError("with `stop` a loss is differentiated by its own player first")
        if owners[0] != agent:
            return [((column, row), 1)]
        found = [((row, column), 1)]
        return [*found, ((column, row), place.mirrored)] if place.mirrored else found

    def _second_derivative(
        self, agent: int, place: Place, numbers: Field[N], constants: Mapping[str, N]
    ) -> N:
        """D²loss(e_i, e_j) from one hyper-dual pass, for this agent's loss."""
        assert place.entry is not None
        precision = flint.ctx.prec if isinstance(numbers, Balls) else 0
        where = (type(numbers), precision, place.entry, frozenset(place.point.items()))
        if (agent, *where) not in self.known:
            value: HyperDual[N] = self._pass(where, place, numbers, constants)(agent)
            bend = numbers.number(Fraction(0)) if value.f12 is None else known(value.f12)
            self.known[(agent, *where)] = bend
        found: N = self.known[(agent, *where)]
        return found

    def _pass(
        self,
        where: tuple[object, ...],
        place: Place,
        numbers: Field[N],
        constants: Mapping[str, N],
    ) -> Callable[[int], HyperDual[N]]:
        """The losses seeded at this place; they share one interpreter."""
        assert place.entry is not None
        latest = self.known.get(("pass",))
        if latest is not None and latest[0] == where:
            found: Callable[[int], HyperDual[N]] = latest[1]
            return found
        ops = HyperDuals(numbers)
        if is_sparse(place.point):
            ops = HyperDuals(OverDraws(numbers))
            values = {n: value_at(self.setting, place.point, n) for n in place.entry}
            seeds = _seeded(values, place.entry, numbers)
            run = evaluation(self.setting, ops, place.point, seeds)
            found = partial(loss, self.setting, run)
        else:
            seeded = _seeded(place.point, place.entry, numbers)
            plain = {name: HyperDual(value) for name, value in constants.items()}
            whole = self.setting.interpreter(ops, seeded, plain, held(seeded))
            found = partial(self.setting.loss, whole)
        self.known[("pass",)] = (where, found)
        return found


def _seeded(point: Point, entry: tuple[str, str], numbers: Field[N]) -> dict[str, HyperDual[N]]:
    """e1 along the first coordinate of the entry, e2 along the second."""
    first, second = entry
    one = numbers.number(Fraction(1))
    return {
        name: HyperDual(
            numbers.number(value), one if name == first else None, one if name == second else None
        )
        for name, value in point.items()
    }


def _in_balls(run: Callable[[], arb]) -> arb:
    before = flint.ctx.prec
    value: arb | None = None
    problem: UndecidedError | None = None
    try:
        for precision in PRECISIONS:
            flint.ctx.prec = precision
            try:
                value = run()
            except TooManyError:
                raise
            except UndecidedError as found:
                problem = found
                continue
            if value.is_finite() and (value.is_exact() or not value.contains(0)):
                return value
    finally:
        flint.ctx.prec = before
    if value is None:
        assert problem is not None
        raise problem
    return value


def moved(point: Point, moves: Sequence[Point]) -> dict[str, Fraction]:
    out = dict(point)
    for move in moves:
        for name, step in move.items():
            if name not in out:
                raise UndecidedError("a move is of a coordinate that the point does not name")
            out[name] += step
    return out


def _weighted(
    setting: Setting,
    weights: Weighted,
    field: Any,
    point: Point,
    constants: Mapping[str, Any],
) -> Any:
    at: Callable[[int], Any]
    if is_sparse(point):
        at = partial(_loss_over_draws, setting, evaluation(setting, OverDraws(field), point))
    else:
        numbers = {name: field.number(value) for name, value in point.items()}
        at = partial(setting.loss, setting.interpreter(field, numbers, constants))
    terms = [field.multiply([field.number(weight), at(p)]) for p, weight in weights.items()]
    return field.add(terms)


def _loss_over_draws(setting: Setting, run: Evaluation, agent: int) -> Any:
    return known(loss(setting, run, agent))


def require_off_kinks(setting: Setting, point: Point, agents: Sequence[int]) -> None:
    """No loss of these agents has a kink at a sparse point, whatever moves."""
    run = evaluation(setting, HyperDuals(OverDraws(Balls()), off_kinks=True), point)
    for agent in agents:
        loss(setting, run, agent)


def within(setting: Setting, point: Point) -> bool:
    """Whether a point gives every coordinate a value inside its domain."""
    if is_sparse(point):
        return inside(setting, point)
    if point.keys() != {c.name for c in setting.coordinates}:
        return False
    if not all(c.bounds.hold(point[c.name]) for c in setting.coordinates):
        return False
    for record in setting.game.parameters:
        simplex = record.domain is not None and record.domain.form == "simplex"
        if simplex and not _rows_fit(setting, record, point):
            return False
    return True


def _rows_fit(setting: Setting, record: ParameterRecord, point: Point) -> bool:
    """The free entries of each row of a simplex add up to at most 1."""
    width = record.node.shape[-1].value(setting.game.sizes)
    assert width is not None
    sums: dict[int, Fraction] = {}
    for c in setting.coordinates:
        if c.path == record.node.path:
            row = c.offset // width
            sums[row] = sums.get(row, Fraction(0)) + point[c.name]
    return all(total <= 1 for total in sums.values())
