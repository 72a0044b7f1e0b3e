"""Losses, their mixed second derivatives and finite differences at a rational point.

Exact rationals first, then balls at 53, 128 and 512 bits. Symbolic constants stay symbols, and
then a value is a normal form in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeVar

import flint
from flint import arb, fmpq

from gamelang.builtins.interpret import Interpreter
from gamelang.certify.expansion import constant_symbols
from gamelang.certify.forms import Forms
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.numbers import Balls, Exact, Field
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting
from gamelang.core.game import ParameterRecord

N = TypeVar("N")
Point = Mapping[str, Fraction]
Value = fmpq | arb | Form
Weighted = Mapping[int, Fraction]
PRECISIONS = (53, 128, 512)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to evaluate what: Σ weight * loss, its second derivative, or a finite difference."""

    weights: Weighted
    point: Point
    entry: tuple[str, str] | None = None
    moves: tuple[Point, ...] = ()


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
        if self.setting.symbols:
            constants = constant_symbols(self.setting, self.forms)
            form: Form = self._value(place, self.forms, constants)
            return form
        try:
            exact: fmpq = self._value(place, Exact(), {})
            return exact
        except UndecidedError:
            return _in_balls(lambda: self._value(place, Balls(), {}))

    def _value(self, place: Place, numbers: Any, constants: Mapping[str, Any]) -> Any:
        terms = []
        if place.entry is not None:
            for agent, weight in place.weights.items():
                bend = self._second_derivative(agent, place, numbers, constants)
                terms.append(numbers.multiply([numbers.number(weight), bend]))
            return numbers.add(terms)
        for size in range(len(place.moves) + 1):
            for chosen in combinations(place.moves, size):
                sign = Fraction((-1) ** (len(place.moves) - size))
                point = moved(place.point, chosen)
                value = _weighted(self.setting, place.weights, numbers, point, constants)
                terms.append(numbers.multiply([numbers.number(sign), value]))
        return numbers.add(terms)

    def _second_derivative(
        self, agent: int, place: Place, numbers: Field[N], constants: Mapping[str, N]
    ) -> N:
        """D²loss(e_i, e_j) from one hyper-dual pass, for this agent's loss."""
        assert place.entry is not None
        precision = flint.ctx.prec if isinstance(numbers, Balls) else 0
        where = (type(numbers), precision, place.entry, frozenset(place.point.items()))
        if (agent, *where) not in self.known:
            run = self._passes(where, place, numbers, constants)
            value: HyperDual[N] = self.setting.loss(run, agent)
            bend = numbers.number(Fraction(0)) if value.f12 is None else value.f12
            self.known[(agent, *where)] = bend
        found: N = self.known[(agent, *where)]
        return found

    def _passes(
        self,
        where: tuple[object, ...],
        place: Place,
        numbers: Field[N],
        constants: Mapping[str, N],
    ) -> Interpreter[HyperDual[N]]:
        """The interpreter seeded at this place, shared by the losses."""
        assert place.entry is not None
        latest = self.known.get(("pass",))
        if latest is not None and latest[0] == where:
            run: Interpreter[HyperDual[N]] = latest[1]
            return run
        first, second = place.entry
        one = numbers.number(Fraction(1))
        seeded = {
            name: HyperDual(
                numbers.number(value),
                one if name == first else None,
                one if name == second else None,
            )
            for name, value in place.point.items()
        }
        plain = {name: HyperDual(value) for name, value in constants.items()}
        run = self.setting.interpreter(HyperDuals(numbers), seeded, plain)
        self.known[("pass",)] = (where, run)
        return run


def _in_balls(run: Callable[[], arb]) -> arb:
    before = flint.ctx.prec
    value: arb | None = None
    problem: UndecidedError | None = None
    try:
        for precision in PRECISIONS:
            flint.ctx.prec = precision
            try:
                value = run()
            except UndecidedError as found:
                problem = found
                continue
            if value.is_finite() and not value.contains(0):
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
            out[name] += step
    return out


def _weighted(
    setting: Setting,
    weights: Weighted,
    field: Any,
    point: Point,
    constants: Mapping[str, Any],
) -> Any:
    numbers = {name: field.number(value) for name, value in point.items()}
    run = setting.interpreter(field, numbers, constants)
    terms = [
        field.multiply([field.number(weight), setting.loss(run, p)])
        for p, weight in weights.items()
    ]
    return field.add(terms)


def within(setting: Setting, point: Point) -> bool:
    """Whether a point gives every coordinate a value inside its domain."""
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
