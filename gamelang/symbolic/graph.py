"""The scalar DAG: makes each node once, in a light canonical form that is always exact.

A `Graph` is an `Arithmetic` of builtins/record.py, so the one meaning of typed expressions
builds it. Like terms and like factors are collected; nothing is multiplied out. An identity is
used only if it holds wherever both sides are defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from typing import Literal as Word

from gamelang.symbolic import primitives
from gamelang.symbolic.limits import NotExpandableError, TooLargeError
from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Comparison,
    Condition,
    Coordinate,
    Logic,
    Multiply,
    Node,
    Pi,
    Primitive,
    Q,
    Rational,
    Scalar,
    Symbol,
    children,
    postorder,
    tidy,
)
from gamelang.symbolic.roots import rational_power

LIMIT = 200_000
WORK_PER_NODE = 40
LONG = 64


@dataclass(slots=True)
class Graph:
    """Makes scalar nodes. `limit` bounds their number; `work` counts arguments handled."""

    limit: int = LIMIT
    nodes: dict[tuple[object, ...], Any] = field(default_factory=dict)
    work: int = 0
    masks: dict[Node, int] = field(default_factory=dict)

    def _once(self, key: tuple[object, ...], make: Callable[[int], Node]) -> Any:
        found = self.nodes.get(key)
        if found is None:
            if len(self.nodes) >= self.limit:
                raise TooLargeError(f"the game has more than {self.limit:,} nodes when expanded")
            found = self.nodes[key] = make(len(self.nodes))
        return found

    def _spend(self, amount: int) -> None:
        self.work += amount
        if self.work > self.limit * WORK_PER_NODE:
            raise TooLargeError("the game takes too many operations when expanded")

    def number(self, value: Q) -> Scalar:
        value = tidy(value)
        return self._once((Rational, value), lambda k: Rational(value, k))  # type: ignore[no-any-return]

    def coordinate(self, number: int) -> Coordinate:
        return self._once((Coordinate, number), lambda k: Coordinate(number, k))  # type: ignore[no-any-return]

    def symbol(self, name: str, index: tuple[int, ...] = ()) -> Symbol:
        return self._once((Symbol, name, index), lambda k: Symbol(name, index, k))  # type: ignore[no-any-return]

    def constant(self, name: Word["pi", "inf"]) -> Scalar:
        if name == "inf":
            raise NotExpandableError("`inf` stands in an expression")
        return self._once((Pi,), Pi)  # type: ignore[no-any-return]

    def add(self, terms: Sequence[Scalar]) -> Scalar:
        return self.linear(0, ((term, 1) for term in terms))

    def subtract(self, a: Scalar, b: Scalar) -> Scalar:
        return self.linear(0, ((a, 1), (b, -1)))

    def scale(self, factor: Q, node: Scalar) -> Scalar:
        return node if factor == 1 else self.linear(0, ((node, factor),))

    def linear(self, constant: Q, terms: Iterable[tuple[Scalar, Q]]) -> Scalar:
        """constant + Σ coefficient · term."""
        total: dict[Scalar, Q] = {}
        for node, factor in terms:
            match node:
                case Rational(value):
                    constant += factor * value
                case Add(inner, parts):
                    constant += factor * inner
                    self._spend(len(parts))
                    for part, coefficient in parts:
                        total[part] = total.get(part, 0) + factor * coefficient
                case _:
                    total[node] = total.get(node, 0) + factor
            self._spend(1)
        kept = sorted(((t, tidy(c)) for t, c in total.items() if c), key=lambda pair: pair[0].order)
        constant = tidy(constant)
        if not kept:
            return self.number(constant)
        if not constant and len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        parts = tuple(kept)
        return self._once((Add, constant, parts), lambda k: Add(constant, parts, k))  # type: ignore[no-any-return]

    def multiply(self, factors: Sequence[Scalar]) -> Scalar:
        return self.product((factor, 1) for factor in factors)

    def product(self, powers: Iterable[tuple[Scalar, Q]]) -> Scalar:
        """Π base ** exponent, for rational exponents."""
        scale: Q = 1
        total: dict[Scalar, Q] = {}
        waiting = list(powers)
        waiting.reverse()
        while waiting:
            node, exponent = waiting.pop()
            self._spend(1)
            coefficient, parts = self._raise(node, exponent)
            scale *= coefficient
            for base, power in parts:
                total[base] = total.get(base, 0) + power
            if not waiting:
                # √u·√u = u: a base whose exponent has become whole is taken apart once more.
                again = [b for b, e in total.items() if e.denominator == 1 and self._opens(b, e)]
                waiting.extend((base, tidy(total.pop(base))) for base in again)
        if not scale:
            return self.number(0)
        kept = sorted(((b, tidy(e)) for b, e in total.items() if e), key=lambda pair: pair[0].order)
        if not kept:
            return self.number(scale)
        parts = tuple(kept)
        if len(parts) == 1 and parts[0][1] == 1:
            return self.scale(scale, parts[0][0])
        node = self._once((Multiply, parts), lambda k: Multiply(parts, k))
        return self.scale(scale, node)

    def _short(self, factors: tuple[tuple[Scalar, Q], ...], exponent: Q) -> bool:
        """Whether a product is taken apart: a long one stays whole, or a chain of products that
        grow by one factor each would cost the square of its length."""
        return len(factors) <= LONG or exponent != 1

    def _opens(self, base: Scalar, exponent: Q) -> bool:
        """Whether an integer power of this base is not in lowest form."""
        match base:
            case Rational():
                return True
            case Multiply(factors):
                return self._short(factors, exponent)
            case Add(constant, terms):
                return not constant and len(terms) == 1 and bool(exponent)
            case Apply("exp"):
                return exponent not in (0, 1)
            case Apply("abs"):
                return exponent % 2 == 0 and exponent != 0
            case _:
                return False

    def _raise(self, node: Scalar, exponent: Q) -> tuple[Q, tuple[tuple[Scalar, Q], ...]]:
        """node ** exponent as coefficient and powers of bases."""
        if not exponent:
            return 1, ()
        whole = exponent.denominator == 1
        match node:
            case Rational(value):
                outer, inner, rest = rational_power(value, exponent)
                return outer, ((self.number(inner), rest),) if rest else ()
            case Add(0, ((base, coefficient),)) if whole:
                outer, parts = self._raise(base, exponent)
                return outer * rational_power(coefficient, exponent)[0], parts
            case Add(0, ((base, coefficient),)) if coefficient > 0:
                outer, parts = self._raise(base, exponent)
                head, inner, rest = rational_power(coefficient, exponent)
                return outer * head, (*parts, *(((self.number(inner), rest),) if rest else ()))
            case Multiply(factors) if whole and self._short(factors, exponent):
                return 1, tuple((b, tidy(e * exponent)) for b, e in factors)
            case Multiply(((base, power),)):
                if power.denominator == 1 and power % 2 == 0:
                    # (u²)^(1/2) is |u|, not u.
                    return self._raise(self.apply("abs", base), tidy(power * exponent))
                return 1, ((base, tidy(power * exponent)),)
            case Apply("exp", (inside,)) if exponent != 1:
                return 1, ((self.apply("exp", self.scale(exponent, inside)), 1),)
            case Apply("abs", (inside,)) if whole and exponent % 2 == 0:
                return self._raise(inside, exponent)
            case _:
                return 1, ((node, exponent),)

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """base ** exponent; for an exponent that is no number, exp(exponent · log(base))."""
        if isinstance(exponent, Rational):
            return self.product(((base, exponent.value),))
        if base is self.number(1):
            return base
        return self.apply("exp", self.multiply((exponent, self.apply("log", base))))

    def apply(self, primitive: str, *arguments: Scalar) -> Scalar:
        self._spend(1)
        return primitives.apply(self, primitive, arguments)

    def applied(self, primitive: Primitive, *arguments: Scalar) -> Scalar:
        """The node itself, no rule tried (for `primitives`)."""
        return self._once(  # type: ignore[no-any-return]
            (Apply, primitive, arguments), lambda k: Apply(primitive, arguments, k)
        )

    def compare(self, symbol: Comparison, a: Scalar, b: Scalar) -> Condition | bool:
        difference = self.subtract(a, b)
        if isinstance(difference, Rational):
            return holds(symbol, difference.value)
        return self._once(  # type: ignore[no-any-return]
            (Compare, symbol, difference), lambda k: Compare(symbol, difference, k)
        )

    def logic(
        self, symbol: Word["and", "or", "not"], *conditions: Condition | bool
    ) -> Condition | bool:
        if symbol == "not":
            (only,) = conditions
            if isinstance(only, bool):
                return not only
        else:
            decisive = symbol == "or"
            if any(c is decisive for c in conditions):
                return decisive
            conditions = tuple(c for c in conditions if not isinstance(c, bool))
            if not conditions:
                return not decisive
            if len(conditions) == 1:
                return conditions[0]
        parts: Any = conditions
        return self._once((Logic, symbol, parts), lambda k: Logic(symbol, parts, k))  # type: ignore[no-any-return]

    def choose(self, condition: Condition | bool, yes: Scalar, no: Scalar) -> Scalar:
        if isinstance(condition, bool):
            return yes if condition else no
        if yes is no:
            return yes
        return self._once(  # type: ignore[no-any-return]
            (Choice, condition, yes, no), lambda k: Choice(condition, yes, no, k)
        )

    def coordinates(self, root: Node) -> int:
        """The parameters a node depends on, as a bit mask."""
        if root in self.masks:
            return self.masks[root]
        for node in postorder(root):
            if node not in self.masks:
                mask = 1 << node.number if isinstance(node, Coordinate) else 0
                for child in children(node):
                    mask |= self.masks[child]
                self.masks[node] = mask
        return self.masks[root]


def holds(symbol: Comparison, difference: Q) -> bool:
    """Whether `difference` compares with 0 in this way."""
    match symbol:
        case "less":
            return difference < 0
        case "lesseq":
            return difference <= 0
        case "equal":
            return difference == 0
        case "unequal":
            return difference != 0


def symbols(*roots: Node) -> tuple[Symbol, ...]:
    """The constants without a value below these nodes, in the order they were made."""
    found = {node for node in postorder(*roots) if isinstance(node, Symbol)}
    return tuple(sorted(found, key=lambda s: s.order))
