"""A typed game with all sizes known, as agents with scalar coordinates.

Every member of a family is an agent of its own. On a simplex the last coordinate of each row is
1 minus the others, so the coordinates are free directions and every test is one of the tangent
space. Losses are evaluated in any arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeVar

from gamelang.builtins.interpret import Interpreter, NoValueError
from gamelang.builtins.record import Arithmetic, Grid
from gamelang.certify.entries import (
    Bounds,
    bounds_of,
    constant_grid,
    entry_name,
    exact_value,
    free_symbols,
    known,
)
from gamelang.certify.polynomials import UndecidedError
from gamelang.core.game import ParameterRecord, Player, TypedGame
from gamelang.core.typed import Constant, Node, Parameter, Variable

T = TypeVar("T")
MOST_COORDINATES = 100_000
MOST_OF_GAME = 2 * MOST_COORDINATES  # last entries of a simplex counted
TOO_MANY = "the game has too many parameters to be checked entry by entry"
MOST_AGENTS = 100_000
MOST_IN_PAIRS = 400  # agents of a game that is written out


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One free scalar: `q[2]`, entry `offset` of a parameter; `agent` is its owner's number."""

    name: str
    agent: int
    path: str
    offset: int
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Agent:
    """A player, or member `index` of a family, her variables having the values `indices`."""

    name: str
    player: Player
    indices: Mapping[Variable, int]
    index: tuple[int, ...] = ()


@dataclass(frozen=True)
class Setting:
    """The agents; their coordinates in order, and the entries of constants without a value, once
    they are asked for: a large game may have too many."""

    game: TypedGame
    agents: tuple[Agent, ...]

    @cached_property
    def coordinates(self) -> tuple[Coordinate, ...]:
        if len(self.agents) > MOST_IN_PAIRS:
            raise UndecidedError(
                f"more than {MOST_IN_PAIRS} players: too many to be checked in pairs"
            )
        if sum(prod(known(r.node.shape, self.game)) for r in self.game.parameters) > MOST_OF_GAME:
            raise UndecidedError(TOO_MANY)
        found: list[Coordinate] = []
        for number, agent in enumerate(self.agents):
            for record in agent.player.parameters:
                found += _coordinates(self.game, record, number, agent.index)
            if len(found) > MOST_COORDINATES:
                raise UndecidedError(TOO_MANY)
        return tuple(found)

    @cached_property
    def symbols(self) -> Mapping[str, Bounds]:
        found: dict[str, Bounds] = {}
        for constant in self.game.constants:
            if constant.symbolic:
                found.update(free_symbols(self.game, constant))
        return found

    @property
    def stops(self) -> bool:
        """Whether ξ is no derivative of the losses as functions (TypedGame.stops)."""
        return self.game.stops

    @property
    def limits_open(self) -> bool:
        """Whether a limit of some parameter's domain is a constant without a value."""
        domains = [p.domain for p in self.game.parameters if p.domain is not None]
        limits = [limit for d in domains for limit in (d.low, d.high) if limit is not None]
        return any(exact_value(self.game, limit) is None for limit in limits)

    def block(self, agent: int) -> tuple[Coordinate, ...]:
        return tuple(c for c in self.coordinates if c.agent == agent)

    def coordinate(self, name: str) -> Coordinate:
        """The coordinate of this name, read from the name alone."""
        if name not in self._seen:
            self._seen[name] = self._named(name)
        found = self._seen[name]
        if found is None:
            raise UndecidedError(f"the game has no parameter `{name}`")
        return found

    def _named(self, name: str) -> Coordinate | None:
        key, bracket, inside = name.partition("[")
        record = self._records.get(key)
        if record is None:
            return None
        sizes = known(record.node.shape, self.game)
        texts = inside.removesuffix("]").split(", ") if bracket else []
        if len(texts) != len(sizes) or not all(t.isdecimal() and len(t) < 10 for t in texts):
            return None
        index = tuple(map(int, texts))
        if not all(k < size for k, size in zip(index, sizes, strict=True)):
            return None
        offset = sum(k * prod(sizes[axis + 1 :]) for axis, k in enumerate(index))
        domain = record.domain
        last = domain is not None and domain.form == "simplex" and index[-1] == sizes[-1] - 1
        if last or entry_name(key, sizes, offset) != name:
            return None
        agent = self._numbers[record.node.player, index[: self._ranks[record.node.player]]]
        _require_room(record)
        path, bounds = record.node.path, bounds_of(self.game, domain)
        return Coordinate(name, agent, path, offset, bounds)

    @cached_property
    def _seen(self) -> dict[str, Coordinate | None]:
        return {}

    @cached_property
    def _records(self) -> Mapping[str, ParameterRecord]:
        return {record.key: record for record in self.game.parameters}

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, tuple[int, ...]], int]:
        return {(a.player.name, a.index): k for k, a in enumerate(self.agents)}

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {player.name: len(player.variables) for player in self.game.players}

    def agent(self, name: str) -> int:
        if name not in self._called:
            raise UndecidedError(f"the game has no player `{name}`")
        return self._called[name]

    @cached_property
    def _called(self) -> Mapping[str, int]:
        return {agent.name: k for k, agent in enumerate(self.agents)}

    def losses(
        self, ops: Arithmetic[T], point: Mapping[str, T], constants: Mapping[str, T]
    ) -> list[T]:
        """Every agent's loss, coordinates and symbolic constants standing for these values."""
        interpreter = self.interpreter(ops, point, constants)
        return [self.loss(interpreter, k) for k in range(len(self.agents))]

    def loss(self, interpreter: Interpreter[T], agent: int) -> T:
        record = self.agents[agent]
        try:
            value = interpreter.member(record.player.loss, record.indices).scalar
        except NoValueError as problem:
            raise UndecidedError(str(problem)) from problem
        except IndexError as problem:
            raise UndecidedError(f"an {problem}") from problem
        whole: Any = value  # an integer that depends on no value is still a Python int
        return interpreter.ops.number(Fraction(whole)) if type(whole) is int else value

    def interpreter(
        self,
        ops: Arithmetic[T],
        point: Mapping[str, T],
        constants: Mapping[str, T],
        held: Mapping[str, T] | None = None,
    ) -> Interpreter[T]:
        """`held`: what the coordinates are inside `stop(...)`, the same if not said."""
        grids = _parameter_grids(self, ops, point)
        fixed = grids if held is None else _parameter_grids(self, ops, held)

        def leaf(node: Parameter | Constant) -> Grid[Any] | Node:
            if isinstance(node, Parameter):
                return (fixed if node.held else grids)[node.path]
            return constant_grid(self.game, ops, self.game.constant(node.name), constants)

        return Interpreter(ops, self.game.sizes, leaf)


