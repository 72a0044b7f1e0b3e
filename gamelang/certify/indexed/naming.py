"""One name for each dummy: monomials equal up to renaming become identical.

Dummies are told apart by colour refinement; those that stay alike are tried one by one. Where too
many are alike the search stops early: then equal monomials may look different, never the reverse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gamelang.certify.indexed.table import Atom, Factor, Monomial, Table

MOST_LEAVES = 120
SELF = -1 << 40


def named(
    table: Table, ranges: Sequence[int], factors: Mapping[Atom, int]
) -> tuple[int, Monomial] | None:
    """(sign, monomial) with the dummies that occur in the factors numbered 0, 1, ...; None where
    the monomial is its own negative."""
    dummies = sorted({s for atom in factors for s in atom[1:] if s >= 0})
    if not dummies:
        return _written(table, (), factors, {})
    if len(dummies) == 1:
        return _written(table, (ranges[dummies[0]],), factors, {dummies[0]: 0})
    search = _Search(table, ranges, factors, dummies)
    search.run({d: ranges[d] for d in dummies})
    return search.best if not search.vanishes else None


class _Search:
    """Refinement and individualisation; keeps the least monomial met."""

    def __init__(
        self, table: Table, ranges: Sequence[int], factors: Mapping[Atom, int], dummies: list[int]
    ) -> None:
        self.table, self.ranges, self.factors, self.dummies = table, ranges, factors, dummies
        self.best: tuple[int, Monomial] | None = None
        self.vanishes = False
        self.leaves = 0
        self.met: dict[int, list[tuple[Atom, int, int]]] = {d: [] for d in dummies}
        for atom, exponent in factors.items():
            for position, s in enumerate(atom[1:]):
                if s >= 0:
                    self.met[s].append((atom, exponent, position))

    def run(self, colours: dict[int, int]) -> None:
        waiting = [colours]
        while waiting and self.leaves < MOST_LEAVES and not self.vanishes:
            colours = self._refined(waiting.pop())
            cell = self._cell(colours)
            if cell is None:
                self._leaf(colours)
            else:
                waiting.extend(self._branches(colours, cell))

    def _refined(self, colours: dict[int, int]) -> dict[int, int]:
        count = len(set(colours.values()))
        while True:
            self.table.spend(2 + 2 * len(self.dummies))
            signs = {d: (colours[d], tuple(sorted(self._seen(d, colours)))) for d in self.dummies}
            ranks = {sign: k for k, sign in enumerate(sorted(set(signs.values())))}
            colours = {d: 2 * ranks[signs[d]] + 1 for d in self.dummies}
            if len(ranks) in (count, len(self.dummies)):
                return colours
            count = len(ranks)

    def _seen(self, dummy: int, colours: Mapping[int, int]) -> list[tuple[int, ...]]:
        out = []
        for atom, exponent, position in self.met[dummy]:
            others = [
                SELF if s == dummy else colours[s] if s >= 0 else s
                for k, s in enumerate(atom[1:])
                if k != position
            ]
            if self.table.heads[atom[0]].symmetric:
                out.append((atom[0], exponent, -1, *sorted(others)))
            else:
                out.append((atom[0], exponent, position, *others))
        return out

    def _cell(self, colours: Mapping[int, int]) -> list[int] | None:
        """The first dummies that look alike."""
        groups: dict[int, list[int]] = {}
        for d in self.dummies:
            groups.setdefault(colours[d], []).append(d)
        alike = [c for c, group in groups.items() if len(group) > 1]
        return groups[min(alike)] if alike else None

    def _branches(self, colours: dict[int, int], cell: list[int]) -> list[dict[int, int]]:
        first = cell[0]
        chosen = [first] + [d for d in cell[1:] if not self._twins(first, d)]
        return [{**colours, d: colours[d] - 1} for d in chosen]

    def _twins(self, a: int, b: int) -> bool:
        """Whether exchanging two dummies changes nothing (up to a sign, which is looked at)."""
        swap = {a: b, b: a}
        sign = 1
        touched = {atom for d in (a, b) for atom, _, _ in self.met[d]}
        for atom in touched:
            moved = (atom[0], *(swap.get(s, s) for s in atom[1:]))
            symmetric = self.table.heads[atom[0]].symmetric
            if self.factors.get(moved) != self.factors[atom]:
                moved = (moved[0], *reversed(moved[1:])) if symmetric else moved
                if not symmetric or self.factors.get(moved) != self.factors[atom]:
                    return False
                if symmetric < 0 and self.factors[atom] % 2:
                    sign = -sign
        self.vanishes = self.vanishes or sign < 0
        return True

    def _leaf(self, colours: Mapping[int, int]) -> None:
        self.leaves += 1
        order = sorted(self.dummies, key=lambda d: colours[d])
        names = {d: k for k, d in enumerate(order)}
        ranges = tuple(self.ranges[d] for d in order)
        sign, monomial = _written(self.table, ranges, self.factors, names)
        if self.best is None or monomial < self.best[1]:
            self.best = (sign, monomial)
        elif monomial == self.best[1] and sign != self.best[0]:
            self.vanishes = True


def _written(
    table: Table, ranges: tuple[int, ...], factors: Mapping[Atom, int], names: Mapping[int, int]
) -> tuple[int, Monomial]:
    sign = 1
    out: list[Factor] = []
    for atom, exponent in factors.items():
        if names:
            atom = (atom[0], *(names[s] if s >= 0 else s for s in atom[1:]))
        symmetric = table.heads[atom[0]].symmetric
        if symmetric and atom[1] > atom[2]:
            atom = (atom[0], atom[2], atom[1])
            if symmetric < 0 and exponent % 2:
                sign = -sign
        out.append((atom, exponent))
    out.sort()
    return sign, (ranges, tuple(out))
