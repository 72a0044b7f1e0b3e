"""Multiplying out array expressions: sums through dot, @ and transpose, chains in one orientation.

In: a typed node. Out: Σ rational · product of factors. Nodes that are not linear are taken whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from gamelang.core import typed
from gamelang.symbolic.limits import TooLargeError

K = TypeVar("K")
Link = tuple[typed.Node, bool]  # a vector or matrix, and whether it is transposed
MOST_TERMS = 20_000
MOST_POWER = 4


@dataclass(frozen=True, slots=True)
class Chain:
    """A scalar made of vectors and matrices.

    closed: l_1 ... l_k with vectors at both ends; sum, mean, trace: of what the links make. A
    closed chain is its own transpose and stands in one of the two orders.
    """

    form: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """The sum of a product over an index variable."""

    variable: typed.Variable
    inner: Term
    condition: typed.Node | None


Factor = Chain | Over | typed.Node
Term = tuple[Factor, ...]  # factors, in a fixed order
Terms = Mapping[Term, Fraction]
# Scalar factors times a chain of links whose product is a vector or matrix.
ArrayTerms = Mapping[tuple[Term, tuple[Link, ...]], Fraction]


@dataclass(slots=True)
class Expander:
    """Multiplies out; `properties` are those of the constants."""

    properties: Mapping[str, tuple[str, ...]]
    scalars: dict[typed.Node, Terms] = field(default_factory=dict)
    arrays: dict[typed.Node, ArrayTerms] = field(default_factory=dict)
    seen: dict[typed.Node, None] = field(default_factory=dict)
    places: dict[object, int] = field(default_factory=dict)

    def scalar(self, root: typed.Node) -> Terms:
        """The terms of a scalar node."""
        for node in typed.postorder(root):
            if not node.shape:
                if node not in self.scalars:
                    self.scalars[node] = self._scalar(node)
            elif len(node.shape) <= 2 and node not in self.arrays:
                self.arrays[node] = self._array(node)
        self.seen[root] = None
        return self.scalars[root]

    # ---- scalars

    def _scalar(self, node: typed.Node) -> Terms:
        match node:
            case typed.Number(value):
                return {(): value} if value else {}
            case typed.Sum(terms):
                return _collect((term, c) for t in terms for term, c in self.scalars[t].items())
            case typed.Product(factors):
                result: Terms = {(): Fraction(1)}
                for factor in factors:
                    result = self._times(result, self.scalars[factor])
                return result
            case typed.Apply("power", (base, typed.Number(exponent))) if (
                exponent.denominator == 1 and 1 <= exponent <= MOST_POWER
            ):
                result = self.scalars[base]
                for _ in range(int(exponent) - 1):
                    result = self._times(result, self.scalars[base])
                return result
            case typed.Apply("dot" | "matmul", (a, b)):
                return self._dot(a, b)
            case typed.Apply("norm2", (a,)) if len(a.shape) == 1 and node.axis is None:
                return self._dot(a, a)
            case typed.Apply("sum", (typed.Product((a, b)),)) if len(a.shape) == len(b.shape) == 1:
                return self._dot(a, b)
            case typed.Apply("sum" | "mean" | "trace" as form, (a,)) if a in self.arrays:
                return self._functional(form, a)
            case typed.Reduction("sum", variable, body, condition):
                return self._over(variable, body, condition)
            case _:
                return {(node,): Fraction(1)}

    def _times(self, a: Terms, b: Terms) -> Terms:
        if len(a) * len(b) > MOST_TERMS:
            raise TooLargeError("a product of sums has too many terms")
        return _collect(
            (self._ordered((*s, *t)), c * d) for s, c in a.items() for t, d in b.items()
        )

    def _dot(self, a: typed.Node, b: typed.Node) -> Terms:
        left, right = self.arrays[a], self.arrays[b]
        if len(left) * len(right) > MOST_TERMS:
            raise TooLargeError("a product of sums has too many terms")
        found = []
        for (outer, row), c in left.items():
            for (more, column), d in right.items():
                sign, chain = self._closed((*self._flipped(row), *column))
                if sign:
                    found.append((self._ordered((*outer, *more, chain)), sign * c * d))
        return _collect(found)

    def _functional(self, form: str, a: typed.Node) -> Terms:
        return _collect(
            (self._ordered((*outer, Chain(form, links))), c)
            for (outer, links), c in self.arrays[a].items()
        )

    def _over(
        self, variable: typed.Variable, body: typed.Node, condition: typed.Node | None
    ) -> Terms:
        """Σ over an index, term by term; what does not hold the variable stays inside."""
        return _collect(
            ((Over(variable, term, condition),), c) for term, c in self.scalars[body].items()
        )

    # ---- arrays

    def _array(self, node: typed.Node) -> ArrayTerms:
        whole: ArrayTerms = {((), ((node, False),)): Fraction(1)}
        match node:
            case typed.Sum(terms) if all(t.shape == node.shape for t in terms):
                return _collect((t, c) for a in terms for t, c in self.arrays[a].items())
            case typed.Product(factors):
                wide = [f for f in factors if f.shape]
                if len(wide) != 1 or wide[0].shape != node.shape:
                    return whole
                scale: Terms = {(): Fraction(1)}
                for factor in factors:
                    if factor is not wide[0]:
                        scale = self._times(scale, self.scalars[factor])
                return _collect(
                    ((self._ordered((*outer, *s)), links), c * d)
                    for (outer, links), c in self.arrays[wide[0]].items()
                    for s, d in scale.items()
                )
            case typed.Apply("transpose", (a,)) if a in self.arrays:
                return self.arrays[a] if len(a.shape) == 1 else self._transposed(a)
            case typed.Apply("matmul", (a, b)) if a in self.arrays and b in self.arrays:
                return self._matmul(a, b)
            case _:
                return whole

    def _matmul(self, a: typed.Node, b: typed.Node) -> ArrayTerms:
        left, right = self.arrays[a], self.arrays[b]
        if len(left) * len(right) > MOST_TERMS:
            raise TooLargeError("a product of sums has too many terms")
        found = []
        for (outer, first), c in left.items():
            for (more, second), d in right.items():
                # A row vector times a matrix is kept as the column Bᵀ a.
                column = len(a.shape) == 1
                links = (*self._flipped(second), *first) if column else (*first, *second)
                sign, links = self._oriented(links)
                found.append(((self._ordered((*outer, *more)), links), sign * c * d))
        return _collect(found)

    def _transposed(self, matrix: typed.Node) -> ArrayTerms:
        found = []
        for (outer, links), c in self.arrays[matrix].items():
            sign, changed = self._oriented(self._flipped(links))
            found.append(((outer, changed), sign * c))
        return _collect(found)

    # ---- chains

    def _flipped(self, links: tuple[Link, ...]) -> tuple[Link, ...]:
        """The transpose of a chain: a matrix transposed, a column read as a row."""
        return tuple(
            (node, flipped if len(node.shape) == 1 else not flipped)
            for node, flipped in reversed(links)
        )

    def _oriented(self, links: tuple[Link, ...]) -> tuple[int, tuple[Link, ...]]:
        """A symmetric constant is never transposed, an antisymmetric one gives its sign."""
        sign, found = 1, []
        for node, flipped in links:
            has = self.properties.get(node.name, ()) if isinstance(node, typed.Constant) else ()
            if flipped and ("symmetric" in has or "diagonal" in has or "antisymmetric" in has):
                sign *= -1 if "antisymmetric" in has else 1
                flipped = False
            found.append((node, flipped))
        return sign, tuple(found)

    def _closed(self, links: tuple[Link, ...]) -> tuple[int, Chain]:
        """The smaller of the two orders in which a scalar chain can be read, and its sign; sign 0
        for a chain that is its own negative (xᵀKx, K antisymmetric)."""
        sign, forward = self._oriented(links)
        other, backward = self._oriented(self._flipped(forward))
        if other < 0 and backward == forward:
            return 0, Chain("closed", forward)
        if self._place(backward) < self._place(forward):
            return sign * other, Chain("closed", backward)
        return sign, Chain("closed", forward)

    def _place(self, links: tuple[Link, ...]) -> tuple[tuple[int, bool], ...]:
        return tuple((self._number(node), flipped) for node, flipped in links)

    def _number(self, thing: object) -> int:
        """A number for each factor or node, in the order first met."""
        return self.places.setdefault(thing, len(self.places))

    def _ordered(self, factors: Term) -> Term:
        return tuple(sorted(factors, key=self._number))


def _collect(pairs: Iterable[tuple[K, Fraction]]) -> dict[K, Fraction]:
    total: dict[K, Fraction] = {}
    for key, value in pairs:
        total[key] = total.get(key, Fraction(0)) + value
    return {key: value for key, value in total.items() if value}
