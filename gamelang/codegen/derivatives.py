"""Derivatives of scalar expressions, forward and backward, each shared node once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.codegen.algebra import Algebra
from gamelang.codegen.normal import Normaliser
from gamelang.core.typed import (
    Apply,
    Constant,
    Index,
    Node,
    Number,
    Parameter,
    Product,
    Sum,
    children,
    postorder,
)

SHARED = "shared"


class NoDerivative(Exception):
    """The expression holds something that has no derivative rule here."""


@dataclass(slots=True)
class Derivatives:
    algebra: Algebra
    normal: Normaliser
    partials: dict[Node, list[tuple[Node, Node]]] = field(default_factory=dict)
    parents: dict[Node, int] = field(default_factory=dict)

    def forward(self, roots: Sequence[Node], seeds: Mapping[Node, Node]) -> dict[Node, Node]:
        """The tangents of the roots where each leaf in `seeds` moves by its seed."""
        a = self.algebra
        tangents: dict[Node, Node] = dict(seeds)
        self._count_parents(roots)
        for node in postorder(*roots):
            if node in tangents:
                continue
            terms = [
                a.multiply((partial, tangents[child]))
                for child, partial in self._partials(node)
                if child in tangents
            ]
            if terms:
                tangents[node] = self._shared(a.add(terms), self.parents.get(node, 0))
        zero = a.number(0)
        return {root: tangents.get(root, zero) for root in roots}

    def backward(
        self, roots: Sequence[tuple[Node, Node]], leaves: Sequence[Node]
    ) -> dict[Node, Node]:
        """Σ seed * d root / d leaf for every leaf, over the (root, seed) pairs."""
        a = self.algebra
        order = list(postorder(*(root for root, _ in roots)))
        live = self._above(order, leaves)
        gathered: dict[Node, list[Node]] = {}
        for root, seed in roots:
            gathered.setdefault(root, []).append(seed)
        for node in reversed(order):
            if node not in gathered or node not in live:
                continue
            below = [(child, partial) for child, partial in self._partials(node) if child in live]
            adjoint = self._shared(a.add(gathered[node][::-1]), len(below))
            gathered[node] = [adjoint]
            for child, partial in below[::-1]:
                gathered.setdefault(child, []).append(a.multiply((adjoint, partial)))
        zero = a.number(0)
        return {leaf: a.add(gathered[leaf][::-1]) if leaf in gathered else zero for leaf in leaves}

    def _above(self, order: Sequence[Node], leaves: Sequence[Node]) -> set[Node]:
        """The nodes that depend on a leaf."""
        live = set(leaves)
        for node in order:
            if node not in live and any(child in live for child, _ in self._partials(node)):
                live.add(node)
        return live

    def _count_parents(self, roots: Sequence[Node]) -> None:
        self.parents = {}
        for node in postorder(*roots):
            for child in children(node):
                self.parents[child] = self.parents.get(child, 0) + 1

    def _shared(self, node: Node, uses: int) -> Node:
        """The node, kept whole where it is a factor more than once: `shared` is the identity, and
        products and sums do not open it."""
        weight, rest = self.algebra.weighted(node)
        if uses < 2 or not isinstance(rest, Sum | Product):
            return node
        return self.algebra.scaled(weight, self.algebra.builder.apply(SHARED, (rest,), ()))

    def _partials(self, node: Node) -> list[tuple[Node, Node]]:
        """(child, d node / d child), children may repeat."""
        if node not in self.partials:
            self.partials[node] = self._local(node)
        return self.partials[node]

    def _local(self, node: Node) -> list[tuple[Node, Node]]:
        a = self.algebra
        match node:
            case Sum(terms):
                return [(term, a.number(1)) for term in terms]
            case Product(factors):
                return [
                    (f, a.multiply((*factors[:k], *factors[k + 1 :])))
                    for k, f in enumerate(factors)
                ]
            case Apply("power", (base, exponent)):
                return self._power(base, exponent)
            case Apply("shared", (x,)):
                return [(x, a.number(1))]
            case Apply(_, (x,)):
                return [(x, self.slope(node))]
            case (
                Number() | Constant() | Parameter() | Index(Parameter() | Constant()) | Apply(_, ())
            ):
                return []
            case _:
                raise NoDerivative(type(node).__name__)

    def _power(self, base: Node, exponent: Node) -> list[tuple[Node, Node]]:
        a = self.algebra
        lower = a.power(base, a.add((exponent, a.number(-1))), ())
        found = [(base, a.multiply((exponent, lower)))]
        if not a.bound.constant(exponent):
            log = a.apply("log", (base,), ())
            found.append((exponent, a.multiply((log, a.power(base, exponent, ())))))
        return found

    def slope(self, node: Apply) -> Node:
        """The derivative of an elementwise function at its argument."""
        a, x = self.algebra, node.arguments[0]
        if node.function == "log1p":
            return a.power(a.add((a.number(1), x), x.shape), a.number(-1), x.shape)
        rule = entries("gamelang.builtins", Builtin).get(node.function)
        if rule is None or rule.derivative is None:
            raise NoDerivative(node.function)
        slope = self.normal(rule.derivative(a.builder, x))
        return slope if slope.shape else self._shared(slope, 2)
