"""Where a typed expression may have a corner or jump (kinked), or no value at all (partial)."""

from __future__ import annotations

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.core import typed
from gamelang.core.typed import Node


def kinked(*roots: Node) -> bool:
    """False only if every derivative of every order exists wherever the values do."""
    return any(_is_kinked(node) for node in typed.postorder(*roots))


def partial(*roots: Node) -> bool:
    """False only if the values exist everywhere."""
    return any(_is_partial(node) for node in typed.postorder(*roots))


def _is_kinked(node: Node) -> bool:
    match node:
        case typed.Choice() | typed.Apply("less" | "lesseq" | "equal" | "unequal"):
            return True
        case typed.Apply("power", (_, typed.Number(exponent))):
            return exponent.denominator > 1
        case typed.Apply("power", (_, exponent)):
            return exponent.kind == "real"
        case typed.Apply(name) | typed.Reduction(name):
            rule = _builtins().get(name)
            return rule is not None and rule.kinked
        case _:
            return False


def _is_partial(node: Node) -> bool:
    match node:
        case typed.Apply("power", (typed.Number(base), typed.Number())) if base > 0:
            return False
        case typed.Apply("power", (_, typed.Number(exponent))):
            return exponent.denominator > 1 or exponent < 0
        case typed.Apply("power"):
            return True
        case typed.Apply(name) | typed.Reduction(name):
            rule = _builtins().get(name)
            return rule is not None and rule.partial
        case _:
            return False


def _builtins() -> dict[str, Builtin]:
    return entries("gamelang.builtins", Builtin)
