"""Typed nodes from typed nodes: shapes joined, kinds promoted, exact constants folded.

Every function takes the spans to blame. A shape error names both shapes and where each is from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.checking.problems import FaultError, fault
from gamelang.core import typed
from gamelang.core.building import Builder
from gamelang.core.dims import Shape, describe, same
from gamelang.core.typed import Kind, Node
from gamelang.diagnostics.model import Label
from gamelang.frozen import frozen
from gamelang.source import Span

POWER_BITS = 4096
FOLDED_BITS = 65_536


@frozen
class Operand:
    """A node, the text it comes from, and where its name was declared (if it is a name)."""

    node: Node
    span: Span
    name: str | None = None
    declared: Span | None = None


@dataclass(slots=True)
class Maker:
    builder: Builder
    sizes: Mapping[str, int]

    # ---- shapes

    def fits(self, a: Shape, b: Shape) -> bool:
        return len(a) == len(b) and all(same(x, y, self.sizes) for x, y in zip(a, b, strict=True))

    def joined(self, operands: Sequence[Operand], what: str, span: Span) -> Shape:
        """The common shape: scalars combine with any, all others must be equal."""
        first: Operand | None = None
        for operand in operands:
            if not operand.node.shape:
                continue
            if first is None:
                first = operand
            elif not self.fits(first.node.shape, operand.node.shape):
                raise self.mismatch(first, operand, what, span)
        return first.node.shape if first is not None else ()

    def mismatch(self, a: Operand, b: Operand, what: str, span: Span) -> FaultError:
        left, right = describe(a.node.shape), describe(b.node.shape)
        labels = [Label(a.span, f"this is a {left}")]
        for operand in (a, b):
            if operand.declared is not None and operand.declared.end:
                text = f"`{operand.name}` is declared here, a {describe(operand.node.shape)}"
                labels.append(Label(operand.declared, text))
        ranks = sorted((len(a.node.shape), len(b.node.shape)))
        if what == "add" and ranks == [1, 2]:
            matrix, vector = (a, b) if len(a.node.shape) == 2 else (b, a)
            return fault(
                "G318",
                f"cannot add a {describe(vector.node.shape)} to a {describe(matrix.node.shape)}",
                b.span,
                f"this is a {right}",
                self._repeated(matrix, vector),
                tuple(labels),
            )
        joint = "to the power of" if what == "raise" else "and"
        return fault(
            "G301",
            f"cannot {what} a {left} {joint} a {right}",
            b.span,
            f"this is a {right}",
            self._advice(a, b, what, ranks),
            tuple(labels),
        )

    def _advice(self, a: Operand, b: Operand, what: str, ranks: list[int]) -> str | None:
        """How two shapes may be made to fit, where there is a usual way."""
        if what == "multiply" and ranks == [1, 2]:
            return "the product of a matrix and a vector is written `@`"
        if len(a.node.shape) != len(b.node.shape):
            return None
        pairs = zip(a.node.shape, b.node.shape, strict=True)
        x, y = next((x, y) for x, y in pairs if not same(x, y, self.sizes))
        if x.names and y.names:
            return f"if `{x}` and `{y}` are always the same size, write one of them in both places"
        return None

    def _repeated(self, matrix: Operand, vector: Operand) -> str | None:
        """A vector as a matrix: the same row everywhere, or the same column."""
        rows, columns = matrix.node.shape
        name = vector.name or "..."
        if same(vector.node.shape[0], columns, self.sizes):
            return f"write `repeat({name}, {rows})` to add it to every row"
        if same(vector.node.shape[0], rows, self.sizes):
            return f"write `transpose(repeat({name}, {columns}))` to add it to every column"
        return None

    # ---- numbers

    def real(self, node: Node) -> Node:
        """A truth value used as a number is 0 or 1; an integer is a real as it stands."""
        if node.kind != "bool":
            return node
        one, zero = self.builder.number(1, "int"), self.builder.number(0, "int")
        return self.builder.choice(node, one, zero, node.shape, "int")

    def add(self, operands: Sequence[Operand], span: Span) -> Node:
        shape = self.joined(operands, "add", span)
        nodes = [self.real(o.node) for o in operands]
        kind = _kind(nodes)
        constant = Fraction(0)
        for node in nodes:
            if isinstance(node, typed.Number):
                constant = self._short(constant + node.value, span)
        rest: tuple[Node, ...] = tuple(n for n in nodes if not isinstance(n, typed.Number))
        if not rest:
            return self.builder.number(constant, kind)
        if constant:
            rest = (*rest, self.builder.number(constant, kind))
        if len(rest) == 1 and (rest[0].shape != shape or rest[0].kind != kind):
            rest = (*rest, self.builder.number(0, kind))
        return self.builder.sum(rest, shape, kind)

    def multiply(self, operands: Sequence[Operand], span: Span) -> Node:
        shape = self.joined(operands, "multiply", span)
        nodes = [self.real(o.node) for o in operands]
        kind = _kind(nodes)
        constant = Fraction(1)
        for node in nodes:
            if isinstance(node, typed.Number):
                constant = self._short(constant * node.value, span)
        rest: tuple[Node, ...] = tuple(n for n in nodes if not isinstance(n, typed.Number))
        if not rest:
            return self.builder.number(constant, kind)
        if constant != 1:
            rest = (self.builder.number(constant, kind), *rest)
        if len(rest) == 1 and (rest[0].shape != shape or rest[0].kind != kind):
            rest = (self.builder.number(1, kind), *rest)
        return self.builder.product(rest, shape, kind)

    def _short(self, value: Fraction, span: Span) -> Fraction:
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > FOLDED_BITS:
            raise fault("G323", "this constant is too long to compute exactly", span)
        return value

    def power(self, base: Operand, exponent: Operand, span: Span) -> Node:
        x, y = self.real(base.node), self.real(exponent.node)
        shape = self.joined([base, exponent], "raise", span)
        if isinstance(y, typed.Number) and y.value.denominator == 1:
            if isinstance(x, typed.Number):
                value = self.number_power(x.value, int(y.value), span, base.span)
                whole = x.kind == y.kind == "int" and value.denominator == 1
                return self.builder.number(value, "int" if whole else "real")
            if y.value == 1:
                return x
        whole = x.kind == y.kind == "int" and isinstance(y, typed.Number) and y.value >= 0
        return self.builder.apply("power", (x, y), shape, "int" if whole else "real")

    def number_power(self, base: Fraction, exponent: int, span: Span, base_span: Span) -> Fraction:
        """base ** exponent, exactly; refused where the result is too long or undefined."""
        if base == 0 and exponent < 0:
            raise fault("G416", "division by zero", base_span, "this is 0")
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if base not in (0, 1, -1) and bits * abs(exponent) > POWER_BITS + abs(exponent):
            raise fault(
                "G323",
                f"this power has more than {POWER_BITS} bits",
                span,
                "too large to compute exactly",
                f"constants are computed exactly, up to {POWER_BITS} bits",
            )
        return base**exponent


def _kind(nodes: Sequence[Node]) -> Kind:
    return "int" if all(n.kind == "int" for n in nodes) else "real"
