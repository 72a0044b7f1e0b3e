"""Typed expressions: a hash-consed DAG in which every node has a shape.

Built by `checking` through a `Builder` (core/building.py): equal expressions are one object, and
walks are memoised by node. Operators are elementwise; scalars combine with any shape; nothing else
broadcasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal as Word
from typing import assert_never

from gamelang.core.dag import children_first
from gamelang.core.dims import Dim, Shape
from gamelang.core.externs import nothing_known

Kind = Word["real", "int", "bool"]
SHARED = -(1 << 40)  # keys of shared variables start here, and fall


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """An exact rational; kind int where it counts or indexes."""

    value: Fraction
    kind: Kind
    shape: Shape = ()


@dataclass(frozen=True, slots=True, eq=False)
class Size:
    """A size used as an integer value."""

    dim: Dim
    shape: Shape = ()
    kind: Kind = "int"


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A bound index: start <= value < stop. `name` is for people, `key` tells it apart."""

    name: str
    key: int
    start: Dim
    stop: Dim
    shape: Shape = ()
    kind: Kind = "int"

    @property
    def count(self) -> Dim:
        return self.stop - self.start

    @property
    def shared(self) -> bool:
        """Whether several binders bind it under its own name, so that what they compute from it
        is computed once (the samples of a batch)."""
        return self.key <= SHARED


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A player's parameter as a whole array (family axes first).

    `held`: it stands inside a `stop(...)`. Its value is the parameter's; a player's own derivative
    does not see it, and H, the total derivative of ξ, does.
    """

    player: str
    name: str
    shape: Shape
    held: bool = False
    kind: Kind = "real"

    @property
    def path(self) -> str:
        return f"{self.player}.{self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A `const` as a whole; its value, if it has one, stands in TypedGame.constants."""

    name: str
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Elementwise sum of at least two terms."""

    terms: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Elementwise product of at least two factors."""

    factors: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A builtin (`builtins/`) or operator on arguments.

    Operators have the names power, floordiv, mod, less, lesseq, equal, unequal, and, or, not;
    `axis` is the axis of a reduction or softmax. Constants pi and inf have no arguments.
    """

    function: str
    arguments: tuple[Node, ...]
    shape: Shape
    kind: Kind
    axis: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """`start:stop` of an axis."""

    start: Dim
    stop: Dim


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """`base[i, 1:3]`: one item for each axis of base; an int node drops its axis, a Part keeps it.

    Every int item is proved to lie in 0 .. size-1, or is guarded by a condition that says so.
    """

    base: Node
    items: tuple[Node | Part, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Arrays of one shape along a new first axis."""

    items: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Comprehension:
    """The array whose slice number `k` along the first axis is body at variable = start + k."""

    variable: Variable
    body: Node
    shape: Shape
    kind: Kind


