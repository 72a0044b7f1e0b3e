"""Smart constructors: sums and products with numbers folded, and the numerically safe forms.

They build typed nodes of the game's own Builder, so equal results are one node. Only what costs
nothing at run time is rewritten; expressions are never expanded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.codegen.binding import Bound
from gamelang.core.building import Builder
from gamelang.core.dims import Dim, Shape
from gamelang.core.typed import Apply, Node, Number, Product, Sum


@dataclass(frozen=True, slots=True)
class Algebra:
    bound: Bound

    @property
    def builder(self) -> Builder:
        return self.bound.game.builder

    # ---- sums and products

    def number(self, value: Fraction | int) -> Node:
        return self.builder.number(Fraction(value))

    def zero(self, shape: Shape) -> Node:
        return self.builder.apply("zeros", (), shape) if shape else self.number(0)

    def add(self, terms: Sequence[Node], shape: Shape = ()) -> Node:
        """Σ terms, with equal terms collected and all numbers added into one."""
        constant = Fraction(0)
        weights: dict[Node, Fraction] = {}
        for term in self._flat_terms(terms, shape):
            weight, rest = self.weighted(term)
            if rest is None:
                constant += weight
            else:
                weights[rest] = weights.get(rest, Fraction(0)) + weight
        kept = [self.scaled(w, rest) for rest, w in weights.items() if w]
        if constant:
            kept.append(self.number(constant))
        if not kept or (shape and all(not k.shape for k in kept)):
            kept.append(self.zero(shape))
        return self.builder.sum(tuple(kept), shape, "real")

    def _flat_terms(self, terms: Sequence[Node], shape: Shape) -> list[Node]:
        """Sums inside sums opened, negated ones too."""
        flat: list[Node] = []
        stack = [(Fraction(1), term) for term in reversed(terms)]
        while stack:
            sign, term = stack.pop()
            weight, rest = self.weighted(term)
            if isinstance(rest, Sum) and rest.shape in (shape, ()) and abs(weight) == 1:
                stack.extend((sign * weight, inner) for inner in reversed(rest.terms))
            else:
                flat.append(self.scaled(sign * weight, rest))
        return [t for t in flat if not _is_zeros(t)]

    def multiply(self, factors: Sequence[Node], shape: Shape = ()) -> Node:
        """Π factors, with all numbers multiplied into one, which stands first."""
        constant = Fraction(1)
        kept: list[Node] = []
        for factor in factors:
            weight, rest = self.weighted(factor)
            constant *= weight
            if isinstance(rest, Product) and rest.shape in (shape, ()):
                kept.extend(rest.factors)
            elif rest is not None:
                kept.append(rest)
        if constant == 0 or any(_is_zeros(k) for k in kept):
            return self.zero(shape)
        kept = self._cancelled(kept)
        kept.sort(key=lambda factor: not self.bound.constant(factor))
        if constant != 1 or not kept:
            kept.insert(0, self.number(constant))
        if shape and all(not k.shape for k in kept):
            kept.append(self.builder.apply("ones", (), shape))
        return self.builder.product(tuple(kept), shape, "real")

    def _cancelled(self, factors: list[Node]) -> list[Node]:
        """x * x**-1 is left out only where x is a constant: elsewhere it says that x is not 0."""
        kept = list(factors)
        for factor in factors:
            if isinstance(factor, Apply) and factor.function == "power":
                base, exponent = factor.arguments
                if self.bound.number(exponent) == -1 and base in kept and self._nonzero(base):
                    kept.remove(base)
                    kept.remove(factor)
        return kept

    def _nonzero(self, node: Node) -> bool:
        return bool(self.bound.number(node))

    def weighted(self, node: Node) -> tuple[Fraction, Node | None]:
        """node = weight * rest; rest None: a number."""
        if isinstance(node, Number):
            return node.value, None
        if isinstance(node, Product) and node.kind == "real":
            numbers = [f for f in node.factors if isinstance(f, Number)]
            if numbers:
                weight = Fraction(1)
                for n in numbers:
                    weight *= n.value
                rest = tuple(f for f in node.factors if not isinstance(f, Number))
                if not rest:
                    return weight, None
                return weight, self.builder.product(rest, node.shape, "real")
        if isinstance(node, Sum) and node.kind == "real" and self._all_negative(node):
            terms = tuple(self.scaled(-w, rest) for w, rest in map(self.weighted, node.terms))
            return Fraction(-1), self.builder.sum(terms, node.shape, "real")
        return Fraction(1), node

    def _all_negative(self, node: Sum) -> bool:
        """Whether every term has a minus sign, which then stands before the sum."""
        for term in node.terms:
            match term:
                case Number(value) | Product((Number(value), *_)) if value < 0:
                    continue
            return False
        return True

    def scaled(self, weight: Fraction, node: Node | None) -> Node:
        if node is None:
            return self.number(weight)
        if weight == 1:
            return node
        if weight == 0:
            return self.zero(node.shape)
        return self.builder.product((self.number(weight), node), node.shape, "real")

    def negative(self, node: Node) -> Node:
        return self.multiply((self.number(-1), node), node.shape)

    # ---- functions

    def power(self, base: Node, exponent: Node, shape: Shape) -> Node:
        value = self.bound.number(exponent)
        if value == 1 and base.shape == shape:
            return base
        if value == 0 and not shape:
            return self.number(1)
        if value == -1 and (inner := self._one_plus_exp(base)) is not None:
            return self.apply("sigmoid", (self.negative(inner),), shape)
        if value is not None:
            folded = self._number_power(base, value)
            if folded is not None and not shape:
                return folded
            exponent = self.number(value)
        return self.builder.apply("power", (base, exponent), shape)

    def _number_power(self, base: Node, exponent: Fraction) -> Node | None:
        if not isinstance(base, Number) or exponent.denominator != 1 or abs(exponent) > 64:
            return None
        if base.value == 0 and exponent < 0:
            return None
        return self.number(base.value ** int(exponent))

    def apply(
        self, function: str, arguments: tuple[Node, ...], shape: Shape, axis: int | None = None
    ) -> Node:
        """The function's safe form: softplus, log1p, logsumexp, log_softmax, norm."""
        if function == "power":
            return self.power(arguments[0], arguments[1], shape)
        if function == "square":
            return self.power(arguments[0], self.number(2), shape)
        if function == "log" and (safe := self._log(arguments[0])) is not None:
            return safe
        if function == "sqrt":
            match arguments[0]:
                case Apply("norm2", inner, _, _, along):
                    return self.builder.apply("norm", inner, shape, "real", along)
        return self.builder.apply(function, arguments, shape, "real", axis)

    def _log(self, x: Node) -> Node | None:
        b = self.builder
        match x:
            case Apply("sigmoid", (inner,)):
                return self.negative(b.apply("softplus", (self.negative(inner),), x.shape))
            case Apply("softmax", inner_, shape, _, axis):
                return b.apply("log_softmax", inner_, shape, "real", axis)
            case Apply("exp", (inner,)):
                return inner
            case Apply("sum", (Apply("exp", inner_),), shape, _, axis):
                return b.apply("logsumexp", inner_, shape, "real", axis)
            case Sum(terms):
                return self._log_of_sum(x, terms)
        return None

    def _log_of_sum(self, x: Node, terms: tuple[Node, ...]) -> Node | None:
        b = self.builder
        if (inner := self._one_plus_exp(x)) is not None:
            return b.apply("softplus", (inner,), x.shape)
        exponents = [t.arguments[0] for t in terms if isinstance(t, Apply) and t.function == "exp"]
        if len(exponents) == len(terms) and not x.shape:
            stack = b.stack(tuple(exponents), (Dim.of(len(exponents)),), "real")
            return b.apply("logsumexp", (stack,), ())
        ones = [t for t in terms if isinstance(t, Number) and t.value == 1]
        if len(ones) != 1 or len(terms) < 2:
            return None
        rest = tuple(t for t in terms if t is not ones[0])
        if len(rest) == 1:
            match self.weighted(rest[0]):
                case Fraction(numerator=-1, denominator=1), Apply("sigmoid", (inner,)):
                    return self.negative(b.apply("softplus", (inner,), x.shape))
        if all(r.shape != x.shape for r in rest):
            return None
        return b.apply("log1p", (b.sum(rest, x.shape, "real"),), x.shape)

    def _one_plus_exp(self, node: Node) -> Node | None:
        """x where the node is 1 + exp(x)."""
        match node:
            case Sum((Number(value), Apply("exp", (x,)))) if value == 1 and x.shape == node.shape:
                return x
            case Sum((Apply("exp", (x,)), Number(value))) if value == 1 and x.shape == node.shape:
                return x
        return None


def _is_zeros(node: Node) -> bool:
    return isinstance(node, Apply) and node.function == "zeros"
