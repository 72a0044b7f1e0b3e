"""What must vanish, verdict by verdict: coefficients read off the table of couplings.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gamelang.analyses.couplings import Table
from gamelang.symbolic.quotients import Quotient


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A coefficient of Σ weight * loss that must be 0 for the verdict to hold."""

    weights: tuple[tuple[int, int], ...]
    key: int
    coefficient: Quotient


def mismatches(table: Table, verdict: str) -> Iterator[Mismatch]:
    """Every coefficient that the verdict wants to be 0 and that is not the zero polynomial."""
    match verdict:
        case "potential":
            yield from _pairs(table, -1)
        case "rotational_coupling":
            yield from _pairs(table, 1)
        case "hamiltonian":
            yield from _pairs(table, 1)
            yield from _bent(table)
        case "zero_sum":
            yield from _sums(table, constants_too=True)
        case "constant_sum":
            yield from _sums(table, constants_too=False)
        case "common_payoff":
            yield from _unequal(table)
        case "separable":
            yield from _own(table, lambda m, p: len(m.players) > 1)
        case "polymatrix":
            yield from _own(table, lambda m, p: len(m.players) > 2)
        case "pairwise_zero_sum":
            yield from _own(table, lambda m, p: len(m.players) > 2)
            yield from _pairs(table, 1)
        case "quadratic":
            yield from _own(table, lambda m, p: m.total > 2)
        case "bilinear":
            yield from _own(table, lambda m, p: m.total > 2)
            yield from _bent(table)


def _pairs(table: Table, sign: int) -> Iterator[Mismatch]:
    for p, loss in enumerate(table.losses):
        for key in loss:
            met = table.monomials[key].players
            if p not in met:
                continue
            for q in sorted(met - {p}):
                if q < p and key in table.losses[q]:
                    continue  # met from q's side
                low, high = min(p, q), max(p, q)
                value = table.combined({low: 1, high: sign}, key)
                if value:
                    yield Mismatch(((low, 1), (high, sign)), key, value)


def _own(table: Table, wrong: object) -> Iterator[Mismatch]:
    assert callable(wrong)
    for p, loss in enumerate(table.losses):
        for key, value in loss.items():
            monomial = table.monomials[key]
            if p in monomial.players and wrong(monomial, p):
                yield Mismatch(((p, 1),), key, value)


def _bent(table: Table) -> Iterator[Mismatch]:
    """Terms that are not affine in their own player's parameters."""
    for p, loss in enumerate(table.losses):
        for key, value in loss.items():
            monomial = table.monomials[key]
            if monomial.degree_of(frozenset((p,)), table.owner) > 1:
                yield Mismatch(((p, 1),), key, value)


def _sums(table: Table, constants_too: bool) -> Iterator[Mismatch]:
    everyone = dict.fromkeys(range(len(table.losses)), Fraction(1).numerator)
    for key in table.monomials:
        if key or constants_too:
            value = table.combined(everyone, key)
            if value:
                yield Mismatch(tuple(everyone.items()), key, value)


def _unequal(table: Table) -> Iterator[Mismatch]:
    for q in range(1, len(table.losses)):
        for key in table.monomials:
            value = table.combined({0: 1, q: -1}, key)
            if value:
                yield Mismatch(((0, 1), (q, -1)), key, value)