Reducer = Word["sum", "prod", "max", "min", "logsumexp"]


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """`function` of body over all values of the variable for which condition holds (None: all)."""

    function: Reducer
    variable: Variable
    body: Node
    condition: Node | None
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`yes` where the condition holds, else `no`; elementwise, scalars combine with any shape."""

    condition: Node
    yes: Node
    no: Node
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Random:
    """A basic random array, one independent value a joint sample; what it is stands in
    TypedGame.randoms. Whatever else is random is an expression of these.

    Entries of kind int are 0 .. below-1.
    """

    name: str
    shape: Shape
    kind: Kind
    below: Dim | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """All samples of a step's `Random` of this name: the batch axis first. Only a game that is
    ready to run has it (lowering/sampled.py)."""

    name: str
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """A choice from a categorical distribution that is no constant: the index at which the
    cumulated `probabilities` (a vector) pass `noise`, a Random uniform on [0, 1].

    `baseline` lowers the variance of the score function and changes no expectation.
    """

    probabilities: Node
    noise: Node
    baseline: Node | None = None
    shape: Shape = ()
    kind: Kind = "int"


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """The mean of body over every Random in it that stands below no inner Expectation."""

    body: Node
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """A bound symbol of a Scan: the value of a sequence one step before (after, if backward)."""

    key: int
    slot: int
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """Sequences over one index that use each other's last values: at every value of `variable`,
    in order (from the last one if `backward`), all `bodies` are computed from the `carried`, which
    they then become; `starts` come first. Further bodies leave a trace and are not carried. Not a
    value itself: `Trace` is."""

    variable: Variable
    backward: bool
    carried: tuple[Carried, ...]
    starts: tuple[Node, ...]
    bodies: tuple[Node, ...]
    shape: Shape = ()
    kind: Kind = "real"


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One sequence of a Scan, its index first: entry k is the body at variable = start + k."""

    scan: Scan
    slot: int
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A bound array: what a Gradient differentiates by.

    `held`: it stands inside a `stop(...)`; none is left where the Gradient is made.
    """

    key: int
    shape: Shape
    held: bool = False
    kind: Kind = "real"


@dataclass(frozen=True, slots=True, eq=False)
class Gradient:
    """The derivative of `body`, a real scalar, by `symbol`, at symbol = `at`; of the shape of
    `at`."""

    symbol: Symbol
    body: Node
    at: Node
    shape: Shape
    kind: Kind = "real"


@dataclass(frozen=True, slots=True, eq=False)
class Extern:
    """The value of a network bound from Python as `name`: a function of its weights, a vector, and
    of its inputs, of which those at `indices` are integers. Nothing else is known of it."""

    name: str
    weights: Node
    inputs: tuple[Node, ...]
    indices: tuple[int, ...]
    shape: Shape
    kind: Kind = "real"


Node = (
    Number
    | Size
    | Variable
    | Parameter
    | Constant
    | Sum
    | Product
    | Apply
    | Index
    | Stack
    | Comprehension
    | Reduction
    | Choice
    | Random
    | Batch
    | Pick
    | Expectation
    | Carried
    | Scan
    | Trace
    | Symbol
    | Gradient
    | Extern
)


Learning = Random | Batch | Pick | Expectation | Carried | Scan | Trace | Symbol | Gradient | Extern
"""What only learning systems have; exact work that meets one of these has no form for it."""


def no_form(node: Learning) -> str:
    """Why exact work stops at a node."""
    match node:
        case Expectation():
            return "an expectation has no exact form here"
        case Random() | Batch() | Pick():
            return "a random value has no exact form here"
        case Carried() | Scan() | Trace():
            return "a recurrence is too long to be written out"
        case Symbol() | Gradient():
            return "`grad(...)` has no exact form here"
        case Extern(name):
            return nothing_known(name)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below (bound variables excluded)."""
    match node:
        case Number() | Size() | Variable() | Parameter() | Constant():
            return ()
        case Random() | Batch() | Carried() | Symbol():
            return ()
        case Pick(probabilities, noise, baseline):
            return (probabilities, noise) if baseline is None else (probabilities, noise, baseline)
        case Expectation(body):
            return (body,)
        case Scan(starts=starts, bodies=bodies):
            return (*starts, *bodies)
        case Trace(scan):
            return (scan,)
        case Gradient(_, body, at):
            return (body, at)
        case Extern(_, weights, inputs):
            return (weights, *inputs)
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Apply(_, arguments):
            return arguments
        case Index(base, items):
            return (base, *(item for item in items if not isinstance(item, Part)))
        case Stack(items):
            return items
        case Comprehension(_, body):
            return (body,)
        case Reduction(_, _, body, condition):
            return (body,) if condition is None else (body, condition)
        case Choice(condition, yes, no):
            return (condition, yes, no)
        case _:
            assert_never(node)


def postorder(*roots: Node) -> Iterator[Node]:
    """Every node below the roots once, children first, without recursion."""
    return children_first(roots, children)
