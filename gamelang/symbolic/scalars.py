"""A typed game as scalars: every size known, every array taken apart into its entries.

In: a TypedGame whose sizes are known. Out: a ScalarGame: flat parameters and players, one DAG
node per loss. On a simplex the last entry of every row is 1 - the others (EXACT, fact 7), so
derivatives in the remaining coordinates are those of the tangent space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from gamelang.builtins.interpret import Interpreter, NoValueError
from gamelang.builtins.record import Grid
from gamelang.core import typed
from gamelang.core.dims import Dim
from gamelang.core.externs import not_known
from gamelang.core.game import Player, TypedGame
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.graph import LIMIT, Graph
from gamelang.symbolic.kinks import Kink, find_kinks
from gamelang.symbolic.leaves import Entries, Leaves, Range
from gamelang.symbolic.limits import NotExpandableError, TooLargeError, UndefinedError
from gamelang.symbolic.nodes import Scalar, Symbol
from gamelang.symbolic.substitution import Leaf, Substitution

Check = Callable[[], None]
Member = tuple[Player, tuple[int, ...], Mapping[typed.Variable, int]]


@dataclass(frozen=True, slots=True)
class ScalarParameter:
    """One coordinate: entry `index` of the parameter `path`, owned by atomic player `player`.

    `key` is the parameter's shortest name; `range` is where it lies (None: everywhere).
    """

    number: int
    player: int
    path: str
    key: str
    index: tuple[int, ...]
    range: Range | None

    @property
    def name(self) -> str:
        """In the game language: q[2], row.x[0]."""
        return written(self.key, self.index)


@dataclass(frozen=True, slots=True)
class AtomicPlayer:
    """One player; a family is as many of them. `coordinates` are its parameters' numbers."""

    number: int
    family: str
    index: tuple[int, ...]
    coordinates: tuple[int, ...]

    @property
    def name(self) -> str:
        return written(self.family, self.index)


@dataclass(frozen=True, slots=True)
class SimplexRow:
    """One probability vector: the coordinates that stayed and the entry that was eliminated."""

    path: str
    prefix: tuple[int, ...]
    coordinates: tuple[int, ...]
    last: Scalar


@dataclass(frozen=True, slots=True)
class ScalarGame:
    """Losses as scalar nodes, one for each atomic player, over numbered coordinates.

    `losses` are functions of the coordinates; ξ is made of `slopes`, which keep fixed what stands
    in `stop(...)`. `apart`: the losses of a game with stops, where what is held has coordinates of
    its own, numbered after the parameters.
    `arrays` gives the entries of each parameter (by path) as nodes; `ranges` the bounds of the
    symbolic constants; `symbol_rows` the constant probability vectors (entries but the last, and
    the last); `restricted` the constants with a property (orthogonal, psd) that their symbols do
    not carry; `facts` are nodes that are >= 0 on the whole domain (True: > 0).
    """

    graph: Graph
    players: tuple[AtomicPlayer, ...]
    parameters: tuple[ScalarParameter, ...]
    losses: tuple[Scalar, ...]
    arrays: Mapping[str, Grid[Scalar]]
    rows: tuple[SimplexRow, ...]
    ranges: Mapping[Symbol, Range]
    symbol_rows: tuple[tuple[tuple[Symbol, ...], Scalar], ...]
    restricted: Mapping[str, tuple[str, ...]]
    facts: tuple[tuple[Scalar, bool], ...]
    kinks: tuple[Kink, ...]
    interpreter: Interpreter[Scalar]
    apart: tuple[Scalar, ...] | None = None

    def slopes(self, player: int, check: Check = lambda: None) -> Mapping[int, Scalar]:
        """∂ℓ_p by every coordinate, what is held fixed; entries that are zero left out."""
        if self.apart is None:
            return gradient(self.graph, self.losses[player], check)
        count, zero = len(self.parameters), self.graph.number(0)
        together = _together(self.graph, count)
        found = gradient(self.graph, self.apart[player], check).items()
        slopes = {k: together.of(slope) for k, slope in found if k < count}
        return {k: slope for k, slope in slopes.items() if slope is not zero}

    def holds_own(self, player: int) -> bool:
        """Whether a player's loss holds her own parameters: as a function of them it is then not
        what she descends."""
        if self.apart is None:
            return False
        count, mask = len(self.parameters), self.graph.coordinates(self.apart[player])
        return any(mask >> (count + k) & 1 for k in self.players[player].coordinates)

    def xi(self, check: Check = lambda: None) -> tuple[Scalar, ...]:
        """The simultaneous gradient, by coordinate."""
        zero = self.graph.number(0)
        slopes = [self.slopes(player.number, check) for player in self.players]
        return tuple(slopes[p.player].get(p.number, zero) for p in self.parameters)

    def scalar(self, node: typed.Node) -> Scalar:
        """A closed scalar expression of the same game (an equation, a metric, a point's entry)."""
        return self.array(node).scalar

    def array(self, node: typed.Node) -> Grid[Scalar]:
        """A closed expression of the same game, entry by entry."""
        return _value(self.interpreter, self.graph, node)


