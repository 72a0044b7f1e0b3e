"""Points of large games, written briefly: `*` is the value of every coordinate that is not named,
`V[*]` that of every coordinate of the parameter V that is not named.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

from gamelang.builtins.record import Arithmetic
from gamelang.certify.entries import bounds_of
from gamelang.certify.hyperdual import held
from gamelang.certify.setting import Setting
from gamelang.certify.sparse.arrays import Array
from gamelang.certify.sparse.evaluation import Evaluation
from gamelang.certify.undecided import UndecidedError
from gamelang.core import typed
from gamelang.core.game import ParameterRecord

OTHERS = "*"
MOST_NAMED = 2_000
MOST_ROWS = 20_000  # of a simplex: each has a last entry of its own
Point = Mapping[str, Fraction]
Seeds = Mapping[str, Any]  # a hyper-dual number to each coordinate that moves


def is_sparse(point: Mapping[str, Any]) -> bool:
    return OTHERS in point


def require_sparse_form(setting: Setting, point: Point) -> None:
    """Raises UndecidedError unless all names are those of coordinates or parameters."""
    if len(point) > MOST_NAMED:
        raise UndecidedError("the point names too many coordinates")
    if any(constant.symbolic for constant in setting.game.constants):
        raise UndecidedError("a constant has no value")
    for name in named(setting, point):
        setting.coordinate(name)


def named(setting: Setting, point: Point) -> list[str]:
    """The coordinates that a point names."""
    rests = {OTHERS, *map(rest_name, setting.game.parameters)}
    return [name for name in point if name not in rests]


def rest_name(record: ParameterRecord) -> str:
    return f"{record.key}[{OTHERS}]"


def value_at(setting: Setting, point: Point, name: str) -> Fraction:
    """The value of one coordinate."""
    if name in point:
        return point[name]
    key = name.partition("[")[0]
    return point.get(f"{key}[{OTHERS}]", point[OTHERS])


def inside(setting: Setting, point: Point) -> bool:
    """Whether every coordinate lies in its domain."""
    for record in setting.game.parameters:
        rest = point.get(rest_name(record), point[OTHERS])
        if not bounds_of(setting.game, record.domain).hold(rest):
            return False
        if _is_simplex(record) and not _rows_fit(setting, record, point, rest):
            return False
    found = ((setting.coordinate(name), point[name]) for name in named(setting, point))
    return all(coordinate.bounds.hold(value) for coordinate, value in found)


def _is_simplex(record: ParameterRecord) -> bool:
    return record.domain is not None and record.domain.form == "simplex"


def _rows_fit(setting: Setting, record: ParameterRecord, point: Point, rest: Fraction) -> bool:
    """No row's free entries add up to more than 1."""
    width = _sizes(setting, record)[-1]
    whole = (width - 1) * rest
    sums: dict[int, Fraction] = {}
    for name in named(setting, point):
        coordinate = setting.coordinate(name)
        if coordinate.path == record.node.path:
            row = coordinate.offset // width
            sums[row] = sums.get(row, whole) + point[name] - rest
    return whole <= 1 and all(total <= 1 for total in sums.values())


def _sizes(setting: Setting, record: ParameterRecord) -> tuple[int, ...]:
    sizes = tuple(dim.value(setting.game.sizes) for dim in record.node.shape)
    assert all(size is not None for size in sizes)
    return tuple(size or 0 for size in sizes)


def evaluation(
    setting: Setting, ops: Arithmetic[Any], point: Point, seeds: Seeds | None = None
) -> Evaluation:
    """The losses at a sparse point; `seeds`: what stands for some coordinates in place of their
    values."""
    given = seeds or {}
    arrays = {
        (record.node.path, stays): _parameter(setting, ops, record, point, values)
        for record in setting.game.parameters
        for stays, values in ((False, given), (True, held(given) if setting.stops else given))
        if not stays or setting.stops
    }

    def leaf(node: typed.Parameter) -> Array:
        return arrays[node.path, node.held]

    return Evaluation(setting.game, ops, leaf)


def loss(setting: Setting, run: Evaluation, agent: int) -> Any:
    """The loss of one agent, a number of the evaluation's arithmetic."""
    record = setting.agents[agent]
    value = run.value(record.player.loss, record.indices).scalar
    return run.ops.number(Fraction(value)) if type(value) is int else value


def _parameter(
    setting: Setting, ops: Arithmetic[Any], record: ParameterRecord, point: Point, seeds: Seeds
) -> Array:
    sizes = _sizes(setting, record)
    rest = point.get(rest_name(record), point[OTHERS])
    entries: dict[int, Any] = {}
    for name in {*named(setting, point), *seeds}:
        coordinate = setting.coordinate(name)
        if coordinate.path == record.node.path:
            value = seeds[name] if name in seeds else ops.number(point[name])
            entries[coordinate.offset] = value
    if _is_simplex(record):
        _add_last(ops, entries, sizes, rest)
    if not sizes:
        return Array((), entries.get(0, ops.number(rest)))
    return Array(sizes, ops.number(rest), entries)


def _add_last(
    ops: Arithmetic[Any], entries: dict[int, Any], sizes: tuple[int, ...], rest: Fraction
) -> None:
    """The last entry of each row: 1 minus the others."""
    width = sizes[-1]
    rows: dict[int, list[Any]] = {}
    for offset, x in entries.items():
        rows.setdefault(offset // width, []).append(x)
    count = prod(sizes[:-1])
    if count > MOST_ROWS:
        raise UndecidedError("too many rows of a simplex to be followed one by one")
    for row in range(count):
        own = rows.get(row, [])
        start = ops.number(1 - (width - 1 - len(own)) * rest)
        minus = [ops.multiply([ops.number(Fraction(-1)), x]) for x in own]
        entries[row * width + width - 1] = ops.add([start, *minus]) if minus else start
