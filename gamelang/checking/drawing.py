"""Draws: what stands behind a `~`, as an expression of basic random values.

A distribution (`distributions/`, one file each) says what one value is; a draw with indices has
one for every value of its indices, all independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING
from typing import Literal as Word

from gamelang.builtins.interpret import NoValueError
from gamelang.catalog import entries
from gamelang.checking import evaluating
from gamelang.checking.exact import IrrationalError, OutsideError
from gamelang.checking.making import Operand
from gamelang.checking.problems import fault, quoted
from gamelang.checking.scope import Scope
from gamelang.checking.types import Resolved
from gamelang.core import ast, typed
from gamelang.core.dims import ZERO, Dim, Shape, describe
from gamelang.core.game import Distribution, Finite, RandomRecord, Standard, StandardName
from gamelang.core.typed import Node, Variable
from gamelang.diagnostics.near import near
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

FILES = ("csv", "npy", "npz")
MEANT = {
    "gaussian": "normal",
    "randn": "normal",
    "rand": "uniform",
    "choice": "categorical",
    "coin": "bernoulli",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A distribution of the language: its name, its arguments by name (with defaults as texts),
    what it is, the value of one draw, and what that is."""

    name: str
    parameters: tuple[str, ...]
    doc: str
    value: Callable[[Drawing, Mapping[str, ast.Expr]], Node]
    values: Word["reals", "an index", "either", "a vector[2]"] = "reals"

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"


@dataclass(slots=True)
class Drawing:
    """One draw being given its meaning: its name and type, and where its arguments stand."""

    e: Elaborator
    name: str
    sampler: str | None
    resolved: Resolved
    variables: Sequence[Variable]
    scope: Scope
    span: Span
    path: str = ""
    made: list[str] = field(default_factory=list)

    @property
    def shape(self) -> Shape:
        return self.resolved.shape

    # ---- basic random values

    def standard(self, name: StandardName, shape: Shape | None = None) -> Node:
        """Independent standard values (normal, uniform on [0, 1], gumbel) of this shape, that of
        the draw if None."""
        wanted = self.shape if shape is None else shape
        return self._basic(Standard(name), wanted, None)

    def finite(self, probabilities: Node, shape: Shape = ()) -> Node:
        """Independent indices with these constant probabilities."""
        return self._basic(Finite(probabilities), shape, probabilities.shape[0])

    def _basic(self, distribution: Distribution, shape: Shape, below: Dim | None) -> Node:
        name = self.path + (f"'{len(self.made)}" if self.made else "")
        self.made.append(name)
        whole = (*(v.count for v in self.variables), *shape)
        node = self.e.builder.random(name, whole, below)
        self.e.randoms[name] = RandomRecord(node, distribution, self.sampler, self.span)
        if not self.variables:
            return node
        parts = tuple(self.e.builder.part(ZERO, size) for size in shape)
        return self.e.builder.index(node, (*self.variables, *parts), shape)

    # ---- arguments

    def argument(self, expr: ast.Expr) -> Operand:
        """A number, or an array of the draw's own shape."""
        operand = self.e.operand(expr, self.scope)
        if operand.node.shape and not self.e.maker.fits(operand.node.shape, self.shape):
            raise fault(
                "G434",
                f"`{self.name}` is a {describe(self.shape)}, and this argument of its distribution "
                f"is a {describe(operand.node.shape)}",
                expr.span,
                "neither a number nor of the same shape",
            )
        return Operand(self.e.maker.real(operand.node), expr.span)

    def known(self, node: Node) -> Sequence[Fraction] | None:
        """The entries of a constant argument, None where they are not known."""
        if self.e.builder.variables(node):
            return None
        try:
            return evaluating.evaluate(self.e, node).entries
        except (IrrationalError, NoValueError, OutsideError):
            return None

    def constant(self, node: Node) -> bool:
        """Whether a node is the same in every sample, at every step and for every index."""
        changing = (typed.Parameter, typed.Random, typed.Carried, typed.Pick, typed.Scan)
        if self.e.builder.variables(node):
            return False
        return not any(isinstance(n, (*changing, typed.Expectation)) for n in typed.postorder(node))

    # ---- arithmetic

    def add(self, *nodes: Node) -> Node:
        return self.e.maker.add([Operand(n, self.span) for n in nodes], self.span)

    def times(self, *nodes: Node) -> Node:
        return self.e.maker.multiply([Operand(n, self.span) for n in nodes], self.span)

    def number(self, value: Fraction | int) -> Node:
        whole = Fraction(value).denominator == 1
        return self.e.builder.number(Fraction(value), "int" if whole else "real")

    def apply(self, function: str, *arguments: Node) -> Node:
        shape = next((a.shape for a in arguments if a.shape), ())
        return self.e.builder.apply(function, arguments, shape)

    # ---- the draw itself

    def draw(self, expr: ast.Expr) -> Node:
        """One value of a distribution."""
        call = _call(expr)
        found = rules().get(call.function.name)
        if found is None:
            raise _unknown(call)
        self._refuse_kind(found, call)
        return found.value(self, _arguments(found, call))

    def _refuse_kind(self, rule: Rule, call: ast.Call) -> None:
        whole = self.resolved.kind == "int"
        if rule.values == "an index" and not whole:
            help = f"declare it as one: `{self.name}: index[n]`"
            raise _wrong_type(self, rule, call, "an index", help)
        if rule.values in ("reals", "a vector[2]") and whole:
            help = "an index is drawn by `categorical(p)` or `bernoulli(p)`"
            raise _wrong_type(self, rule, call, rule.values, help)
        if rule.values == "a vector[2]" and not self.e.maker.fits(self.shape, (Dim.of(2),)):
            help = f"declare it as one: `{self.name}: vector[2]`"
            raise _wrong_type(self, rule, call, "a vector[2]", help)
        if self.resolved.simplex:
            raise fault(
                "G435",
                f"`{rule.name}` draws no point of a simplex",
                call.span,
                f"`{self.name}` is declared as one",
                "draw any vector and write `softmax(...)` of it",
            )


