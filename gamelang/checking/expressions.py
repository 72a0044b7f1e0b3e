"""From an expression of the core AST to a typed node: names resolved, shapes checked.

In: ast.Expr and a Scope. Out: a Node, or FaultError. Errors in several operands are all reported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import assert_never

from gamelang.checking import calls, expectations, indexing, last_values, loops, undefined
from gamelang.checking.bounds import Bounds, size_of
from gamelang.checking.limits import NODES
from gamelang.checking.making import Maker, Operand
from gamelang.checking.names import Entry, Names
from gamelang.checking.problems import REPORTED, FaultError, Problems, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.checking.sequences import Sequences
from gamelang.core import ast, typed
from gamelang.core.building import Builder
from gamelang.core.dims import Dim
from gamelang.core.externs import Binding
from gamelang.core.game import ConstantRecord, Dataset, RandomRecord, SamplerRecord
from gamelang.core.stopping import stopped
from gamelang.core.typed import Node
from gamelang.core.unrolling import WritingOut, has_scan
from gamelang.diagnostics.model import Label
from gamelang.source import NOWHERE, Span

DEPTH = 280
FRAMES = 10_000
COMPARISONS = {
    "<": "less",
    "<=": "lesseq",
    ">": "less",
    ">=": "lesseq",
    "==": "equal",
    "!=": "unequal",
}


@contextmanager
def room_to_recurse() -> Iterator[None]:
    """Elaboration recurses, up to DEPTH levels of several frames each. Python's own limit is
    lower; its frames take no room on the C stack."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@dataclass(slots=True)
