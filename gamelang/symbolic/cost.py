"""How much exact work a game may ask for, estimated from its expressions before any is done.

In: a typed game. Out: about how many monomials the largest expression in its losses has when it
is written out as a polynomial in parameters and kernels (exp(...) counts as one letter).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, lgamma, log
from typing import assert_never

from gamelang.core import typed
from gamelang.core.dims import Shape
from gamelang.core.game import TypedGame
from gamelang.core.typed import Node, postorder

MOST = 1e15  # no need to tell more apart
EXPANDING = ("det", "inv", "solve")


def cost(game: TypedGame) -> float:
    """0 where a size is not known: then only structure decides, and that is quick."""
    if any(dim.value is None for dim in game.dims):
        return 0.0
    estimate = _Estimate(game.sizes)
    return max(
        (estimate.of(node) for node in postorder(*(p.loss for p in game.players))), default=0
    )


class _Estimate:
    """Terms in one entry of each node; children are asked before their parents."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self.sizes = sizes
        self.terms: dict[Node, float] = {}

    def of(self, node: Node) -> float:
        self.terms[node] = min(self._of(node), MOST)
        return self.terms[node]

    def _of(self, node: Node) -> float:
        if isinstance(node, typed.Learning):
            return 1.0  # exact work stops there at once
        match node:
            case (
                typed.Number()
                | typed.Size()
                | typed.Variable()
                | typed.Parameter()
                | typed.Constant()
            ):
                return 1.0
            case typed.Sum(terms):
                return sum(self.terms[t] for t in terms)
            case typed.Product(factors):
                return self._product(self.terms[f] for f in factors)
            case typed.Apply():
                return self._apply(node)
            case typed.Index(base):
                return self.terms[base]
            case typed.Stack(items):
                return max(self.terms[item] for item in items)
            case typed.Comprehension(_, body):
                return self.terms[body]
            case typed.Reduction(function, variable, body):
                count, inner = variable.count.value(self.sizes) or 1, self.terms[body]
                return _multiplied(inner, count) if function == "prod" else inner * count
            case typed.Choice(_, yes, no):
                return self.terms[yes] + self.terms[no]
            case _:
                assert_never(node)

    def _apply(self, node: typed.Apply) -> float:
        """A power, a sum over entries, a determinant; other functions are one letter."""
        inner = [self.terms[a] for a in node.arguments] or [1.0]
        if node.function == "power":
            return self._raised(node.arguments[1], inner[0])
        entries = max((self._entries(a.shape) for a in node.arguments), default=1.0)
        joined = entries / max(self._entries(node.shape), 1.0)
        if node.function == "prod":
            return _multiplied(inner[0], round(max(joined, 1)))
        if node.function in EXPANDING:
            side = round(entries**0.5)
            return min(MOST, exp(min(lgamma(side + 1), 40.0)) * _multiplied(inner[0], side))
        if len(node.shape) == len(node.arguments[0].shape if node.arguments else ()):
            return max(inner) if joined <= 1 else self._product(inner) * joined
        squared = node.function in ("norm2", "norm")
        return self._product([*inner, inner[0]] if squared else inner) * max(joined, 1.0)

    def _raised(self, exponent: Node, base: float) -> float:
        match exponent:
            case typed.Number(value) if value.denominator == 1:
                return _power(base, abs(int(value)))
            case _:
                return base

    def _product(self, terms: Iterable[float]) -> float:
        total = 1.0
        for count in terms:
            total = min(MOST, total * count)
        return total

    def _entries(self, shape: Shape) -> float:
        return self._product(float(dim.value(self.sizes) or 1) for dim in shape)


def _power(terms: float, exponent: int) -> float:
    """Monomials of a sum of so many terms, raised: (terms + exponent - 1) over exponent."""
    if terms <= 1:
        return 1.0
    size = lgamma(terms + exponent) - lgamma(exponent + 1.0) - lgamma(terms)
    return exp(min(size, log(MOST)))


def _multiplied(terms: float, times: int) -> float:
    """Monomials of a product of so many different sums."""
    return exp(min(times * log(terms), log(MOST))) if terms > 1 else 1.0
