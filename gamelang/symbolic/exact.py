"""The exact zero test: a scalar node as a rational function of generators, and is it zero.

Complete for polynomial and rational functions; for elementary ones a zero normal form proves
zero and one that is not zero proves nothing (the probe finds witnesses). With sign and `where`,
"zero" means wherever their conditions are not on the edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal as Word
from typing import assert_never

from gamelang.symbolic import quotients
from gamelang.symbolic.angles import sine_and_cosine
from gamelang.symbolic.factors import Signs, factor_quotient
from gamelang.symbolic.kernels import Kernels
from gamelang.symbolic.leaves import Range
from gamelang.symbolic.limits import UNLIMITED, Budget, UndecidedError
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
    Q,
    Rational,
    Scalar,
    Symbol,
    children,
)
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.presence import unconditional
from gamelang.symbolic.quotients import HALF, Quotient
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.tower import RATIONAL, Generator, RestartError, Tower

Answer = Word["yes", "no", "unknown"]
RESTARTS = 200


@dataclass(slots=True)
class Exact:
    """Normal forms of the nodes of one game, within a budget. Everything is remembered."""

    game: ScalarGame
    budget: Budget = UNLIMITED
    known: dict[Node, Quotient] = field(default_factory=dict)
    tower: Tower = field(init=False)
    kernels: Kernels = field(init=False)
    facts_read: bool = False

    def __post_init__(self) -> None:
        self.tower = Tower(self.budget)
        self.kernels = Kernels(self.tower, Signs(self.tower))

    def zero(self, node: Scalar) -> Answer:
        """Whether a node is zero wherever it has a value and no condition in it is on its edge."""
        return self.decide(node)[0]

    def decide(self, node: Scalar) -> tuple[Answer, str | None]:
        """The answer, and the reason for an "unknown"."""
        try:
            value = self.normal(node)
        except UndecidedError as reason:
            return "unknown", str(reason)
        if not value:
            return "yes", None
        if not self.is_rational(value):
            return "unknown", "the expression has a normal form that is not zero, but kernels"
        if self.restricted_in(value):
            return "unknown", "a constant has a property that its entries must keep"
        return "no", None

    def is_rational(self, value: Quotient) -> bool:
        """Whether no kernel occurs, so that "not zero" is proved."""
        return all(self.tower.generators[g].kind in RATIONAL for g in value.generators())

    def restricted_in(self, value: Quotient) -> bool:
        """Whether an orthogonal or psd constant occurs: its entries are not independent."""
        return any(
            self.tower.generators[g].name in self.game.restricted
            for g in value.generators()
            if self.tower.generators[g].kind == "constant"
        )

    def free_of(self, node: Scalar, coordinates: Sequence[int]) -> bool:
        """Whether the normal form proves that a node does not depend on these coordinates."""
        wanted = sum(1 << k for k in coordinates)
        return not self.dependence(self.normal(node)) & wanted

    def dependence(self, value: Quotient) -> int:
        """The coordinates that occur in a normal form, kernels included, as a bit mask."""
        mask, waiting, seen = 0, list(value.generators()), set[int]()
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            generator = self.tower.generators[number]
            if generator.kind == "parameter":
                mask |= 1 << generator.number
            if generator.inside is not None:
                waiting.extend(generator.inside.generators())
        return mask

    def definite(self, node: Scalar) -> int | None:
        """1 if a node is proved > 0 on the whole domain, -1 if < 0; None: not known.

        By the signs of its factors; each factor must be strictly away from 0.
        """
        return self._by_factors(node, strict=True)

    def one_sided(self, node: Scalar) -> int | None:
        """1 if a node is proved >= 0 wherever it has a value on the domain, -1 if <= 0; or None."""
        return self._by_factors(node, strict=False)

    def _by_factors(self, node: Scalar, *, strict: bool) -> int | None:
        sign_of = self.kernels.signs.strict if strict else self.kernels.signs.sign
        try:
            self._learn_signs()
            value = self.normal(node)
            factored = factor_quotient(value, self.budget)
        except UndecidedError:
            return None
        if not value:
            return None
        sign = 1 if factored.content > 0 else -1
        for p, e in factored.factors:
            if e % 2:
                sign *= sign_of(p)
            elif strict and e > 0:
                sign *= abs(sign_of(p))
        return sign or None

    def normal(self, node: Scalar) -> Quotient:
        """The normal form. Raises UndecidedError with the reason."""
        for _ in range(RESTARTS):
            try:
                return self._normal(node)
            except RestartError:
                self.known.clear()
        raise UndecidedError("the exponents of an expression have no common unit")

    def _normal(self, root: Node) -> Quotient:
        stack: list[Node] = [root]
        while stack:
            node = stack[-1]
            if node in self.known:
                stack.pop()
                continue
            waiting = [child for child in children(node) if child not in self.known]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            self.budget.check()
            self.known[node] = self._form(node)
            stack.pop()
        return self.known[root]

    def _form(self, node: Node) -> Quotient:
        ops, known = self.tower.arithmetic, self.known
        match node:
            case Rational(value):
                return quotients.rational(value)
            case Coordinate(number):
                return quotients.of(self.tower.polynomial(Generator("parameter", number=number)))
            case Symbol(name, index):
                constant = Generator("constant", name=name, index=index)
                return quotients.of(self.tower.polynomial(constant))
            case Pi():
                return quotients.of(self.tower.polynomial(Generator("pi")))
            case Add(constant, terms):
                parts = [(c, known[t]) for t, c in terms]
                return ops.total([(1, quotients.rational(constant)), *parts])
            case Multiply(factors):
                result = quotients.rational(1)
                for base, exponent in factors:
                    if exponent.denominator == 1:
                        part = ops.power(known[base], int(exponent))
                    else:
                        self._read_facts()
                        part = self.kernels.power(known[base], exponent)
                    result = ops.multiply(result, part)
                return result
            case Apply(primitive, arguments):
                self._read_facts()
                return self._apply(primitive, [known[a] for a in arguments])
            case Compare(symbol, difference):
                self._read_facts()
                return self._compare(symbol, known[difference])
            case Logic(symbol, parts):
                return self._logic(symbol, [known[p] for p in parts])
            case Choice(condition, yes, no):
                return self._mix(known[condition], known[yes], known[no])
            case _:
                assert_never(node)

    def _apply(self, primitive: str, arguments: list[Quotient]) -> Quotient:
        kernels, ops = self.kernels, self.tower.arithmetic
        u = arguments[0]
        match primitive:
            case "exp":
                return kernels.exp(u)
            case "log":
                return kernels.log(u)
            case "sin":
                return sine_and_cosine(kernels, u)[0]
            case "cos":
                return sine_and_cosine(kernels, u)[1]
            case "tan":
                sine, cosine = sine_and_cosine(kernels, u)
                return ops.multiply(sine, ops.inverse(cosine))
            case "tanh":
                double = kernels.exp(ops.total(((2, u),)))
                one = quotients.rational(1)
                above = ops.total(((1, double), (-1, one)))
                return ops.multiply(above, ops.inverse(ops.total(((1, double), (1, one)))))
            case "erf":
                return kernels.erf(u)
            case "abs":
                return kernels.abs(u)
            case "sign":
                return self._sign(u)
            case _:
                a, b = arguments
                gap = kernels.abs(ops.total(((1, a), (-1, b))))
                direction = 1 if primitive == "maximum" else -1
                return ops.total(((HALF, a), (HALF, b), (direction * HALF, gap)))

    def _sign(self, u: Quotient) -> Quotient:
        """Sound only where u vanishes on a null set: a rational function that is not zero."""
        if u and not self.is_rational(u):
            raise UndecidedError("the sign of an expression that is not a rational function")
        if u and self.restricted_in(u):
            raise UndecidedError("a sign that depends on a constant with a property")
        return self.kernels.sign(u)

    def _compare(self, symbol: str, difference: Quotient) -> Quotient:
        """1 where the condition holds, else 0."""
        one = quotients.rational(1)
        if not difference:
            return one if symbol in ("lesseq", "equal") else quotients.ZERO
        sign = self._sign(difference)
        if symbol in ("equal", "unequal"):
            return one if symbol == "unequal" else quotients.ZERO
        return self.tower.arithmetic.total(((HALF, one), (-HALF, sign)))

    def _logic(self, symbol: str, parts: list[Quotient]) -> Quotient:
        ops, one = self.tower.arithmetic, quotients.rational(1)
        if symbol == "not":
            return ops.total(((1, one), (-1, parts[0])))
        if symbol == "or":
            parts = [ops.total(((1, one), (-1, p))) for p in parts]
        result = one
        for part in parts:
            result = ops.multiply(result, part)
        return result if symbol == "and" else ops.total(((1, one), (-1, result)))

    def _mix(self, holds: Quotient, yes: Quotient, no: Quotient) -> Quotient:
        ops = self.tower.arithmetic
        difference = ops.total(((1, yes), (-1, no)))
        return ops.total(((1, no), (1, ops.multiply(holds, difference))))

    def _learn_signs(self) -> None:
        """The facts of the domain, before a question about signs."""
        try:
            self._read_facts()
        except RestartError:
            self.known.clear()

    def _read_facts(self) -> None:
        """Before the first kernel: bounds of the domain, and arguments of log and roots.

        What was made before is made again, so that one sign never has two forms.
        """
        if self.facts_read:
            return
        self.facts_read = True
        signs = self.kernels.signs
        self._read_bounds(signs)
        nodes = [node for node, _ in self.game.facts]
        for node in (*nodes, *unconditional(self.game.losses)):
            try:
                value = self.normal(node)
                factored = factor_quotient(value, self.budget)
            except UndecidedError:
                self.budget.check()
                continue
            self._learn(factored.content, factored.factors, signs)
        raise RestartError

    def _read_bounds(self, signs: Signs) -> None:
        ranges: list[tuple[Coordinate | Symbol, Range | None]] = [
            (self.game.graph.coordinate(p.number), p.range) for p in self.game.parameters
        ]
        for node, bounds in (*ranges, *self.game.ranges.items()):
            if bounds is None:
                continue
            (number,) = self._form(node).generators()
            if isinstance(bounds.low, Rational):
                signs.lows[number] = bounds.low.value
                if bounds.low.value > 0 or (not bounds.low.value and bounds.low_strict):
                    signs.strictly[number] = 1
            if isinstance(bounds.high, Rational):
                signs.highs[number] = bounds.high.value
                if bounds.high.value < 0 or (not bounds.high.value and bounds.high_strict):
                    signs.strictly[number] = -1
            if bounds.nonzero:
                signs.nonzero.add(number)

    def _learn(self, content: Q, factors: tuple[tuple[Polynomial, int], ...], signs: Signs) -> None:
        """content · Π p ** e >= 0: the one factor of odd power and unknown sign gets its sign."""
        sign = 1 if content > 0 else -1
        unknown: list[Polynomial] = []
        for p, e in factors:
            if e % 2:
                known = signs.sign(p)
                sign *= known or 1
                unknown += [] if known else [p]
        if len(unknown) == 1:
            signs.known[unknown[0]] = sign
