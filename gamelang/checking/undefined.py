"""Constants outside a function's domain, and the value of a constant where it is plain to see."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from gamelang.checking.making import Operand
from gamelang.checking.problems import fault
from gamelang.core import typed
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def refuse(e: Elaborator, name: str, operands: Sequence[Operand]) -> None:
    if name not in ("log", "sqrt"):
        return
    value = known_value(e, operands[0].node)
    if value is not None and (value < 0 or (value == 0 and name == "log")):
        what = "0" if value == 0 else "a negative constant"
        labels = _declared(operands[0])
        label = f"this is {value}"
        raise fault("G415", f"{name} of {what}", operands[0].span, label, labels=labels)


def refuse_power(e: Elaborator, base: Operand, exponent: Operand) -> None:
    x, y = known_value(e, base.node), known_value(e, exponent.node)
    if x is None or y is None:
        return
    if x == 0 and y < 0:
        raise fault("G416", "division by zero", base.span, "this is 0", labels=_declared(base))
    if x < 0 and y.denominator != 1:
        message = f"power {y} of a negative constant"
        raise fault("G415", message, base.span, f"this is {x}", labels=_declared(base))


def _declared(operand: Operand) -> tuple[Label, ...]:
    """Where the constant has its value from."""
    if operand.declared is None or not operand.declared.end:
        return ()
    return (Label(operand.declared, f"`{operand.name}` is declared here"),)


def known_value(e: Elaborator, node: Node, depth: int = 3) -> Fraction | None:
    """The exact value of a small scalar made of numbers, known sizes and known constants."""
    match node:
        case typed.Number(value):
            return value
        case typed.Size(dim):
            size = dim.value(e.maker.sizes)
            return None if size is None else Fraction(size)
        case typed.Constant(name) if not node.shape:
            record = e.constants.get(name)
            return None if record is None or record.value is None else record.value[0]
        case typed.Product(parts) | typed.Sum(parts) if depth and not node.shape:
            values = [known_value(e, part, depth - 1) for part in parts[:8]]
            found = [v for v in values if v is not None]
            if len(found) < len(parts):
                return None
            return (
                prod(found, start=Fraction(1))
                if isinstance(node, typed.Product)
                else sum(found, Fraction(0))
            )
        case _:
            return None
