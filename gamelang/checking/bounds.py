"""How far an index can go: intervals of integer expressions whose ends are sizes.

In: an integer node and what the conditions around it say. Out: sizes that it is never below and
never above. Sound for every value of the dims; gives up (no bound) rather than guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from gamelang.core import typed
from gamelang.core.dims import ONE, ZERO, Dim
from gamelang.core.game import ConstantRecord
from gamelang.core.typed import Node, Variable
from gamelang.frozen import frozen

MOST = 4  # alternatives kept for one end


@frozen
class Interval:
    """Every `low` is a lower bound and every `high` an upper bound, both inclusive."""

    low: tuple[Dim, ...] = ()
    high: tuple[Dim, ...] = ()

    def meet(self, other: Interval) -> Interval:
        low, high = (*self.low, *other.low), (*self.high, *other.high)
        return Interval(tuple(dict.fromkeys(low)), tuple(dict.fromkeys(high)))


Known = Mapping[Variable, Interval]


@frozen
class Bounds:
    """Bounds under assumptions on the sizes: their values where known, else their minima."""

    sizes: Mapping[str, int]
    minima: Mapping[str, int]
    constant: Callable[[typed.Constant], Interval]
    told: dict[Node, Interval] = field(default_factory=dict)  # of sequences of indices

    def at_least(self, dim: Dim, bound: int) -> bool:
        value = dim.value(self.sizes)
        return value >= bound if value is not None else dim.never_below(bound, self._floor())

    def _floor(self) -> Mapping[str, int]:
        return {**self.minima, **self.sizes}

    def inside(self, node: Node, size: Dim, known: Known) -> bool:
        """Whether 0 <= node < size, surely."""
        interval = self.of(node, known)
        return any(self.at_least(low, 0) for low in interval.low) and any(
            self.at_least(size - ONE - high, 0) for high in interval.high
        )

    def of(self, node: Node, known: Known) -> Interval:
        match node:
            case typed.Number(value) if value.denominator == 1:
                end = (Dim.of(int(value)),)
                return Interval(end, end)
            case typed.Size(dim):
                return Interval((dim,), (dim,))
            case Variable(start=start, stop=stop):
                return Interval((start,), (stop - ONE,)).meet(known.get(node, Interval()))
            case typed.Sum(terms):
                return self._sum([self.of(t, known) for t in terms])
            case typed.Product(factors):
                return self._product([self.of(f, known) for f in factors])
            case typed.Apply("mod", (a, b)):
                return self._mod(self.of(a, known), self.of(b, known))
            case typed.Apply("floordiv", (a, b)):
                return self._floordiv(self.of(a, known), self.of(b, known))
            case typed.Apply("maximum", (a, b)):
                left, right = self.of(a, known), self.of(b, known)
                return Interval((*left.low, *right.low)[:MOST], self._largest(left, right))
            case typed.Apply("minimum", (a, b)):
                left, right = self.of(a, known), self.of(b, known)
                return Interval(self._smallest(left, right), (*left.high, *right.high)[:MOST])
            case typed.Apply("argmax", (x,), axis=axis) if x.shape:
                return Interval((ZERO,), (x.shape[axis or 0] - ONE,))
            case typed.Choice(_, yes, no):
                left, right = self.of(yes, known), self.of(no, known)
                return Interval(self._smallest(left, right), self._largest(left, right))
            case typed.Index(base):
                return self.of(base, known) if base.kind == "int" else Interval()
            case typed.Constant():
                return self.constant(node)
            case typed.Random(below=Dim() as below):
                return Interval((ZERO,), (below - ONE,))
            case typed.Pick(probabilities):
                return Interval((ZERO,), (probabilities.shape[0] - ONE,))
            case typed.Comprehension(_, body):
                return self.told.get(node) or self.of(body, known)
            case typed.Carried() | typed.Trace():
                return self.told.get(node, Interval())
            case typed.Stack(items):
                union = self.of(items[0], known)
                for item in items[1:]:
                    other = self.of(item, known)
                    union = Interval(self._smallest(union, other), self._largest(union, other))
                return union
            case _:
                return Interval()

    def _sum(self, parts: list[Interval]) -> Interval:
        low: list[Dim] = [ZERO]
        high: list[Dim] = [ZERO]
        for part in parts:
            low = [a + b for a in low for b in part.low][:MOST]
            high = [a + b for a in high for b in part.high][:MOST]
        return Interval(tuple(low), tuple(high))

    def _product(self, parts: list[Interval]) -> Interval:
        total = parts[0]
        for part in parts[1:]:
            total = self._times(total, part)
        return total

    def _times(self, a: Interval, b: Interval) -> Interval:
        for x, y in ((a, b), (b, a)):
            if len(x.low) == 1 and x.low == x.high and x.low[0].number is not None:
                factor = x.low[0]
                scaled = tuple(factor * d for d in y.low), tuple(factor * d for d in y.high)
                return Interval(*scaled) if (factor.number or 0) >= 0 else Interval(*scaled[::-1])
        if all(any(self.at_least(low, 0) for low in x.low) for x in (a, b)):
            high = tuple(p * q for p in a.high for q in b.high)[:MOST]
            low = tuple(p * q for p in self._nonnegative(a) for q in self._nonnegative(b))[:MOST]
            return Interval(low, high)
        return Interval()

    def _nonnegative(self, a: Interval) -> tuple[Dim, ...]:
        return tuple(low for low in a.low if self.at_least(low, 0))

    def _mod(self, a: Interval, b: Interval) -> Interval:
        """Python's: the result has the divisor's sign."""
        if not any(self.at_least(low, 1) for low in b.low):
            return Interval()
        high = tuple(size - ONE for size in b.high)
        if any(self.at_least(low, 0) for low in a.low):
            high = (*high, *a.high)
        return Interval((ZERO,), high[:MOST])

    def _floordiv(self, a: Interval, b: Interval) -> Interval:
        if not any(self.at_least(low, 1) for low in b.low):
            return Interval()
        if not any(self.at_least(low, 0) for low in a.low):
            return Interval()
        divisors = [d.number for d in b.low if d.number is not None and d.number >= 1]
        exact = [
            Dim.of(high.number // divisor)
            for high in a.high
            for divisor in divisors
            if high.number is not None
        ]
        known = [
            Dim.of(value // divisor)
            for high in a.high
            for divisor in divisors
            if (value := high.value(self.sizes)) is not None
        ]
        return Interval((ZERO,), (*exact, *known, *a.high)[:MOST])

    def _smallest(self, a: Interval, b: Interval) -> tuple[Dim, ...]:
        """Lower bounds of both: those of one side that are below some bound of the other, and 0."""
        return tuple(
            low
            for mine, other in (((ZERO,), a.low), (a.low, b.low), (b.low, a.low))
            for low in mine
            if any(self.at_least(bound - low, 0) for bound in other)
            and (low != ZERO or all(map(self._nonnegative, (a, b))))
        )[:MOST]

    def _largest(self, a: Interval, b: Interval) -> tuple[Dim, ...]:
        return tuple(
            high
            for mine, other in ((a.high, b.high), (b.high, a.high))
            for high in mine
            if any(self.at_least(high - bound, 0) for bound in other)
        )[:MOST]

    # ---- what a condition says

    def assume(self, condition: Node, holds: bool, known: Known) -> Known:
        """`known`, and what follows for index variables if the condition holds (or fails)."""
        match condition:
            case typed.Apply("and", arguments) if holds:
                for argument in arguments:
                    known = self.assume(argument, True, known)
                return known
            case typed.Apply("or", arguments) if not holds:
                for argument in arguments:
                    known = self.assume(argument, False, known)
                return known
            case typed.Apply("not", (inner,)):
                return self.assume(inner, not holds, known)
            case typed.Apply(("less" | "lesseq") as name, (a, b)) if a.kind == b.kind == "int":
                if holds:
                    return self._ordered(a, b, ONE if name == "less" else ZERO, known)
                return self._ordered(b, a, ZERO if name == "less" else ONE, known)
            case typed.Apply(("equal" | "unequal") as name, (a, b)) if a.kind == b.kind == "int":
                if holds == (name == "equal"):
                    return self._ordered(a, b, ZERO, self._ordered(b, a, ZERO, known))
                return self._apart(a, b, self._apart(b, a, known))
        return known

    def _ordered(self, a: Node, b: Node, gap: Dim, known: Known) -> Known:
        """a + gap <= b."""
        left, right = self.of(a, known), self.of(b, known)
        if (shift := shifted(a)) is not None:
            variable, offset = shift
            high = tuple(end - gap - offset for end in right.high)
            known = {**known, variable: known.get(variable, Interval()).meet(Interval((), high))}
        if (shift := shifted(b)) is not None:
            variable, offset = shift
            low = tuple(end + gap - offset for end in left.low)
            known = {**known, variable: known.get(variable, Interval()).meet(Interval(low, ()))}
        return known

    def _apart(self, a: Node, b: Node, known: Known) -> Known:
        """a != b moves an end of a's variable that is b itself."""
        if (shift := shifted(a)) is None:
            return known
        variable, offset = shift
        mine, other = self.of(variable, known), self.of(b, known)
        fixed = [d - offset for d in other.low if d in other.high]
        low = tuple(d + ONE for d in fixed if d in mine.low)
        high = tuple(d - ONE for d in fixed if d in mine.high)
        return {**known, variable: known.get(variable, Interval()).meet(Interval(low, high))}