def expand(game: TypedGame, limit: int = LIMIT) -> ScalarGame:
    """The scalar form, simplex rows without their last entry.

    Raises NotExpandableError (TooLargeError) with the reason in words.
    """
    return _expand(game, Entries.TANGENT, limit)


def expand_ambient(game: TypedGame, limit: int = LIMIT) -> ScalarGame:
    """The scalar form with all entries of a simplex as coordinates, as users wrote it."""
    return _expand(game, Entries.AMBIENT, limit)


def _expand(game: TypedGame, entries: Entries, limit: int) -> ScalarGame:
    graph = Graph(limit)
    leaves = Leaves(game, graph, entries)
    interpreter: Interpreter[Scalar] = Interpreter(graph, game.sizes, leaves.leaf)
    members = [
        (player, index, dict(zip(player.variables, index, strict=True)))
        for player in game.players
        for index in _indices(player, game.sizes, limit)
    ]
    parameters: list[ScalarParameter] = []
    players: list[AtomicPlayer] = []
    rows: list[SimplexRow] = []
    with_bounds = _Bounds(interpreter, graph)
    for player, index, _ in members:
        first = len(parameters)
        for record in player.parameters:
            added = leaves.add_parameter(record, index, first_number=len(parameters))
            bounds = with_bounds.range(record.domain)
            parameters.extend(
                ScalarParameter(number, len(players), record.node.path, record.key, place, bounds)
                for number, place in added.coordinates
            )
            rows.extend(
                SimplexRow(record.node.path, row.prefix, row.coordinates, row.last)
                for row in added.rows
            )
            if len(parameters) > limit:
                raise TooLargeError(f"the game has more than {limit:,} scalar parameters")
        players.append(
            AtomicPlayer(len(players), player.name, index, tuple(range(first, len(parameters))))
        )
    losses = tuple(
        _real(graph, _guarded(lambda p=player, m=variables: interpreter.member(p.loss, m)).scalar)
        for player, _, variables in members
    )
    apart = _apart(game, leaves, len(parameters), members) if game.stops else None
    arrays = {record.node.path: leaves.array(record.node) for record in game.parameters}
    ranges = {s: with_bounds.range(leaves.domains[s]) for s in leaves.domains}
    kept = {s: r for s, r in ranges.items() if r is not None}
    return ScalarGame(
        graph,
        tuple(players),
        tuple(parameters),
        losses,
        arrays,
        tuple(rows),
        kept,
        tuple(leaves.symbol_rows),
        leaves.restricted,
        _facts(
            graph,
            parameters,
            [*(row.last for row in rows), *(last for _, last in leaves.symbol_rows)],
            kept,
        ),
        find_kinks(losses) if apart is None else _kinks(graph, apart, len(parameters)),
        interpreter,
        apart,
    )


def _apart(
    game: TypedGame, leaves: Leaves, count: int, members: Sequence[Member]
) -> tuple[Scalar, ...]:
    """The losses, with a second coordinate for every parameter: that of what is held."""
    graph = leaves.graph
    second: dict[Leaf, Scalar] = {
        graph.coordinate(k): graph.coordinate(count + k) for k in range(count)
    }
    leaf = leaves.apart(Substitution(graph, second))
    interpreter: Interpreter[Scalar] = Interpreter(graph, game.sizes, leaf)
    return tuple(
        _real(graph, _guarded(lambda p=player, m=variables: interpreter.member(p.loss, m)).scalar)
        for player, _, variables in members
    )


