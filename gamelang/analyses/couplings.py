"""Losses as tables: monomial in parameters and kernels -> coefficient in the constants, by player.

In: exact normal forms whose denominators hold no parameters. Two terms couple players where one
monomial holds parameters of both; what must cancel is then read off, coefficient by coefficient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gamelang.symbolic import polynomials
from gamelang.symbolic.quotients import Quotient

if TYPE_CHECKING:
    from gamelang.symbolic.exact import Exact
    from gamelang.symbolic.nodes import Q


@dataclass(frozen=True, slots=True)
class Monomial:
    """`degrees` of the coordinates (by number) that stand plainly; `players` includes those
    below kernels; pure: no kernel holds a parameter."""

    degrees: Mapping[int, int]
    players: frozenset[int]
    pure: bool

    @property
    def total(self) -> int:
        """The degree; large where a kernel stands."""
        return sum(self.degrees.values()) if self.pure else 99

    def degree_of(self, players: frozenset[int], owner: Sequence[int]) -> int:
        if not self.pure and self.players & players:
            return 99
        return sum(d for c, d in self.degrees.items() if owner[c] in players)


@dataclass(frozen=True, slots=True)
class Table:
    """`losses[p]`: key -> coefficient; `monomials`: what each key stands for."""

    exact: Exact
    losses: tuple[Mapping[int, Quotient], ...]
    monomials: Mapping[int, Monomial]
    owner: tuple[int, ...]

    def combined(self, weights: Mapping[int, Q], key: int) -> Quotient:
        arithmetic = self.exact.tower.arithmetic
        parts = [(w, self.losses[p][key]) for p, w in weights.items() if key in self.losses[p]]
        return arithmetic.total(parts)


def table_of(exact: Exact) -> Table | None:
    """The table, or None where a denominator holds parameters."""
    game = exact.game
    for loss in game.losses:
        exact.normal(loss)
    forms = [exact.normal(loss) for loss in game.losses]  # again: a restart may have come late
    masks = {g: _mask(exact, g) for g in range(len(exact.tower.generators))}
    inside = frozenset(g for g, mask in masks.items() if mask)
    for form in forms:
        if any(masks[g] for divisor, _ in form.divisors for g in divisor.generators()):
            return None
    losses = tuple(
        {
            key: Quotient(part, form.divisors)
            for key, part in polynomials.collect(form.numerator, inside).items()
        }
        for form in forms
    )
    owner = tuple(p.player for p in game.parameters)
    keys = {key for loss in losses for key in loss}
    return Table(exact, losses, {k: _monomial(exact, k, masks, owner) for k in keys}, owner)


def _mask(exact: Exact, generator: int) -> int:
    return exact.dependence(Quotient(polynomials.generator(generator)))


def _monomial(exact: Exact, key: int, masks: Mapping[int, int], owner: tuple[int, ...]) -> Monomial:
    degrees: dict[int, int] = {}
    players: set[int] = set()
    pure = True
    for generator, exponent in polynomials.exponents(key):
        record = exact.tower.generators[generator]
        if record.kind == "parameter":
            degrees[record.number] = exponent
            players.add(owner[record.number])
        else:
            pure = False
            mask = masks[generator]
            players.update(owner[c] for c in _bits(mask))
    return Monomial(degrees, frozenset(players), pure)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
