"""Entries of arrays: their names and limits; those of constants as numbers, or as free symbols
under the properties that are declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, TypeVar
from typing import Literal as Word

from gamelang.builtins.interpret import Interpreter, NoValueError
from gamelang.builtins.record import Arithmetic, Grid
from gamelang.certify.numbers import Exact
from gamelang.certify.polynomials import Sign, UndecidedError
from gamelang.core.game import ConstantRecord, Domain, TypedGame
from gamelang.core.typed import Constant, Node, Parameter

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """low <= entry <= high (None: no limit), strict where said; `nonzero`: entry != 0."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_strict: bool = False
    high_strict: bool = False
    nonzero: bool = False

    @property
    def sign(self) -> Sign:
        if self.low is None or self.low < 0:
            return "any"
        return "positive" if self.low > 0 or self.low_strict or self.nonzero else "nonnegative"

    def hold(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and not self.low_strict)
        below = (
            self.high is None or value < self.high or (value == self.high and not self.high_strict)
        )
        return above and below and not (self.nonzero and value == 0)


def known(shape: Any, game: TypedGame) -> tuple[int, ...]:
    out = []
    for dim in shape:
        value = dim.value(game.sizes)
        if value is None:
            raise UndecidedError(f"the size {dim} is not known")
        out.append(value)
    return tuple(out)


def entry_name(key: str, sizes: tuple[int, ...], offset: int) -> str:
    """`W[0, 1]` for an entry of an array, `x` for a scalar."""
    if not sizes:
        return key
    index = []
    for size in reversed(sizes):
        offset, k = divmod(offset, size)
        index.append(str(k))
    return f"{key}[{', '.join(reversed(index))}]"


def bounds_of(game: TypedGame, domain: Domain | None) -> Bounds:
    if domain is None:
        return Bounds()
    if domain.form == "simplex":
        return Bounds(Fraction(0), Fraction(1))
    if domain.form == "nonzero":
        return Bounds(nonzero=True)
    low, high = exact_value(game, domain.low), exact_value(game, domain.high)
    return Bounds(low, high, domain.low_strict, domain.high_strict)


def exact_value(game: TypedGame, node: Node | None) -> Fraction | None:
    """The rational value of a constant scalar, None where it has none."""
    if node is None:
        return None
    ops = Exact()

    def leaf(inside: Parameter | Constant) -> Grid[Any] | Node:
        if isinstance(inside, Parameter):
            raise UndecidedError("a limit depends on a parameter")
        return constant_grid(game, ops, game.constant(inside.name), {})

    try:
        value = Interpreter(ops, game.sizes, leaf).value(node).scalar
    except (UndecidedError, NoValueError):
        return None
    return Fraction(value) if isinstance(value, int) else Fraction(int(value.p), int(value.q))


def free_symbols(game: TypedGame, constant: ConstantRecord) -> dict[str, Bounds]:
    """The free entries of a constant without a value, under its declared properties."""
    if constant.node.kind == "int":
        raise UndecidedError(f"the integers of `{constant.name}` are not known")
    bounds = bounds_of(game, constant.domain)
    free = _free_entries(game, constant)
    return {name: bounds for names in free for name, _ in names[:1] if name}


Entry = tuple[tuple[str, Word[1, -1]], ...]


def _free_entries(game: TypedGame, constant: ConstantRecord) -> list[Entry]:
    """For each entry: (name, sign) of the free entry it equals; () is 0; a simplex's last entry
    lists the entries that it is 1 minus."""
    sizes = known(constant.node.shape, game)
    simplex = constant.domain is not None and constant.domain.form == "simplex"
    out: list[Entry] = []
    for offset in range(prod(sizes)):
        i, j = divmod(offset, sizes[-1]) if len(sizes) == 2 else (0, 0)
        name = entry_name(constant.name, sizes, offset)
        mirrored = entry_name(constant.name, sizes, j * sizes[-1] + i) if len(sizes) == 2 else name
        if "diagonal" in constant.properties and i != j:
            out.append(())
        elif "antisymmetric" in constant.properties and i >= j:
            out.append(() if i == j else ((mirrored, -1),))
        elif "symmetric" in constant.properties and i > j:
            out.append(((mirrored, 1),))
        elif simplex and (offset + 1) % sizes[-1] == 0:
            out.append((("", 1), *(part for e in out[offset + 1 - sizes[-1] :] for part in e)))
        else:
            out.append(((name, 1),))
    return out


def constant_grid(
    game: TypedGame, ops: Arithmetic[T], record: ConstantRecord, symbols: Mapping[str, T]
) -> Grid[Any] | Node:
    sizes = known(record.node.shape, game)
    if record.value is not None:
        if record.node.kind == "int":
            return Grid(sizes, [int(v) for v in record.value])
        return Grid(sizes, [ops.number(v) for v in record.value])
    if record.definition is not None:
        return record.definition
    if record.node.kind == "int":
        raise UndecidedError(f"the integers of `{record.name}` are not known")
    minus = ops.number(Fraction(-1))
    entries: list[T] = []
    for entry in _free_entries(game, record):
        if not entry:
            entries.append(ops.number(Fraction(0)))
        elif entry[0][0] == "":
            rest = [ops.multiply([minus, symbols[name]]) for name, _ in entry[1:]]
            entries.append(ops.add([ops.number(Fraction(1)), *rest]))
        else:
            name, sign = entry[0]
            if name not in symbols:
                raise UndecidedError(f"the constant `{record.name}` has no value")
            entries.append(symbols[name] if sign == 1 else ops.multiply([minus, symbols[name]]))
    return Grid(sizes, entries)
