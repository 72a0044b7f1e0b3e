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
from typing import Literal as Word

from gamelang.builtins.interpret import Interpreter, NoValueError
from gamelang.builtins.record import Arithmetic, Grid
from gamelang.certify.numbers import Exact
from gamelang.certify.polynomials import Sign, UndecidedError
from gamelang.core.game import ConstantRecord, Domain, ParameterRecord, Player, TypedGame
from gamelang.core.typed import Constant, Node, Parameter, Variable

T = TypeVar("T")
MOST_COORDINATES = 100_000
MOST_OF_GAME = 2 * MOST_COORDINATES  # last entries of a simplex counted
TOO_MANY = "the game has too many parameters to be checked entry by entry"
MOST_AGENTS = 400


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
        if sum(prod(_known(r.node.shape, self.game)) for r in self.game.parameters) > MOST_OF_GAME:
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
                found.update(_symbols(self.game, constant))
        return found

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
        sizes = _known(record.node.shape, self.game)
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
        for k, agent in enumerate(self.agents):
            if agent.name == name:
                return k
        raise UndecidedError(f"the game has no player `{name}`")

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
        self, ops: Arithmetic[T], point: Mapping[str, T], constants: Mapping[str, T]
    ) -> Interpreter[T]:
        grids = _parameter_grids(self, ops, point)

        def leaf(node: Parameter | Constant) -> Grid[Any] | Node:
            if isinstance(node, Parameter):
                return grids[node.path]
            return _constant_grid(self.game, ops, self.game.constant(node.name), constants)

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
        family = _known(player.family_shape, game)
        if len(agents) + prod(family) > MOST_AGENTS:
            raise UndecidedError(
                f"more than {MOST_AGENTS} players: too many to be checked in pairs"
            )
        for index in product(*(range(size) for size in family)):
            suffix = f"[{', '.join(map(str, index))}]" if index else ""
            first = {v: _known((v.start,), game)[0] for v in player.variables}
            indices = {v: first[v] + i for v, i in zip(player.variables, index, strict=True)}
            agents.append(Agent(player.name + suffix, player, indices, index))
    return Setting(game, tuple(agents))


def _known(shape: Any, game: TypedGame) -> tuple[int, ...]:
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


def _coordinates(
    game: TypedGame, record: ParameterRecord, agent: int, index: tuple[int, ...]
) -> list[Coordinate]:
    _require_room(record)
    sizes = _known(record.node.shape, game)
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
        return _constant_grid(game, ops, game.constant(inside.name), {})

    try:
        value = Interpreter(ops, game.sizes, leaf).value(node).scalar
    except (UndecidedError, NoValueError):
        return None
    return Fraction(value) if isinstance(value, int) else Fraction(int(value.p), int(value.q))


def _parameter_grids(
    setting: Setting, ops: Arithmetic[T], point: Mapping[str, T]
) -> dict[str, Grid[T]]:
    entries: dict[str, dict[int, T]] = {}
    for c in setting.coordinates:
        entries.setdefault(c.path, {})[c.offset] = point[c.name]
    grids: dict[str, Grid[T]] = {}
    for record in setting.game.parameters:
        sizes = _known(record.node.shape, setting.game)
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


# ---- constants


def _symbols(game: TypedGame, constant: ConstantRecord) -> dict[str, Bounds]:
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
    sizes = _known(constant.node.shape, game)
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


def _constant_grid(
    game: TypedGame, ops: Arithmetic[T], record: ConstantRecord, symbols: Mapping[str, T]
) -> Grid[Any] | Node:
    sizes = _known(record.node.shape, game)
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
