"""TypedGame: what checking promises to every later stage.

Every name is resolved, every expression has a shape, every parameter has its owner, every loss
is a scalar that its player lowers (a maximised objective is already negated).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal as Word
from typing import TypeAlias

from gamelang.core.building import Builder
from gamelang.core.dims import Dim, Shape
from gamelang.core.externs import Binding, size_name
from gamelang.core.stopping import holds, valued
from gamelang.core.typed import Batch, Constant, Node, Parameter, Random, Variable
from gamelang.diagnostics.model import Diagnostic
from gamelang.frozen import frozen
from gamelang.source import NOWHERE, Source, Span


@frozen
class DimRecord:
    """A size: `value` None means every integer >= minimum."""

    name: str
    minimum: int
    value: int | None
    span: Span = NOWHERE


@frozen
class Domain:
    """Where the entries of a parameter or constant lie.

    box: low <= entry <= high (either may be None; strict means < there); simplex: nonnegative
    entries, the last axis sums to 1; nonzero: entries != 0 (constants only).
    Limits are constant scalar expressions.
    """

    form: Word["box", "simplex", "nonzero"]
    low: Node | None = None
    high: Node | None = None
    low_strict: bool = False
    high_strict: bool = False


@frozen
class ConstantRecord:
    """A `const`. `value` (row-major, exact) where all its entries are known rationals;
    `definition` where an expression gives it; neither: a symbol, and analyses hold for all values.
    `index_size` is V for kind int (entries 0 .. V-1)."""

    node: Constant
    domain: Domain | None
    properties: tuple[str, ...]
    value: Sequence[Fraction] | None
    definition: Node | None
    index_size: Dim | None = None
    span: Span = NOWHERE

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def symbolic(self) -> bool:
        return self.value is None and self.definition is None


@frozen
class Draw:
    """A starting draw: entries independent, `normal(mean, std)` or `uniform(low, high)`."""

    distribution: Word["normal", "uniform"]
    arguments: tuple[Node, Node]


@frozen
class FromPython:
    """Starting weights that what is bound as `extern("name")` gives."""

    name: str


@frozen
class ParameterRecord:
    """`node.shape` includes the family axes; `start` has that shape or is a scalar;
    None: the default of LANGUAGE.md section 5. `key` is its shortest unambiguous name."""

    node: Parameter
    key: str
    domain: Domain | None
    start: Node | Draw | FromPython | None
    span: Span = NOWHERE


StandardName: TypeAlias = Word["normal", "uniform", "gumbel"]


@frozen
class Standard:
    """`normal(0, 1)`, `uniform(0, 1)` or `gumbel()`, entries independent; every other normal,
    uniform, ... is an expression of these."""

    name: StandardName


@frozen
class Finite:
    """Indices 0 .. V-1 with these constant probabilities (a vector), entries independent."""

    probabilities: Node


@frozen
class Rows:
    """A column of a data set. All names that are fed by one sampler's data take the same row."""

    dataset: str
    column: str


Distribution = Standard | Finite | Rows


@frozen
class RandomRecord:
    """What a Random is. `sampler` None: it belongs to a random `let`."""

    node: Random
    distribution: Distribution
    sampler: str | None
    span: Span = NOWHERE


@frozen
class BatchRecord:
    """The samples of a step for one basic random value."""

    node: Batch
    random: RandomRecord

    @property
    def size(self) -> int:
        value = self.node.shape[0].number
        assert value is not None, "a batch has a known size"
        return value


@frozen
class Dataset:
    """Rows of data: `columns` has each column's entries, row after row; `shapes` the shape of one
    row's entry."""

    name: str
    rows: int
    columns: Mapping[str, Sequence[Fraction]]
    shapes: Mapping[str, tuple[int, ...]]


DEFAULT_BATCH = 256  # samples of a step where neither the sampler nor `train:` says how many


@frozen
class SamplerRecord:
    """`batch` None: that of `train:`, else DEFAULT_BATCH; "all": every row once."""

    name: str
    batch: Dim | Word["all"] | None
    span: Span = NOWHERE


@frozen
class NetworkRecord:
    """A player's network. Its weights are parameters of the player: `weights` has their names, in
    order. `text` is its declaration, `key` its shortest unambiguous name, `shape` that of all its
    weights as one vector, family axes first."""

    player: str
    name: str
    text: str
    weights: tuple[str, ...]
    key: str
    shape: Shape
    span: Span = NOWHERE


@frozen
class Call:
    """A network or `fn` put in place: its name (a network's with its owner), and its value."""

    name: str
    arguments: tuple[Node, ...]
    value: Node


@frozen
class Target:
    """What a sampler draws and what another player makes to be taken for it: both are judged by
    one network or `fn`. Expressions of one sample; in a game that is ready to run, of all."""

    generated: str
    target: str
    value: Node
    draw: Node


@frozen
class Player:
    """A player, or a family with one variable for each index (counts are their ranges).

    `loss` is a scalar, free in `variables`; the loss of member k is loss at variable = k.
    """

    name: str
    variables: tuple[Variable, ...]
    parameters: tuple[ParameterRecord, ...]
    loss: Node
    maximised: bool
    span: Span = NOWHERE

    @property
    def family_shape(self) -> Shape:
        return tuple(v.count for v in self.variables)


