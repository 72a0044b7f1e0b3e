"""Where losses are not smooth: abs, max, min, sign, `where`, and roots that can reach 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Word

from gamelang.symbolic.nodes import (
    Apply,
    Choice,
    Compare,
    Multiply,
    Node,
    Scalar,
    postorder,
)


@dataclass(frozen=True, slots=True)
class Kink:
    """Not smooth where one of `arguments` is 0 (max(a, b): where a - b is).

    corner: continuous, the slope jumps; jump: the value may jump; root: a power of the argument
    with a fractional exponent below 2, which can be singular where the argument reaches 0.
    """

    kind: Word["corner", "jump", "root"]
    node: Node
    arguments: tuple[Scalar, ...]


def find_kinks(roots: tuple[Scalar, ...]) -> tuple[Kink, ...]:
    """Every kink below these nodes, in the order met; `arguments` of max and min are both."""
    found: dict[Kink, None] = {}
    for node in postorder(*roots):
        match node:
            case Apply("abs", arguments) | Apply("maximum" | "minimum", arguments):
                found[Kink("corner", node, arguments)] = None
            case Apply("sign", arguments):
                found[Kink("jump", node, arguments)] = None
            case Choice(condition):
                compared = tuple(
                    c.difference for c in postorder(condition) if isinstance(c, Compare)
                )
                found[Kink("jump", node, compared)] = None
            case Multiply(factors):
                for base, exponent in factors:
                    if exponent.denominator != 1 and exponent < 2:
                        found[Kink("root", node, (base,))] = None
    return tuple(found)


def smooth(roots: tuple[Scalar, ...]) -> bool:
    """Whether nothing below has a corner or a jump (roots may still end at 0)."""
    return all(kink.kind == "root" for kink in find_kinks(roots))