def _together(graph: Graph, count: int) -> Substitution:
    """What is held takes the value of its parameter."""
    first: dict[Leaf, Scalar] = {
        graph.coordinate(count + k): graph.coordinate(k) for k in range(count)
    }
    return Substitution(graph, first)


def _kinks(graph: Graph, apart: tuple[Scalar, ...], count: int) -> tuple[Kink, ...]:
    """Those of the losses with what is held apart: a kink of ξ may cancel in the losses."""
    together = _together(graph, count)
    try:
        return tuple(
            Kink(kink.kind, kink.node, tuple(together.of(a) for a in kink.arguments))
            for kink in find_kinks(apart)
        )
    except UndefinedError:
        raise NotExpandableError("a loss has no value where nothing is held apart") from None


def _real(graph: Graph, value: Scalar | int) -> Scalar:
    """A loss that counts (`minimize 0`) as a node."""
    return graph.number(value) if isinstance(value, int) else value


def _indices(player: Player, sizes: Mapping[str, int], limit: int) -> list[tuple[int, ...]]:
    """The members of a family, by the values of its variables; one for a single player."""
    ranges = [range(_size(v.start, sizes), _size(v.stop, sizes)) for v in player.variables]
    if prod(max(0, r.stop - r.start) for r in ranges) > limit:
        raise TooLargeError(f"the game has more than {limit:,} players")
    return list(product(*ranges))


def _size(dim: Dim, sizes: Mapping[str, int]) -> int:
    value = dim.value(sizes)
    if value is None:
        raise NotExpandableError(not_known(dim))
    return value


def _guarded(compute: Any) -> Any:
    """Runs the interpreter; what it cannot know becomes a NotExpandableError."""
    try:
        return compute()
    except NoValueError as unknown:
        raise NotExpandableError(str(unknown)) from None


def _value(interpreter: Interpreter[Scalar], graph: Graph, node: typed.Node) -> Grid[Scalar]:
    """The entries of a closed expression, integers and truth values as numbers."""
    grid: Grid[Any] = _guarded(lambda: interpreter.value(node))
    if node.kind == "real":
        return grid
    plain = (graph.number(int(e)) if isinstance(e, int) else e for e in grid.entries)
    return Grid(grid.sizes, list(plain))


@dataclass(slots=True)
class _Bounds:
    """Domains with their limits as nodes."""

    interpreter: Interpreter[Scalar]
    graph: Graph

    def range(self, domain: Any) -> Range | None:
        if domain is None:
            return None
        if domain.form == "nonzero":
            return Range(None, None, False, False, nonzero=True)
        if domain.form == "simplex":
            return Range(self.graph.number(0), self.graph.number(1), False, False)
        low, high = self._limit(domain.low), self._limit(domain.high)
        if low is not None and low is high:
            raise NotExpandableError("a domain is a single point")
        if low is None and high is None:
            return None
        return Range(low, high, domain.low_strict, domain.high_strict)

    def _limit(self, node: typed.Node | None) -> Scalar | None:
        """None for no limit, or an infinite one."""
        if node is None or any(
            isinstance(n, typed.Apply) and n.function == "inf" for n in typed.postorder(node)
        ):
            return None
        return _value(self.interpreter, self.graph, node).scalar


def _facts(
    graph: Graph,
    parameters: list[ScalarParameter],
    lasts: list[Scalar],
    ranges: Mapping[Symbol, Range],
) -> tuple[tuple[Scalar, bool], ...]:
    """Nodes that the domains make >= 0 (True: > 0)."""
    found: dict[Scalar, bool] = {}
    bounded: list[tuple[Scalar, Range]] = [
        (graph.coordinate(p.number), p.range) for p in parameters if p.range is not None
    ]
    bounded += ranges.items()
    for node, bounds in bounded:
        if bounds.low is not None:
            found[graph.subtract(node, bounds.low)] = bounds.low_strict
        if bounds.high is not None:
            found[graph.subtract(bounds.high, node)] = bounds.high_strict
    for last in lasts:
        found[last] = False
    return tuple(found.items())


def written(name: str, index: tuple[int, ...]) -> str:
    """`name` or `name[0, 1]`."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name
