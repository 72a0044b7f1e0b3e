"""Values of scalar nodes over whole boxes: a straight list of steps in FLINT's balls.

Every value encloses all values that the node takes on the box. Across a corner or a jump it
encloses both sides. What has no value somewhere on the box is an infinite ball: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from gamelang.analyses.equilibria.ranges import FUNCTIONS, MONOTONE, anything, by_ends, power, thin
from gamelang.analyses.rationals import Ball, ball
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
    postorder,
)

Step = Callable[[list[Any]], Any]
PLAIN = (bool, type(None))


@dataclass(frozen=True, slots=True)
class Tape:
    """Steps for some nodes, at the precision at which it was made."""

    inputs: int
    steps: tuple[Step, ...]
    outputs: tuple[int, ...]

    def run(self, values: Sequence[Ball]) -> list[Ball]:
        """The nodes' values where input i is values[i]."""
        known = list(values)
        anywhere = anything()
        for step in self.steps:
            value = step(known)
            # A division by 0 gives NaN, which would seem to exclude 0.
            known.append(value if isinstance(value, PLAIN) or value.is_finite() else anywhere)
        return [known[k] for k in self.outputs]


def record(roots: Sequence[Scalar], inputs: Sequence[Coordinate | Symbol]) -> Tape:
    """The tape of these nodes; every leaf below them must be an input."""
    slots: dict[Node, int] = {leaf: k for k, leaf in enumerate(inputs)}
    steps: list[Step] = []
    for node in postorder(*roots):
        if node not in slots:
            slots[node] = len(inputs) + len(steps)
            steps.append(_step(node, slots))
    return Tape(len(inputs), tuple(steps), tuple(slots[root] for root in roots))


def _step(node: Node, slots: dict[Node, int]) -> Step:
    match node:
        case Rational(value):
            return _fixed(ball(value))
        case Pi():
            import flint

            return _fixed(flint.arb.pi())
        case Coordinate() | Symbol():
            raise AssertionError(f"no value for {node}")
        case Add(constant, terms):
            return _sum(ball(constant), [(slots[t], ball(c)) for t, c in terms])
        case Multiply(factors):
            return _product([(slots[b], e) for b, e in factors])
        case Apply("maximum" | "minimum" as name, (a, b)):
            return _extreme(name == "maximum", slots[a], slots[b])
        case Apply(primitive, (a,)):
            return _function(primitive, slots[a])
        case Compare(symbol, difference):
            return _comparison(symbol, slots[difference])
        case Logic(symbol, parts):
            return _logic(symbol, [slots[p] for p in parts])
        case Choice(condition, yes, no):
            return _choice(slots[condition], slots[yes], slots[no])
        case _:
            assert_never(node)  # type: ignore[arg-type]


def _fixed(value: Ball) -> Step:
    return lambda v: value


def _sum(constant: Ball, terms: list[tuple[int, Ball]]) -> Step:
    def run(v: list[Any]) -> Any:
        total = constant
        for slot, coefficient in terms:
            total = total + coefficient * v[slot]
        return total

    return run


def _product(factors: list[tuple[int, Q]]) -> Step:
    def run(v: list[Any]) -> Any:
        (slot, exponent), *rest = factors
        total = v[slot] if exponent == 1 else power(v[slot], exponent)
        for slot, exponent in rest:
            total = total * (v[slot] if exponent == 1 else power(v[slot], exponent))
        return total

    return run


def _extreme(largest: bool, a: int, b: int) -> Step:
    if largest:
        return lambda v: v[a].max(v[b])
    return lambda v: v[a].min(v[b])


def _function(primitive: str, slot: int) -> Step:
    f = FUNCTIONS[primitive]
    if primitive not in MONOTONE:
        return lambda v: f(v[slot])

    def run(v: list[Any]) -> Any:
        x = v[slot]
        return f(x) if thin(x) or not x.is_finite() else by_ends(x, f)

    return run


def _comparison(symbol: str, slot: int) -> Step:
    def run(v: list[Any]) -> Any:
        x = v[slot]
        if symbol in ("equal", "unequal"):
            if not x.contains(0):
                return symbol == "unequal"
            return symbol == "equal" if x.is_zero() else None
        if x < 0 or (symbol == "lesseq" and x <= 0):
            return True
        return False if x > 0 or (symbol == "less" and x >= 0) else None

    return run


def _logic(symbol: str, slots: list[int]) -> Step:
    def run(v: list[Any]) -> Any:
        parts = [v[slot] for slot in slots]
        if symbol == "not":
            return None if parts[0] is None else not parts[0]
        decisive = symbol == "or"
        if any(part is decisive for part in parts):
            return decisive
        return None if None in parts else not decisive

    return run


def _choice(condition: int, yes: int, no: int) -> Step:
    def run(v: list[Any]) -> Any:
        holds = v[condition]
        if holds is None:
            return v[yes].union(v[no])
        return v[yes] if holds else v[no]

    return run