def rules() -> dict[str, Rule]:
    return entries("gamelang.checking.distributions", Rule)


def _call(expr: ast.Expr) -> ast.Call:
    if isinstance(expr, ast.Call) and expr.function.owner is None:
        return expr
    raise fault(
        "G433",
        "a distribution stands behind `~`",
        expr.span,
        "this is none",
        "write one, such as `~ normal(0, 1)`; a plain value stands behind `=`",
    )


def _unknown(call: ast.Call) -> Exception:
    name = call.function.name
    names = [*rules(), *FILES]
    guess = MEANT.get(name.lower()) or next(iter(near(name, names)), None)
    return fault(
        "G433",
        f"unknown distribution `{name}`",
        call.function.span,
        "nothing of this name can be drawn from",
        f"did you mean `{guess}`?" if guess else f"the distributions are {', '.join(names)}",
    )


def _arguments(rule: Rule, call: ast.Call) -> dict[str, ast.Expr]:
    """The arguments by name; those with a default (`std=0`) may be left out."""
    names = [p.partition("=")[0] for p in rule.parameters]
    given = dict(zip(names, call.arguments, strict=False))
    wrong = [k for k, _ in call.keywords if k not in names or k in given]
    given |= dict(call.keywords)
    missing = [p for p in rule.parameters if "=" not in p and p not in given]
    if len(call.arguments) > len(names) or wrong or missing:
        what = f"`{wrong[0]}`" if wrong else f"{len(call.arguments)} given"
        raise fault(
            "G434",
            f"`{rule.name}` is used as `{rule.signature}`",
            call.span,
            f"`{missing[0]}` is missing" if missing and not wrong else what,
        )
    return given


def _wrong_type(drawing: Drawing, rule: Rule, call: ast.Call, draws: str, help: str) -> Exception:
    kind = "index" if drawing.resolved.kind == "int" else describe(drawing.shape)
    return fault(
        "G435",
        f"`{rule.name}` draws {draws}, and `{drawing.name}` is a{'n' * (kind == 'index')} {kind}",
        call.span,
        f"draws {draws}",
        help,
    )


def probabilities(drawing: Drawing, expr: ast.Expr) -> Node:
    """A vector of probabilities; where it is known it is checked."""
    operand = drawing.e.operand(expr, drawing.scope)
    node = drawing.e.maker.real(operand.node)
    if len(node.shape) != 1:
        raise fault(
            "G434",
            "probabilities are a vector, one for each value",
            expr.span,
            f"this is a {describe(node.shape)}",
        )
    known = drawing.known(node)
    if known is not None and (min(known) < 0 or sum(known) != 1):
        total = sum(known)
        label = "one of them is negative" if min(known) < 0 else f"they sum to {total}"
        text = quoted(expr)
        help = f"write `({text}) / sum({text})`" if min(known) >= 0 and total else None
        raise fault("G418", "probabilities are at least 0 and sum to 1", expr.span, label, help)
    return node