def listed(setting: Setting) -> Setting:
    """The same; `UndecidedError` where it has too many coordinates."""
    assert setting.coordinates is not None
    assert setting.symbols is not None
    return setting


def outline_of(game: TypedGame) -> Setting:
    """The setting of a game whose sizes are all known, else `UndecidedError`."""
    agents: list[Agent] = []
    for player in game.players:
        family = known(player.family_shape, game)
        if len(agents) + prod(family) > MOST_AGENTS:
            raise UndecidedError(f"more than {MOST_AGENTS:,} players")
        for index in product(*(range(size) for size in family)):
            suffix = f"[{', '.join(map(str, index))}]" if index else ""
            first = {v: known((v.start,), game)[0] for v in player.variables}
            indices = {v: first[v] + i for v, i in zip(player.variables, index, strict=True)}
            agents.append(Agent(player.name + suffix, player, indices, index))
    return Setting(game, tuple(agents))


def _coordinates(
    game: TypedGame, record: ParameterRecord, agent: int, index: tuple[int, ...]
) -> list[Coordinate]:
    _require_room(record)
    sizes = known(record.node.shape, game)
    width = prod(sizes[len(index) :])
    start = 0
    for size, k in zip(sizes, index, strict=False):
        start = start * size + k
    bounds = bounds_of(game, record.domain)
    simplex = record.domain is not None and record.domain.form == "simplex"
    return [
        Coordinate(entry_name(record.key, sizes, offset), agent, record.node.path, offset, bounds)
        for offset in range(start * width, (start + 1) * width)
        if not (simplex and (offset + 1) % sizes[-1] == 0)
    ]


def _require_room(record: ParameterRecord) -> None:
    if record.domain is not None and record.domain.low is record.domain.high is not None:
        raise UndecidedError(f"the interval of `{record.key}` holds a single number")


def _parameter_grids(
    setting: Setting, ops: Arithmetic[T], point: Mapping[str, T]
) -> dict[str, Grid[T]]:
    entries: dict[str, dict[int, T]] = {}
    for c in setting.coordinates:
        entries.setdefault(c.path, {})[c.offset] = point[c.name]
    grids: dict[str, Grid[T]] = {}
    for record in setting.game.parameters:
        sizes = known(record.node.shape, setting.game)
        own = entries.get(record.node.path, {})
        if record.domain is not None and record.domain.form == "simplex":
            _add_last(ops, own, sizes)
        grids[record.node.path] = Grid(sizes, [own[k] for k in range(prod(sizes))])
    return grids


def _add_last(ops: Arithmetic[T], entries: dict[int, T], sizes: tuple[int, ...]) -> None:
    """The last entry of each row of a simplex: 1 minus the others."""
    width = sizes[-1]
    one, minus = ops.number(Fraction(1)), ops.number(Fraction(-1))
    for start in range(0, prod(sizes), width):
        others = [entries[k] for k in range(start, start + width - 1)]
        entries[start + width - 1] = ops.add([one, *(ops.multiply([minus, e]) for e in others)])
