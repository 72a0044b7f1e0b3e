"""What the leaves of a typed game stand for: coordinates, rationals, or symbols of constants.

A symmetric constant has one symbol for g[0, 1] and g[1, 0]; an antisymmetric one its negative;
a diagonal one 0 off the diagonal. The last entry of a simplex row is 1 - the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from math import prod

from gamelang.builtins.record import Grid
from gamelang.core import typed
from gamelang.core.externs import not_known
from gamelang.core.game import ConstantRecord, Domain, ParameterRecord, TypedGame
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import NotExpandableError, TooLargeError
from gamelang.symbolic.nodes import Scalar, Symbol
from gamelang.symbolic.substitution import Substitution

Leaf = Callable[[typed.Parameter | typed.Constant], Grid[Scalar] | typed.Node]
CARRIED = ("symmetric", "antisymmetric", "diagonal")


class Entries(Enum):
    """Which entries of a simplex row are coordinates: all but the last, or all."""

    TANGENT = "tangent"
    AMBIENT = "ambient"


@dataclass(frozen=True, slots=True)
class Range:
    """low <= value <= high (None: no limit; strict: <), or only value != 0."""

    low: Scalar | None
    high: Scalar | None
    low_strict: bool
    high_strict: bool
    nonzero: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A simplex row of one member's block."""

    prefix: tuple[int, ...]
    coordinates: tuple[int, ...]
    last: Scalar


@dataclass(frozen=True, slots=True)
class Added:
    """The coordinates (number, index) that a member's parameter brought."""

    coordinates: tuple[tuple[int, tuple[int, ...]], ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Leaves:
    """Gives the interpreter the entries of parameters and constants."""

    game: TypedGame
    graph: Graph
    entries: Entries
    placed: dict[str, dict[tuple[int, ...], Scalar]] = field(default_factory=dict)
    domains: dict[Symbol, Domain] = field(default_factory=dict)
    restricted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, Grid[Scalar]] = field(default_factory=dict)
    symbol_rows: list[tuple[tuple[Symbol, ...], Scalar]] = field(default_factory=list)

    def leaf(self, node: typed.Parameter | typed.Constant) -> Grid[Scalar] | typed.Node:
        """The entries of a leaf, or the expression that defines it."""
        if isinstance(node, typed.Parameter):
            return self.array(node)
        record = self.game.constant(node.name)
        if record.definition is not None:
            return record.definition
        if node.name not in self.constants:
            self.constants[node.name] = self._constant(record)
        return self.constants[node.name]

    def array(self, node: typed.Parameter) -> Grid[Scalar]:
        """Its entries; what is held has the same value."""
        sizes = self._sizes(node)
        places = self.placed[node.path]
        return Grid(sizes, [places[place] for place in product(*map(range, sizes))])

    def apart(self, holding: Substitution) -> Leaf:
        """The entries of a leaf where what is held has coordinates of its own."""

        def leaf(node: typed.Parameter | typed.Constant) -> Grid[Scalar] | typed.Node:
            if isinstance(node, typed.Parameter) and node.held:
                grid = self.array(node)
                return Grid(grid.sizes, [holding.of(entry) for entry in grid.entries])
            return self.leaf(node)

        return leaf

    def add_parameter(
        self, record: ParameterRecord, member: tuple[int, ...], first_number: int
    ) -> Added:
        """Numbers the entries of one member's share of a parameter."""
        sizes = self._sizes(record.node)[len(member) :]
        placed = self.placed.setdefault(record.node.path, {})
        if record.domain is None or record.domain.form != "simplex":
            coordinates = tuple(
                (first_number + k, (*member, *place))
                for k, place in enumerate(product(*map(range, sizes)))
            )
            for number, place in coordinates:
                placed[place] = self.graph.coordinate(number)
            return Added(coordinates, ())
        return self._add_simplex(member, sizes, first_number, placed)

    def _add_simplex(
        self,
        member: tuple[int, ...],
        sizes: tuple[int, ...],
        number: int,
        placed: dict[tuple[int, ...], Scalar],
    ) -> Added:
        coordinates: list[tuple[int, tuple[int, ...]]] = []
        rows: list[Row] = []
        free = sizes[-1] - (self.entries is Entries.TANGENT)
        for place in product(*map(range, sizes[:-1])):
            prefix = (*member, *place)
            own = [(number + k, (*prefix, k)) for k in range(free)]
            number += free
            coordinates += own
            for k, index in own:
                placed[index] = self.graph.coordinate(k)
            if self.entries is Entries.TANGENT:
                nodes = [self.graph.coordinate(k) for k, _ in own]
                last = self.graph.linear(1, ((node, -1) for node in nodes))
                placed[(*prefix, sizes[-1] - 1)] = last
                rows.append(Row(prefix, tuple(k for k, _ in own), last))
        return Added(tuple(coordinates), tuple(rows))

    def _constant(self, record: ConstantRecord) -> Grid[Scalar]:
        sizes = self._sizes(record.node)
        if record.node.kind == "int":
            if record.value is None:
                raise NotExpandableError(f"the indices `{record.name}` have no value")
            return Grid(sizes, [int(v) for v in record.value])  # type: ignore[misc]
        if record.value is not None:
            return Grid(sizes, [self.graph.number(v) for v in record.value])
        rest = tuple(p for p in record.properties if p not in CARRIED)
        if rest:
            self.restricted[record.name] = rest
        places = product(*map(range, sizes))
        if record.domain is not None and record.domain.form == "simplex":
            return Grid(sizes, self._simplex_constant(record, sizes))
        return Grid(sizes, [self._symbol(record, place) for place in places])

    def _symbol(self, record: ConstantRecord, place: tuple[int, ...]) -> Scalar:
        if len(place) == 2:
            i, j = place
            if "diagonal" in record.properties and i != j:
                return self.graph.number(0)
            if "antisymmetric" in record.properties:
                if i == j:
                    return self.graph.number(0)
                if i > j:
                    return self.graph.scale(-1, self._bounded(record, (j, i)))
            if "symmetric" in record.properties:
                place = (min(place), max(place))
        return self._bounded(record, place)

    def _bounded(self, record: ConstantRecord, place: tuple[int, ...]) -> Symbol:
        symbol = self.graph.symbol(record.name, place)
        if record.domain is not None:
            self.domains[symbol] = record.domain
        return symbol

    def _simplex_constant(self, record: ConstantRecord, sizes: tuple[int, ...]) -> list[Scalar]:
        entries: list[Scalar] = []
        for prefix in product(*map(range, sizes[:-1])):
            row = [self._bounded(record, (*prefix, k)) for k in range(sizes[-1] - 1)]
            last = self.graph.linear(1, ((symbol, -1) for symbol in row))
            self.symbol_rows.append((tuple(row), last))
            entries += [*row, last]
        return entries

    def _sizes(self, node: typed.Node) -> tuple[int, ...]:
        sizes: list[int] = []
        for dim in node.shape:
            size = dim.value(self.game.sizes)
            if size is None:
                raise NotExpandableError(not_known(dim))
            sizes.append(size)
        if prod(sizes) > self.graph.limit:
            raise TooLargeError(f"an array has more than {self.graph.limit:,} entries")
        return tuple(sizes)
