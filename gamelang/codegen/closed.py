"""Closed forms for small games: every scalar parameter a variable, derivatives as expressions.

Losses are unrolled into scalar expressions, ξ is their derivative backwards, H v that of ξ
forwards, Hᵀ v that of ξ backwards; all share their subexpressions. Half the work of automatic
differentiation for a game of a few parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from gamelang.builtins.interpret import Interpreter
from gamelang.builtins.record import Grid
from gamelang.codegen.algebra import Algebra
from gamelang.codegen.derivatives import Derivatives, NoDerivative
from gamelang.codegen.functions import Module, vector
from gamelang.core.dims import Dim
from gamelang.core.game import ParameterRecord, Player
from gamelang.core.typed import (
    Apply,
    Constant,
    Index,
    Learning,
    Node,
    Parameter,
    Reduction,
    postorder,
)
from gamelang.core.unrolling import WritingOut, has_scan

MOST_SCALARS = 16
MOST_OPERATIONS = 1_500
MOST_OF_STEPS = 200  # of a loss with recurrences: a loop is shorter soon
SMOOTH = frozenset(
    (
        *(
            "exp",
            "log",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "tanh",
            "sigmoid",
            "softplus",
            "square",
            "erf",
        ),
        *("power", "sum", "mean", "prod", "norm2", "dot", "matmul", "outer", "trace", "transpose"),
        *("diag", "zeros", "ones", "eye", "one_hot", "concat", "reshape", "repeat", "pi"),
        *("floordiv", "mod", "less", "lesseq", "equal", "unequal", "and", "or", "not"),
    )
)

Blocks = Mapping[ParameterRecord, Node]


class NotSmall(Exception):
    """The game has too large a closed form, or none that is smooth."""


@dataclass(slots=True)
class Unrolling:
    """Arithmetic whose numbers are scalar expressions."""

    algebra: Algebra
    most: int
    operations: int = 0

    def number(self, value: Fraction) -> Node:
        return self.algebra.number(value)

    def constant(self, name: str) -> Node:
        return self.algebra.builder.apply(name, (), ())

    def add(self, terms: Sequence[Node]) -> Node:
        self._count(len(terms))
        return self.algebra.add(terms)

    def multiply(self, factors: Sequence[Node]) -> Node:
        self._count(len(factors))
        return self.algebra.multiply(factors)

    def power(self, base: Node, exponent: Node) -> Node:
        self._count(1)
        return self.algebra.power(base, exponent, ())

    def apply(self, primitive: str, *arguments: Node) -> Node:
        self._count(1)
        return self.algebra.apply(primitive, arguments, ())

    def compare(self, symbol: str, a: Node, b: Node) -> bool:
        x, y = self.algebra.bound.number(a), self.algebra.bound.number(b)
        if x is None or y is None:
            raise NotSmall
        return {"less": x < y, "lesseq": x <= y, "equal": x == y, "unequal": x != y}[symbol]

    def logic(self, symbol: str, *conditions: Any) -> Any:
        raise NotSmall

    def choose(self, condition: Any, yes: Node, no: Node) -> Node:
        raise NotSmall

    def _count(self, operations: int) -> None:
        self.operations += operations
        if self.operations > self.most:
            raise NotSmall


@dataclass(slots=True)
class Small:
    """A small game: its scalars, and ξ as an expression for each of them."""

    module: Module
    derivatives: Derivatives
    fields: dict[Node, Node] = field(default_factory=dict)  # leaf -> its entry of ξ

    def leaves(self, record: ParameterRecord) -> list[Node]:
        return list(scalars(self.module, record.node))

    def xi(self) -> Blocks:
        return self._blocks(self.fields)

    def vectors(self) -> list[Node]:
        """The entries of v, in the order of the leaves."""
        records = self.module.game.parameters
        return [x for r in records for x in scalars(self.module, vector(self.module, r))]

    def seeds(self) -> list[Node]:
        """v at v = ξ: ξ's own entries where they are plain, else the symbols for v."""
        entries = zip(self.fields.values(), self.vectors(), strict=True)
        return [root if self._plain(root) else v for root, v in entries]

    def _plain(self, node: Node) -> bool:
        """A parameter, or minus one."""
        weight, rest = self.module.algebra.weighted(node)
        return abs(weight) == 1 and isinstance(rest, Parameter | Index)

    def forward(self, seeds: Sequence[Node]) -> Blocks:
        moved = dict(zip(self.fields, seeds, strict=True))
        tangents = self.derivatives.forward(list(self.fields.values()), moved)
        return self._blocks({leaf: tangents[root] for leaf, root in self.fields.items()})

    def backward(self, seeds: Sequence[Node]) -> Blocks:
        roots = list(zip(self.fields.values(), seeds, strict=True))
        return self._blocks(self.derivatives.backward(roots, list(self.fields)))

    def turned(self, seeds: Sequence[Node]) -> Blocks:
        """(Hᵀ - H) seeds / 2."""
        a = self.module.algebra
        ahead, back = self.forward(seeds), self.backward(seeds)
        half = a.number(Fraction(1, 2))
        return {
            record: a.multiply(
                (half, a.add((back[record], a.negative(ahead[record])), shape)), shape
            )
            for record in ahead
            for shape in (record.node.shape,)
        }

    def across(self, seeds: Sequence[Node]) -> Blocks:
        """-H_pq seed_q for the two players of a zero-sum game: there A has the blocks of H."""
        a = self.module.algebra
        moved = dict(zip(self.fields, seeds, strict=True))
        result: dict[Node, Node] = {}
        for player in self.module.game.players:
            own = [leaf for record in player.parameters for leaf in self.leaves(record)]
            other = {leaf: seed for leaf, seed in moved.items() if leaf not in own}
            tangents = self.derivatives.forward([self.fields[leaf] for leaf in own], other)
            result |= {leaf: a.negative(tangents[self.fields[leaf]]) for leaf in own}
        return self._blocks(result)

    def blocks(self, nodes: Sequence[Node]) -> Blocks:
        """Arrays from one node a scalar, in the order of the leaves."""
        return self._blocks(dict(zip(self.fields, nodes, strict=True)))

    def _blocks(self, entries: Mapping[Node, Node]) -> Blocks:
        records = self.module.game.parameters
        return {r: self._stacked(r, [entries[leaf] for leaf in self.leaves(r)]) for r in records}

    def _stacked(self, record: ParameterRecord, nodes: list[Node]) -> Node:
        """Scalars put together into an array of the parameter's shape."""
        b = self.module.algebra.builder
        sizes = self.module.bound.shape(record.node.shape)
        for axis in reversed(range(len(sizes))):
            shape = tuple(Dim.of(n) for n in sizes[axis:])
            step = sizes[axis]
            groups = [nodes[k : k + step] for k in range(0, len(nodes), step)]
            nodes = [b.stack(tuple(group), shape, "real") for group in groups]
        return nodes[0]


