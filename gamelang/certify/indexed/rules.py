"""What simplifies in one monomial: deltas, indicators, declared properties, inverses, simplices.

Every rule is an identity for all sizes at the points where the losses are defined. A delta joins
two slots only where both surely run over the same range; else it stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gamelang.certify.indexed.table import BOUND, HOLE, Atom, Head, Slot, Table
from gamelang.core.dims import Dim

BOUNDS = (BOUND, BOUND - 1)


@dataclass(slots=True)
class Product:
    """A monomial under way: `gone` dummies were eliminated, `sizes` are factors that are sizes."""

    table: Table
    ranges: list[int]
    factors: dict[Atom, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    sizes: list[tuple[Dim, int]] = field(default_factory=list)
    sign: int = 1

    def times(self, atom: Atom, exponent: int) -> None:
        """One more factor, the slots of a symmetric one in order."""
        symmetric = self.table.heads[atom[0]].symmetric
        if symmetric and atom[1] > atom[2]:
            atom = (atom[0], atom[2], atom[1])
            if symmetric < 0 and exponent % 2:
                self.sign = -self.sign
        total = self.factors.get(atom, 0) + exponent
        if total:
            self.factors[atom] = total
        else:
            self.factors.pop(atom, None)

    def replace(self, old: Slot, new: Slot) -> None:
        """A dummy becomes another slot."""
        before = list(self.factors.items())
        self.factors.clear()
        for atom, exponent in before:
            if old in atom[1:]:
                atom = (atom[0], *(new if s == old else s for s in atom[1:]))
            self.times(atom, exponent)
        self.gone.add(old)


def simplified(table: Table, product: Product) -> bool:
    """Applies the rules until none applies; False where the monomial is 0."""
    changed = True
    while changed:
        changed = False
        table.spend(1)
        for atom, exponent in list(product.factors.items()):
            if atom not in product.factors or atom[0] not in table.special:
                continue
            done = _applied(table, product, atom, exponent)
            if done is None:
                return False
            if done:
                changed = True
                break
    return not _contradictory(table, product)


def _applied(table: Table, product: Product, atom: Atom, exponent: int) -> bool | None:
    """Whether a rule changed something for this factor; None: the monomial is 0."""
    head = table.heads[atom[0]]
    if head.idempotent and exponent > 1:
        product.factors[atom] = 1
        return True
    if head.kind == "delta":
        return _joined(table, product, atom)
    if head.kind == "index" and atom[1] in table.constants:
        del product.factors[atom]
        product.sizes.append((table.constants[atom[1]], exponent))
        return True
    if head.kind == "inverse":
        return _cancelled(table, product, atom, exponent)
    if head.simplex:
        return _summed_to_one(table, product, atom, exponent)
    if head.symmetric < 0:
        if atom[1] == atom[2]:
            return None if exponent > 0 else False
        return False
    if head.diagonal and atom[1] != atom[2] and exponent > 0:
        del product.factors[atom]
        product.times((atom[0], atom[1], atom[1]), exponent)
        product.times((delta_head(table, head.ranges[0]), *atom[1:]), 1)
        return True
    return False


def delta_head(table: Table, place: int) -> int:
    return table.head(Head("delta", "", (place,), symmetric=1))


def _joined(table: Table, product: Product, atom: Atom) -> bool | None:
    """δ(s, t) with a summed s: s becomes t. Both known: 1 or 0."""
    s, t = atom[1], atom[2]
    if s == t:
        del product.factors[atom]
        return True
    base = table.heads[atom[0]].ranges[0]
    for mine, other in ((s, t), (t, s)):
        if mine >= 0 and _may_become(table, product, base, mine, other):
            del product.factors[atom]
            product.replace(mine, other)
            return True
    if _apart(table, product, base, s, t):
        return None
    return False


def range_of(table: Table, ranges: list[int], slot: Slot) -> int | None:
    """The range over which a slot runs; None for axes and numbers."""
    return ranges[slot] if slot >= 0 else table.free.get(slot)


def _may_become(table: Table, product: Product, base: int, mine: int, other: Slot) -> bool:
    """Whether Σ over mine of δ(mine, other) f(mine) is f(other)."""
    place = product.ranges[mine]
    if table.bases[place] != base:
        return False
    without = table.ranges[place].without
    if other in table.constants:
        value, here = table.constants[other], table.ranges[place]
        inside = (value - here.start).never_below(0, table.minima) and (
            here.stop - value
        ).never_below(1, table.minima)
        return inside and not without and not in_family(table, product.factors, mine)
    there = range_of(table, product.ranges, other)
    if there is None:  # an axis, whose range is that of the delta
        return not without
    return table.bases[there] == base and without <= table.ranges[there].without


def _apart(table: Table, product: Product, base: int, s: Slot, t: Slot) -> bool:
    """Whether two slots surely differ: labels, a label and the rest, two numbers."""
    if s in table.constants and t in table.constants:
        return table.same(table.constants[s], table.constants[t]) is False
    for mine, other in ((s, t), (t, s)):
        place = range_of(table, product.ranges, mine)
        if place is not None and other in table.ranges[place].without:
            return True
    return False


def in_family(table: Table, factors: dict[Atom, int], slot: Slot) -> bool:
    """Whether a slot tells whose parameter some factor holds."""
    return any(
        slot in atom[1:] and any(atom[1 + k] == slot for k in table.heads[atom[0]].owning)
        for atom in factors
    )


def _cancelled(table: Table, product: Product, atom: Atom, exponent: int) -> bool:
    """inv(S)[a, b] S[b, c] summed over b is δ(a, c), and likewise from the left."""
    head = table.heads[atom[0]]
    plain = _plain_matrix(head)
    if plain is None or exponent != 1:
        return False
    (matrix, *places), whole = plain
    for near, far in ((2, 1), (1, 2)):
        b = atom[near]
        if b < 0 or product.ranges[b] != whole or atom[far] == b:
            continue
        for other, e in product.factors.items():
            if other[0] != matrix or e != 1:
                continue
            inside = dict(zip(places, other[1:], strict=True))
            if any(inside.get(HOLE - k) != s for k, s in enumerate(atom[3:])):
                continue
            mine, theirs = (inside[BOUNDS[0]], inside[BOUNDS[1]])
            if near == 1:
                mine, theirs = theirs, mine
            symmetric = table.heads[matrix].symmetric > 0
            if mine != b and symmetric:
                mine, theirs = theirs, mine
            if mine == b != theirs and _only_there(product, b, (atom, other)):
                del product.factors[atom], product.factors[other]
                product.gone.add(b)
                product.times((delta_head(table, whole), atom[far], theirs), 1)
                return True
    return False


def _plain_matrix(head: Head) -> tuple[Atom, int] | None:
    """The atom of the matrix that is inverted, if it is one, and the range of its axes."""
    if len(head.inner[0]) != 1:
        return None
    (ranges, factors), coefficient = head.inner[0][0]
    if ranges or coefficient != 1 or len(factors) != 1 or factors[0][1] != 1:
        return None
    atom = factors[0][0]
    if sorted(s for s in atom[1:] if s in BOUNDS) != sorted(BOUNDS):
        return None
    return atom, head.ranges[0]


def _only_there(product: Product, slot: Slot, atoms: tuple[Atom, Atom]) -> bool:
    return all(slot not in atom[1:] for atom in product.factors if atom not in atoms)


def _summed_to_one(table: Table, product: Product, atom: Atom, exponent: int) -> bool:
    """A row of a simplex adds up to 1."""
    head = table.heads[atom[0]]
    last = atom[-1]
    if exponent != 1 or last < 0 or product.ranges[last] != head.ranges[-1]:
        return False
    if last in atom[1:-1] or not _only_there(product, last, (atom, atom)):
        return False
    del product.factors[atom]
    product.gone.add(last)
    return True


def _contradictory(table: Table, product: Product) -> bool:
    """Whether one slot would have to be two different numbers."""
    numbers: dict[Slot, Dim] = {}
    for atom in product.factors:
        if table.heads[atom[0]].kind != "delta":
            continue
        for mine, other in ((atom[1], atom[2]), (atom[2], atom[1])):
            if other in table.constants:
                value = table.constants[other]
                if table.same(numbers.setdefault(mine, value), value) is False:
                    return True
    return False
