"""One call of a builtin function in index notation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gamelang.core import typed
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.tensors import Tensor

Axes = tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the tensors of its arguments, each in its own axes 0, 1, ..."""

    algebra: Algebra
    node: typed.Apply
    values: Sequence[Tensor]
    axes: Sequence[Axes]

    def at(self, number: int, *slots: Slot) -> Tensor:
        """An argument with these slots for its axes."""
        return self.algebra.moved(
            self.values[number], dict(zip(self.axes[number], slots, strict=True))
        )

    def fresh(self, like: Index) -> Index:
        return self.algebra.work.free(like)

    def contracted(self, factors: Sequence[Tensor], *over: Index) -> Tensor:
        total = self.algebra.product(factors)
        for index in over:
            total = self.algebra.summed(total, index)
        return total
