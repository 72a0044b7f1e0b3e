"""Losses, their mixed second derivatives and finite differences at a rational point.

Exact rationals first, then balls at 53, 128 and 512 bits. Symbolic constants stay symbols, and
then a value is a normal form in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeVar

import flint
from flint import arb, fmpq

from gamelang.certify.expansion import constant_symbols
from gamelang.certify.forms import Forms
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.numbers import Balls, Exact, Field
from gamelang.certify.polynomials import Ring, UndecidedError
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


def evaluate(setting: Setting, place: Place, forms: Forms | None = None) -> Value:
    """The value: a rational, a ball that does not hold 0 (if precision allows), or a form."""
    if setting.symbols:
        forms = forms or Forms(Ring())
        constants = constant_symbols(setting, forms)
        form: Form = _evaluate(setting, place, forms, constants)
        return form
    try:
        exact: fmpq = _evaluate(setting, place, Exact(), {})
        return exact
    except UndecidedError:
        return _in_balls(lambda: _evaluate(setting, place, Balls(), {}))


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


def _evaluate(setting: Setting, place: Place, field: Any, constants: Mapping[str, Any]) -> Any:
    if place.entry is not None:
        return _second_derivative(setting, place, field, constants)
    terms = []
    for size in range(len(place.moves) + 1):
        for chosen in combinations(place.moves, size):
            sign = (-1) ** (len(place.moves) - size)
            value = _weighted(setting, place.weights, field, moved(place.point, chosen), constants)
            terms.append(field.multiply([field.number(Fraction(sign)), value]))
    return field.add(terms)


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


def _second_derivative(
    setting: Setting, place: Place, field: Field[N], constants: Mapping[str, N]
) -> N:
    """Σ weight * D²loss(e_i, e_j) from one hyper-dual pass."""
    assert place.entry is not None
    one = field.number(Fraction(1))
    first, second = place.entry
    seeded = {
        name: HyperDual(
            field.number(value),
            one if name == first else None,
            one if name == second else None,
        )
        for name, value in place.point.items()
    }
    ops = HyperDuals(field)
    known = {name: HyperDual(value) for name, value in constants.items()}
    value = _add_weighted(setting, place.weights, ops, seeded, known)
    return field.number(Fraction(0)) if value.f12 is None else value.f12


def _add_weighted(
    setting: Setting,
    weights: Weighted,
    ops: HyperDuals[N],
    point: Mapping[str, HyperDual[N]],
    constants: Mapping[str, HyperDual[N]],
) -> HyperDual[N]:
    run = setting.interpreter(ops, point, constants)
    terms = [
        ops.multiply([ops.number(weight), setting.loss(run, p)]) for p, weight in weights.items()
    ]
    return ops.add(terms)


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