class Elaborator:
    """Turns expressions into typed nodes; shared by all declarations of one file."""

    builder: Builder
    maker: Maker
    names: Names
    bounds: Bounds
    problems: Problems
    constants: dict[str, ConstantRecord]
    inlined: dict[tuple[str, tuple[Node, ...]], Node | None] = field(default_factory=dict)
    points: dict[tuple[str, Node], typed.Symbol] = field(default_factory=dict)
    externs: dict[str, Binding | None] = field(default_factory=dict)
    depth: int = 0
    outermost: Span = NOWHERE
    full: bool = False
    samplers: dict[str, SamplerRecord] = field(default_factory=dict)
    randoms: dict[str, RandomRecord] = field(default_factory=dict)
    pairings: list[tuple[ast.Expr, SamplerRecord, SamplerRecord]] = field(default_factory=list)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    special: dict[str, Callable[[Elaborator, ast.Call, Scope], Node]] = field(default_factory=dict)
    sequences: Sequences = field(default_factory=Sequences)

    def node(self, expr: ast.Expr, scope: Scope) -> Node:
        """The typed node of an expression."""
        self.depth += 1
        if self.depth == 1:
            self.outermost = expr.span
        try:
            if len(self.builder.nodes) > NODES:
                raise self.too_many_nodes()
            if self.depth > DEPTH:
                raise fault(
                    "G324",
                    "functions and expressions nest too deeply here",
                    expr.span,
                    f"more than {DEPTH} levels",
                    "give a part of it a name with `let`",
                )
            return self._node(expr, scope)
        finally:
            self.depth -= 1

    def too_many_nodes(self) -> FaultError:
        """Said once: functions that multiply would otherwise fill the memory."""
        if self.full:
            return REPORTED
        self.full = True
        return fault(
            "G325",
            f"the game has more than {NODES:,} different parts",
            self.outermost,
            "too large, with every function put in place",
        )

    def _node(self, expr: ast.Expr, scope: Scope) -> Node:
        match expr:
            case ast.Literal():
                return self._literal(expr)
            case ast.Reference():
                return self._reference(expr, scope)
            case ast.Sum(terms):
                return self.maker.add(self.operands(terms, scope), expr.span)
            case ast.Product(factors):
                return self.maker.multiply(self.operands(factors, scope), expr.span)
            case ast.Operator():
                return self._operator(expr, scope)
            case ast.Call():
                return calls.call(self, expr, scope)
            case ast.Index():
                found = last_values.read(self, expr, scope)
                return indexing.index(self, expr, scope) if found is None else found
            case ast.Array(items):
                return calls.stack(self, items, expr.span, scope)
            case ast.Comprehension():
                return loops.comprehension(self, expr, scope)
            case ast.Reduction():
                return loops.reduction(self, expr, scope)
            case ast.Choice():
                return self._choice(expr, scope)
            case ast.Expectation(body):
                return expectations.expectation(self, body, scope)
            case ast.Stop(body):
                return stopped(self.builder, self.node(body, scope))
            case _:
                assert_never(expr)

    # ---- several at once

    def operands(self, exprs: Iterable[ast.Expr], scope: Scope) -> list[Operand]:
        """All of them, or every error in them."""
        found: list[Operand] = []
        broken = False
        for expr in exprs:
            try:
                found.append(self.operand(expr, scope))
            except FaultError as error:
                self.problems.take(error)
                broken = True
        if broken:
            raise REPORTED
        return found

    def operand(self, expr: ast.Expr, scope: Scope) -> Operand:
        node = self.node(expr, scope)
        if not isinstance(expr, ast.Reference) or self._is_local(expr, scope):
            return Operand(node, expr.span)
        if self._is_transpose(expr):
            return Operand(node, expr.span)
        entry = self.entry(expr, scope)
        return Operand(node, expr.span, expr.name, entry.span if entry is not None else None)

    # ---- leaves

    def _literal(self, expr: ast.Literal) -> Node:
        if isinstance(expr.value, bool):
            return self.builder.number(int(expr.value), "int")
        if isinstance(expr.value, str):
            raise fault(
                "G322", "a text stands where a number is wanted", expr.span, "this is a text"
            )
        whole = expr.value.denominator == 1
        return self.builder.number(expr.value, "int" if whole else "real")

    def entry(self, reference: ast.Reference, scope: Scope) -> Entry | None:
        return self.names.find(reference, scope.local)

    def _is_local(self, expr: ast.Reference, scope: Scope) -> bool:
        return expr.owner is None and expr.name in scope.local

    def _is_transpose(self, expr: ast.Reference) -> bool:
        """`A.T`, where A is no player and no sampler."""
        return expr.name == "T" and expr.owner is not None and expr.owner not in self.names.owners

    def _reference(self, expr: ast.Reference, scope: Scope) -> Node:
        if self._is_local(expr, scope):
            return scope.local[expr.name]
        if self._is_transpose(expr):
            assert expr.owner is not None
            base = ast.Reference(expr.owner, None, Span(expr.span.start, expr.span.end - 2))
            return calls.builtin(self, "transpose", [self.operand(base, scope)], expr.span)
        entry = self.entry(expr, scope)
        if entry is None:
            return self.builder.apply(expr.name, (), ())
        if entry.what in scope.forbidden:
            raise _forbidden(entry, expr, scope.forbidden[entry.what])
        group = self.sequences.open
        if group is not None and entry.owner is None and entry.name in group.members:
            raise last_values.whole(group, entry.name, expr.span)
        return self.names.value(entry, expr)

    # ---- operators

    def _operator(self, expr: ast.Operator, scope: Scope) -> Node:
        if expr.symbol in ("and", "or", "not"):
            return self._logic(expr, scope)
        a, b = self.operands(expr.operands, scope)
        match expr.symbol:
            case "**":
                return self._power(a, b, expr)
            case "@":
                return calls.builtin(self, "matmul", [a, b], expr.span)
            case "//" | "%":
                return self._integer(a, b, expr)
            case "<" | "<=" | ">" | ">=" | "==" | "!=":
                shape = self.maker.joined([a, b], "compare", expr.span)
                x, y = self.maker.real(a.node), self.maker.real(b.node)
                if expr.symbol in (">", ">="):
                    x, y = y, x
                return self.builder.apply(COMPARISONS[expr.symbol], (x, y), shape, "bool")
            case _:
                raise AssertionError(expr.symbol)

    def _power(self, base: Operand, exponent: Operand, expr: ast.Operator) -> Node:
        node = self.maker.power(base, exponent, expr.span)
        if isinstance(node, typed.Apply):
            undefined.refuse_power(self, base, exponent)
        return node

    def _integer(self, a: Operand, b: Operand, expr: ast.Operator) -> Node:
        for operand in (a, b):
            if operand.node.kind != "int":
                raise fault(
                    "G308",
                    f"`{expr.symbol}` is for integers",
                    operand.span,
                    "not an integer: integers are whole numbers, dims and indices",
                )
        x, y = a.node, b.node
        if isinstance(y, typed.Number) and y.value == 0:
            raise fault("G416", "division by zero", b.span, "this is 0")
        if isinstance(x, typed.Number) and isinstance(y, typed.Number):
            whole = x.value // y.value if expr.symbol == "//" else x.value % y.value
            return self.builder.number(whole, "int")
        shape = self.maker.joined([a, b], "divide", expr.span)
        name = "floordiv" if expr.symbol == "//" else "mod"
        return self.builder.apply(name, (x, y), shape, "int")

    def _logic(self, expr: ast.Operator, scope: Scope) -> Node:
        nodes: list[Node] = []
        for operand in expr.operands:
            nodes.append(self.condition(operand, scope))
            if expr.symbol in ("and", "or"):
                known = self.bounds.assume(nodes[-1], expr.symbol == "and", scope.known)
                scope = scope.with_known(known)
        shape = next((n.shape for n in nodes if n.shape), ())
        return self.builder.apply(expr.symbol, tuple(nodes), shape, "bool")

    def condition(self, expr: ast.Expr, scope: Scope) -> Node:
        node = self.node(expr, scope)
        if node.kind != "bool":
            raise fault(
                "G313",
                "a comparison is wanted here",
                expr.span,
                "this is a number, neither true nor false",
                f"compare it with a number: `{quoted(expr)} != 0`",
            )
        return node

    def _choice(self, expr: ast.Choice, scope: Scope) -> Node:
        condition = Operand(self.condition(expr.condition, scope), expr.condition.span)
        if condition.node.shape:
            raise fault(
                "G313",
                "`if` takes one condition, and this is an array of them",
                expr.condition.span,
                help=f"write `where({quoted(expr.condition)}, ..., ...)` to choose entry by entry",
            )
        yes = scope.with_known(self.bounds.assume(condition.node, True, scope.known))
        no = scope.with_known(self.bounds.assume(condition.node, False, scope.known))
        sides = [self.operand(expr.yes, yes), self.operand(expr.no, no)]
        return self.choose(condition, sides, expr.span)

    def choose(self, condition: Operand, sides: list[Operand], span: Span) -> Node:
        shape = self.maker.joined([*sides, condition], "choose between", span)
        nodes = [self.maker.real(side.node) for side in sides]
        kind: typed.Kind = "int" if all(n.kind == "int" for n in nodes) else "real"
        return self.builder.choice(condition.node, nodes[0], nodes[1], shape, kind)

    def fixed(self, expr: ast.Expr, scope: Scope, what: str) -> Node:
        """A value that stands before anything is learned: no parameter occurs in it, not even
        behind the name of a let."""
        forbidden = {"parameter": what, "draw": what}
        node = self.node(expr, Scope(scope.local, scope.known, forbidden))
        for part in typed.postorder(node):
            if isinstance(part, typed.Parameter):
                message = f"{what} may not depend on the parameter `{part.path}`"
                raise fault("G419", message, expr.span, "this changes while the players learn")
        if has_scan(node):
            node = WritingOut(self.builder, self.maker.sizes)(node)
            if has_scan(node):
                label = "its length is not known, or too great"
                raise fault("G213", f"{what} needs this recurrence written out", expr.span, label)
        return node

    # ---- sizes

    def size(self, expr: ast.Expr, scope: Scope, what: str = "a size") -> Dim:
        """The expression as a size: an integer made of numbers and dims."""
        node = self.node(expr, scope)
        dim = size_of(node)
        if dim is None:
            dim = self._divided(node)
        if dim is None:
            raise fault(
                "G311",
                f"{what} must be a whole number made of numbers and dims",
                expr.span,
                "this is not",
            )
        return dim

    def _divided(self, node: Node) -> Dim | None:
        """A quotient or remainder of sizes, where all are known."""
        match node:
            case typed.Apply(("floordiv" | "mod") as name, (a, b)):
                x, y = (self._divided(a), self._divided(b))
                if x is None or y is None:
                    return None
                left, right = x.value(self.maker.sizes), y.value(self.maker.sizes)
                if left is None or not right:
                    return None
                return Dim.of(left // right if name == "floordiv" else left % right)
            case _:
                return size_of(node)


def _forbidden(entry: Entry, reference: ast.Reference, what: str) -> FaultError:
    """A value that must stand before anything is learned, and one that does not."""
    place = (Label(entry.span, f"`{entry.path}` is declared here"),)
    if entry.what in ("constant", "let"):
        return fault(
            "G311",
            f"{what} is made of numbers and dims, and `{entry.path}` is a {entry.what}",
            reference.span,
            "no dim",
            f"declare it as a size: `dim {entry.name} = ...`",
            place,
        )
    return fault(
        "G419",
        f"{what} may not depend on the {entry.what} `{entry.path}`",
        reference.span,
        "this changes while the players learn",
        labels=place,
    )