def shifted(node: Node) -> tuple[Variable, Dim] | None:
    """(v, d) if the node is v + d."""
    if isinstance(node, Variable):
        return node, ZERO
    if isinstance(node, typed.Sum):
        variables = [t for t in node.terms if isinstance(t, Variable)]
        rest = [size_of(t) for t in node.terms if not isinstance(t, Variable)]
        if len(variables) == 1 and all(d is not None for d in rest):
            offset = ZERO
            for d in rest:
                assert d is not None
                offset = offset + d
            return variables[0], offset
    return None


def size_of(node: Node) -> Dim | None:
    """The node as a size: a polynomial in dims, free of index variables."""
    match node:
        case typed.Number(value, "int"):
            return Dim.of(int(value))
        case typed.Size(dim):
            return dim
        case typed.Sum(terms, kind="int"):
            parts = [size_of(t) for t in terms]
            if any(p is None for p in parts):
                return None
            total = ZERO
            for p in parts:
                assert p is not None
                total = total + p
            return total
        case typed.Product(factors, kind="int"):
            parts = [size_of(f) for f in factors]
            if any(p is None for p in parts):
                return None
            total = ONE
            for p in parts:
                assert p is not None
                total = total * p
            return total
        case _:
            return None


def entries_of(constants: Mapping[str, ConstantRecord], node: typed.Constant) -> Interval:
    """Where the entries of an array of indices lie."""
    record = constants.get(node.name)
    if record is None or record.index_size is None:
        return Interval()
    declared = Interval((Dim.of(0),), (record.index_size - Dim.of(1),))
    if not record.value:
        return declared
    low, high = Dim.of(int(min(record.value))), Dim.of(int(max(record.value)))
    return Interval((low,), (high,)).meet(declared)
