"""Sums, products, substitution and summation of expressions in index notation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from gamelang.core.dims import Dim
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.drafts import Draft, Work, moved, opened, times
from gamelang.symbolic.tensor.indices import Index, Sizes, Slot
from gamelang.symbolic.tensor.normal_form import settled
from gamelang.symbolic.tensor.tensors import NOTHING, Factor, Factors, Relation, Symbol, Tensor

ONE = Fraction(1)


class Algebra:
    """Makes tensors over one set of sizes; `work` bounds how much in all."""

    def __init__(self, sizes: Sizes) -> None:
        self.work = Work(sizes)

    @property
    def sizes(self) -> Sizes:
        return self.work.sizes

    def number(self, value: Fraction | int) -> Tensor:
        return Tensor({"": (Fraction(value), ())}) if value else NOTHING

    def factor(self, factor: Factor) -> Tensor:
        """The factor alone, in normal form."""
        return settled(self.work, [Draft(ONE, (factor,))])

    def symbol(self, symbol: Symbol, slots: tuple[Slot, ...] = ()) -> Tensor:
        return self.factor(Factor(symbol, slots))

    def equal(self, a: Slot, b: Slot) -> Tensor:
        """1 where a == b, else 0."""
        return self.factor(Factor(Relation("equal"), (a, b)))

    def less(self, a: Slot, b: Slot) -> Tensor:
        """1 where a < b, else 0."""
        return self.factor(Factor(Relation("less"), (a, b)))

    def size(self, dim: Dim) -> Tensor:
        return self.sum(
            (self._monomial(names), Fraction(c)) for names, c in self.sizes.known(dim).terms
        )

    def _monomial(self, names: Sequence[str]) -> Tensor:
        return settled(
            self.work, [Draft(ONE, tuple(Factor(Symbol(name, "size")) for name in names))]
        )

    def sum(self, parts: Iterable[tuple[Tensor, Fraction | int]]) -> Tensor:
        """Σ coefficient · tensor."""
        total: dict[str, tuple[Fraction, Factors]] = {}
        for tensor, scale in parts:
            self.work.spend(len(tensor.terms))
            for key, (c, factors) in tensor.terms.items():
                known = total.get(key)
                total[key] = (c * scale + (known[0] if known else 0), factors)
        return Tensor({key: term for key, term in total.items() if term[0]})

    def scaled(self, tensor: Tensor, scale: Fraction | int) -> Tensor:
        if scale == 1:
            return tensor
        return self.sum([(tensor, scale)])

    def product(self, factors: Sequence[Tensor]) -> Tensor:
        """The product of all."""
        scale, rest = ONE, []
        for factor in factors:
            number = factor.number
            if number is None:
                rest.append(factor)
            else:
                scale *= number
        if not scale:
            return NOTHING
        total = rest[0] if rest else self.number(1)
        for factor in sorted(rest[1:], key=lambda t: len(t.terms)):
            drafts = [opened(self.work, c, f) for c, f in total.terms.values()]
            total = settled(self.work, (d for one in drafts for d in times(self.work, one, factor)))
        return self.scaled(total, scale)

    def moved(self, tensor: Tensor, mapping: Mapping[Index, Slot]) -> Tensor:
        """The tensor with other slots in place of indices, all at once."""
        mapping = {a: b for a, b in mapping.items() if a != b}
        if not mapping or not any(i in mapping for i in tensor.indices):
            return tensor
        return settled(
            self.work,
            (
                d
                for c, f in tensor.terms.values()
                for d in moved(self.work, opened(self.work, c, f), mapping)
            ),
        )

    def summed(self, tensor: Tensor, index: Index) -> Tensor:
        """Σ over the whole range of the index."""
        if not self.sizes.at_least(index.count, 0):
            raise NotExpandableError("a sum may run over nothing")
        drafts = []
        for c, factors in tensor.terms.values():
            bound = self.work.bound(index)
            inside = opened(self.work, c, factors)
            for draft in moved(self.work, inside, {index: bound}):
                drafts.append(Draft(draft.coefficient, draft.factors, (*draft.bound, bound)))
        return settled(self.work, drafts)
