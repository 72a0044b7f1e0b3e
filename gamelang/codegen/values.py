"""Pieces of emitted text that know their axes, and how to bring them to common ones.

An array has one axis for each loop variable it depends on, outer loops first, and then the
axes of the expression itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal as Word

from gamelang.codegen.indices import Loops, ordered
from gamelang.core.typed import Variable

# How tightly the outermost operator of a text binds, as in Python.
LOWEST, LOGIC, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(8)


@dataclass(frozen=True, slots=True)
class Value:
    """Emitted text of an array; `python` marks a Python number, which has no dtype of its own.

    `fixed`: it does not depend on parameters.
    """

    text: str
    level: int
    loops: Loops = ()
    sizes: tuple[int, ...] = ()
    kind: Word["real", "bool"] = "real"
    python: bool = False
    fixed: bool = False

    @property
    def rank(self) -> int:
        return len(self.loops) + len(self.sizes)

    def at(self, level: int) -> str:
        """The text, in parentheses where its operator binds less tightly."""
        return self.text if self.level >= level else f"({self.text})"


def common_loops(values: Sequence[Value]) -> Loops:
    return ordered({v for value in values for v in value.loops})


def common_sizes(values: Sequence[Value]) -> tuple[int, ...]:
    return next((value.sizes for value in values if value.sizes), ())


def aligned(value: Value, loops: Loops, own: int, level: int) -> str:
    """The text with an axis for each loop and `own` further axes; scalars stay scalars."""
    if value.rank == 0:
        return value.at(level)
    marks = [":" if v in value.loops else "None" for v in loops]
    marks += [":"] * len(value.sizes) if value.sizes else ["None"] * own
    if "None" not in marks:
        return value.at(level)
    while marks[-1] == ":":
        marks.pop()
    return f"{value.at(ATOM)}[{', '.join(marks)}]"


def subscript(text: str, marks: Sequence[str]) -> str:
    """text[marks], without trailing colons."""
    kept = list(marks)
    while kept and kept[-1] == ":":
        kept.pop()
    return f"{text}[{', '.join(kept)}]" if kept else text


def transposed(text: str, order: Sequence[int]) -> str:
    """The axes of a text (an atom) in another order."""
    if list(order) == list(range(len(order))):
        return text
    if list(order) == [1, 0]:
        return f"{text}.T"
    return f"jnp.transpose({text}, {tuple(order)})"


def count(value: Value, lengths: dict[Variable, int]) -> int:
    """The number of entries."""
    return prod(value.sizes) * prod(lengths[v] for v in value.loops)


def literal(number: float) -> Value:
    """A Python float that reads back as the same number."""
    if number != number:
        return Value("jnp.nan", ATOM, python=True, fixed=True)
    if number in (float("inf"), float("-inf")):
        text = "jnp.inf" if number > 0 else "-jnp.inf"
        return Value(text, ATOM if number > 0 else SIGN, python=True, fixed=True)
    return Value(repr(number), ATOM if number >= 0 else SIGN, python=True, fixed=True)
