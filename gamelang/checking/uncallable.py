"""Calls of what is no function: what the name is instead, or which function may be meant."""

from __future__ import annotations

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.checking.names import Entry, Names
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.diagnostics.model import Label
from gamelang.diagnostics.near import near

FILES = ("csv", "npy", "npz")
EXTRA = ("where", "stack", "grad", "weights", "stop", "range")
DISTRIBUTIONS = ("normal", "uniform", "bernoulli", "categorical", "gumbel", "dirac", "mixture")
OTHERWISE = {
    "ln": "write `log(...)`",
    "pow": "write `x ** y`",
    "power": "write `x ** y`",
    "matmul": "write `A @ B`",
}


def value(entry: Entry, reference: ast.Reference) -> Exception:
    return fault(
        "G206",
        f"`{reference.name}` is a {entry.what}, not a function",
        reference.span,
        "this cannot be called",
        f"to multiply, write `{reference.name} * (...)`",
        (Label(entry.span, f"`{reference.name}` is declared here"),),
    )


def unknown(names: Names, reference: ast.Reference) -> Exception:
    name = reference.name
    if name in FILES:
        return fault(
            "G206",
            f"`{name}(...)` reads a file, so it is the whole value of a const or a sampler's draw",
            reference.span,
        )
    if name == "range":
        return fault("G206", "`range` stands in `for i in range(a, b)` only", reference.span)
    if name == "loss":
        return fault("G206", "`loss(...)` stands in a claim only", reference.span)
    if name in DISTRIBUTIONS:
        message = f"`{name}(...)` is a random draw, and this is no place for one"
        label = "not a value"
        return fault("G206", message, reference.span, label, "a draw stands behind `~`, not `=`")
    if name in known_functions() and known_functions()[name].family == "constant":
        message = f"`{name}` is a number, not a function"
        help = f"to multiply, write `{name} * (...)`"
        return fault("G206", message, reference.span, "this cannot be called", help)
    own = [n for n, found in names.values.items() if found[0].what in ("function", "net")]
    known = [n for n in known_functions() if n not in ("matmul", "maximum", "minimum")]
    guess = next(iter(near(name, [*own, *known, *EXTRA])), None)
    return fault(
        "G206",
        f"unknown function `{name}`",
        reference.span,
        "no function of this name",
        OTHERWISE.get(name)
        or (f"did you mean `{guess}`?" if guess else "`gamelang list functions` lists them all"),
    )


def known_functions() -> dict[str, Builtin]:
    found = entries("gamelang.builtins", Builtin)
    return {name: rule for name, rule in found.items() if not rule.internal}