@frozen
class Named:
    """A let or metric with its value; later stages use the names for readable output."""

    name: str
    value: Node
    span: Span = NOWHERE


@frozen
class VerdictClaim:
    """`claim potential`, `claim general`."""

    verdict: str


@frozen
class PointClaim:
    """`claim fixed_point(x=0)`: `point` maps every parameter's path to an array or scalar node."""

    property: str
    point: Mapping[str, Node]


@frozen
class EquationClaim:
    """`claim loss(row) + loss(column) == 0`: `difference` must vanish identically."""

    difference: Node


@frozen
class Claim:
    text: str
    statement: VerdictClaim | PointClaim | EquationClaim
    negated: bool
    span: Span


@frozen
class Chosen:
    """`sga(strength=1)`, `cosine(0.1, 1000)`: a name with exact arguments."""

    name: str
    arguments: tuple[Fraction | str | bool | Chosen, ...] = ()
    keywords: Mapping[str, Fraction | str | bool | Chosen] = field(default_factory=dict)
    span: Span = NOWHERE


@frozen
class StopCondition:
    """`xi_norm < 1e-6`: a quantity of the run (xi_norm, residual, a metric) and its limit."""

    quantity: str
    symbol: Word["<", "<=", ">", ">="]
    limit: Fraction


@frozen
class Train:
    """The `train:` block; None where the spec is silent."""

    method: Chosen | None = None
    optimizer: Chosen | None = None
    player_optimizers: Mapping[str, Chosen] = field(default_factory=dict)
    order: Chosen | None = None
    wrapper: Chosen | None = None
    rate: Fraction | Chosen | None = None
    steps: int | None = None
    batch: int | None = None
    seed: int | None = None
    precision: Word["float32", "float64"] | None = None
    stop: StopCondition | None = None


@dataclass(frozen=True)
class TypedGame:
    """One game, checked. `sizes` holds the dims that are known, from the file or from settings."""

    name: str
    title: str | None
    source: Source
    settings: Mapping[str, str]
    dims: tuple[DimRecord, ...]
    constants: tuple[ConstantRecord, ...]
    lets: tuple[Named, ...]
    players: tuple[Player, ...]
    metrics: tuple[Named, ...]
    claims: tuple[Claim, ...]
    train: Train
    warnings: tuple[Diagnostic, ...]
    builder: Builder
    samplers: tuple[SamplerRecord, ...] = ()
    randoms: tuple[RandomRecord, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    networks: tuple[NetworkRecord, ...] = ()
    calls: tuple[Call, ...] = ()
    batches: tuple[BatchRecord, ...] = ()
    targets: tuple[Target, ...] = ()  # where it is ready to run
    externs: Mapping[str, Binding | None] = field(default_factory=dict)  # None: not bound
    worked_out: bool = False  # expectations are as exact work reads them (lowering/exact.py)

    @property
    def sizes(self) -> dict[str, int]:
        return {dim.name: dim.value for dim in self.dims if dim.value is not None}

    @property
    def minima(self) -> dict[str, int]:
        return {dim.name: dim.minimum for dim in self.dims}

    @property
    def unbound(self) -> tuple[str, ...]:
        """Dims and constants without a value: a run must set them. The sizes of networks that are
        bound from Python come with them."""
        bound = {size_name(name) for name in self.externs}
        return (
            *(dim.name for dim in self.dims if dim.value is None and dim.name not in bound),
            *(constant.name for constant in self.constants if constant.symbolic),
        )

    def to_set(self, size: int) -> str | None:
        """What to add to a command that needs all sizes; of externs they come from Python."""
        names = [dim.name for dim in self.dims if dim.name in self.unbound]
        return "add " + " ".join(f"--set {name}={size}" for name in names) if names else None

    @property
    def not_bound(self) -> tuple[str, ...]:
        """What a run needs from Python, and does not have."""
        return tuple(name for name, binding in self.externs.items() if binding is None)

    @property
    def not_sized(self) -> tuple[str, ...]:
        """Those of which not even the number of weights is known."""
        return tuple(name for name in self.not_bound if size_name(name) not in self.sizes)

    @property
    def given(self) -> dict[str, str | Binding]:
        """The values from outside that make the same game of the same text."""
        bound = {size_name(name): b for name, b in self.externs.items() if b is not None}
        return {**self.settings, **bound}

    @property
    def parameters(self) -> tuple[ParameterRecord, ...]:
        return tuple(p for player in self.players for p in player.parameters)

    def constant(self, name: str) -> ConstantRecord:
        return self._constants_by_name[name]

    @cached_property
    def stops(self) -> bool:
        """Whether a loss holds parameters fixed inside `stop(...)`. Then ξ is no derivative of the
        losses as functions, and H, the total derivative of ξ, is not made of their second ones."""
        return holds(*(player.loss for player in self.players))

    def valued(self, node: Node) -> Node:
        """An expression as a function of the parameters, nothing held."""
        return valued(self.builder, node)

    @cached_property
    def _constants_by_name(self) -> Mapping[str, ConstantRecord]:
        return {c.name: c for c in self.constants}
