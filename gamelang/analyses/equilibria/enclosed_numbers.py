"""Numbers that are known by enclosures: the coordinates of a fixed point that is not rational.

Each is a symbol that no game can name; it stands for one number, which can be enclosed as closely
as one likes. Signs come from balls; that an expression is 0 is only ever said where the
numbers are algebraic and the number field says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gamelang.analyses.equilibria.number_field import NumberField
from gamelang.analyses.equilibria.tape import record
from gamelang.analyses.rationals import Ball
from gamelang.symbolic.graph import Graph, symbols
from gamelang.symbolic.nodes import Rational, Scalar, Symbol
from gamelang.symbolic.numbers import precision

PRECISIONS = (64, 128, 256, 512)
MARK = "·"  # no name of the language begins like this


@dataclass(slots=True)
class EnclosedNumbers:
    """`enclose(bits)` gives a ball for each; `algebra` knows them as algebraic numbers."""

    names: tuple[Symbol, ...]
    enclose: Callable[[int], Sequence[Ball]]
    algebra: NumberField | None = None
    known: dict[int, Sequence[Ball]] = field(default_factory=dict)
    signs: dict[Scalar, int | None] = field(default_factory=dict)

    def at(self, bits: int) -> Sequence[Ball]:
        """Balls for the numbers, about this close."""
        if bits not in self.known:
            with precision(bits):
                self.known[bits] = self.enclose(bits)
        return self.known[bits]

    def balls(self, nodes: Sequence[Scalar], bits: int) -> list[Ball] | None:
        """Enclosures of nodes in these numbers alone; None where a constant has no value."""
        if any(s not in self.names for s in symbols(*nodes)):
            return None
        with precision(bits):
            return record(nodes, self.names).run(self.at(bits))

    def sign(self, node: Scalar) -> int | None:
        """-1, 0, 1, or None where it is not known."""
        if isinstance(node, Rational):
            return (node.value > 0) - (node.value < 0)
        if node not in self.signs:
            self.signs[node] = self._sign(node)
        return self.signs[node]

    def _sign(self, node: Scalar) -> int | None:
        for bits in PRECISIONS:
            found = self.balls((node,), bits)
            if found is None:
                return None
            if found[0] > 0:
                return 1
            if found[0] < 0:
                return -1
            if bits == PRECISIONS[0] and self.algebra is not None and self.algebra.is_zero(node):
                return 0
        return None


def enclosed_number(graph: Graph, number: int) -> Symbol:
    return graph.symbol(MARK, (number,))


NOTHING_ENCLOSED = EnclosedNumbers((), lambda bits: ())
