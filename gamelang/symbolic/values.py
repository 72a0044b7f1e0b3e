"""The values of nodes at a point, in one kind of number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, assert_never

from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Coordinate,
    Logic,
    Multiply,
    Node,
    Pi,
    Rational,
    Scalar,
    Symbol,
    postorder,
)
from gamelang.symbolic.numbers import Numbers, UnfitError
from gamelang.symbolic.points import Point


@dataclass(slots=True)
class Values:
    """Evaluates nodes at one point, each once. `check` is called at every node and may raise."""

    numbers: Numbers
    point: Point
    check: Callable[[], None] = lambda: None
    known: dict[Node, Any] = field(default_factory=dict)

    def value(self, root: Scalar) -> Any:
        """The node's value. Raises UnfitError where it cannot be had."""
        if root not in self.known:
            for node in postorder(root):
                if node not in self.known:
                    self.known[node] = self._try(node)
        return self._of(root)

    def _of(self, node: Node) -> Any:
        found = self.known[node]
        if isinstance(found, UnfitError):
            raise found
        return found

    def _try(self, node: Node) -> Any:
        self.check()
        try:
            return self._compute(node)
        except UnfitError as unfit:
            return unfit  # only matters if a branch that is taken uses it

    def _compute(self, node: Node) -> Any:
        number, tidy = self.numbers.number, self.numbers.tidy
        match node:
            case Rational(value):
                return number(value)
            case Coordinate(k):
                return number(self.point.parameters[k])
            case Symbol():
                return number(self.point.symbols[node])
            case Pi():
                return self.numbers.pi()
            case Add(constant, terms):
                total = number(constant)
                for term, c in terms:
                    total += self._of(term) if c == 1 else number(c) * self._of(term)
                return tidy(total)
            case Multiply(factors):
                product = number(1)
                for base, exponent in factors:
                    x = self._of(base)
                    power = x if exponent == 1 else self.numbers.power(x, exponent)
                    product = tidy(product * power)
                return product
            case Apply(primitive, arguments):
                return self._apply(primitive, [self._of(x) for x in arguments])
            case Compare(symbol, difference):
                sign = self._side(self._of(difference))
                return sign < 0 if symbol in ("less", "lesseq") else symbol == "unequal"
            case Logic(symbol, parts):
                truths = [self._of(part) for part in parts]
                if symbol == "not":
                    return not truths[0]
                return all(truths) if symbol == "and" else any(truths)
            case Choice(condition, yes, no):
                return self._of(yes if self._of(condition) else no)
            case _:
                assert_never(node)

    def _apply(self, primitive: str, values: list[Any]) -> Any:
        x = values[0]
        match primitive:
            case "maximum" | "minimum":
                above = self._side(x - values[1]) > 0
                return x if above == (primitive == "maximum") else values[1]
            case "abs":
                return self.numbers.tidy(self._side(x) * x)
            case "sign":
                return self.numbers.number(self._side(x))
            case _:
                return self.numbers.function(primitive, x)

    def _side(self, value: Any) -> int:
        """The sign of a value, which must not be on a kink."""
        sign = self.numbers.sign(value)
        if not sign:
            raise UnfitError("the point is on a kink")
        return sign