def scalars(module: Module, node: Parameter) -> Iterator[Node]:
    """The entries of a parameter as expressions, row by row."""
    b = module.algebra.builder
    sizes = module.bound.shape(node.shape)
    if not sizes:
        yield b.parameter(node.player, node.name, (), node.held)
        return
    array = b.parameter(node.player, node.name, node.shape, node.held)
    for place in product(*(range(n) for n in sizes)):
        yield b.index(array, tuple(b.number(k, "int") for k in place), ())


def closed_forms(module: Module) -> Small | None:
    """The closed forms, or None where the game is too large or not smooth enough."""
    sizes = [module.bound.shape(r.node.shape) for r in module.game.parameters]
    if module.game.batches:
        return None  # means over samples are not written out
    if any(player.variables for player in module.game.players):
        return None  # index notation is shorter and shares more
    if any(r.domain is not None and r.domain.form == "simplex" for r in module.game.parameters):
        return None  # the field is projected on tangent spaces
    if not 0 < sum(map(prod, sizes)) <= MOST_SCALARS or not all(map(prod, sizes)):
        return None
    write = WritingOut(module.game.builder, module.bound.sizes)
    losses = {player.name: write(player.loss) for player in module.game.players}
    if not all(_smooth(loss) for loss in losses.values()):
        return None
    small = Small(module, Derivatives(module.algebra, module.normal))
    try:
        for player in module.game.players:
            _differentiate(small, player, losses[player.name])
    except (NotSmall, NoDerivative):
        return None
    ordered = [leaf for r in module.game.parameters for leaf in small.leaves(r)]
    small.fields = {leaf: _valued(module, small.fields[leaf]) for leaf in ordered}
    return small


def _valued(module: Module, node: Node) -> Node:
    """An entry of ξ where what was held takes its value: H is the derivative of that."""
    return module.normal(module.game.valued(node)) if module.game.stops else node


def _smooth(loss: Node) -> bool:
    for node in postorder(loss):
        if isinstance(node, Learning):
            return False
        if isinstance(node, Apply) and node.function not in SMOOTH:
            return False
        if isinstance(node, Reduction) and node.function not in ("sum", "prod"):
            return False
    return True


def _differentiate(small: Small, player: Player, root: Node) -> None:
    """ξ of one player."""
    module = small.module
    interpreter = Interpreter(
        Unrolling(module.algebra, MOST_OF_STEPS if has_scan(player.loss) else MOST_OPERATIONS),
        module.bound.sizes,
        lambda node: _leaf(module, node),
    )
    loss = interpreter.value(root).scalar
    own = [leaf for record in player.parameters for leaf in small.leaves(record)]
    small.fields |= small.derivatives.backward([(loss, module.algebra.number(1))], own)


def _leaf(module: Module, node: Parameter | Constant) -> Grid[Any]:
    sizes = module.bound.shape(node.shape)
    if isinstance(node, Parameter):
        return Grid(sizes, list(scalars(module, node)))
    if module.bound.is_open(node):
        return Grid(sizes, [node])
    grid = module.bound.exact(node)
    if node.kind == "int":
        assert grid is not None
        return Grid(sizes, [int(q) for q in grid.entries])
    values = module.bound.double(node).entries
    exact = [Fraction(x) for x in values] if grid is None else list(grid.entries)
    if not sizes and exact[0] != 0:
        return Grid((), [node])
    return Grid(sizes, [module.algebra.number(q) for q in exact])
