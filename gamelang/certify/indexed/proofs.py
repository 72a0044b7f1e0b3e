"""The theorems: what each verdict asks of the terms of the losses, for all sizes at once.

A sum of terms that each miss one of two players separates (T1, T2); nothing is differentiated, so
this holds across kinks. What is left over is the residue; a verdict is proved where it is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations, islice, pairwise

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.cases import Case, Member, cases, member_of
from gamelang.certify.indexed.owners import degree, holders, holds, strangers
from gamelang.certify.indexed.reading import Reader, limit_of
from gamelang.certify.indexed.splitting import Splitter
from gamelang.certify.indexed.table import Monomial, Owner, Slot, Table, Terms
from gamelang.certify.undecided import UndecidedError
from gamelang.core.dims import ZERO
from gamelang.core.game import Player, TypedGame

MOST_PLAYERS = 200  # every pair is looked at
MOST_PAIRS = 400
MOST_CASES = 60
NOBODY = Case((), ())
EVERYBODY: Owner = ("", ())  # whose loss is the sum of all


@dataclass(frozen=True, slots=True)
class Residue:
    """Terms of some combination of losses that stand in the way, for these members."""

    case: Case
    terms: Terms


class Indexed:
    """The losses of one game in index notation; what was asked of them is remembered."""

    def __init__(self, game: TypedGame, seconds: float = 10.0) -> None:
        if len(game.players) > MOST_PLAYERS:
            raise UndecidedError(f"more than {MOST_PLAYERS} players written one by one")
        self.game = game
        self.table = Table(game.minima, limit_of(seconds))
        self.reader = Reader(game, self.table)
        self.losses = {p.name: self._loss(p) for p in game.players}
        self.splitters: dict[Case, Splitter] = {}
        self.residues: dict[str, list[Residue]] = {}
        self.split: dict[tuple[Case, Owner], Terms] = {}

    def _loss(self, player: Player) -> Terms:
        """The loss of a generic member."""
        if any(variable.start != ZERO for variable in player.variables):
            raise UndecidedError("the members of a family are not numbered from 0")
        return self.reader.terms(self.game.valued(player.loss))

    def weighted(self, weights: Mapping[str, Terms]) -> Indexed:
        """The same game, each loss times its weight."""
        other = copy(self)
        other.losses = {
            name: t.multiplied(self.table, terms, weights[name])
            for name, terms in self.losses.items()
        }
        other.residues, other.split = {}, {}
        return other

    def loss(self, case: Case, member: Member) -> Terms:
        """The loss of a member, sums split as the case asks."""
        key = (case, member.owner)
        if key not in self.split:
            own = map(self.reader.slot, member.player.variables)
            names = dict(zip(own, member.labels, strict=True))
            self.split[key] = self._split(case, self.losses[member.player.name], names)
        return self.split[key]

    def total_in(self, case: Case) -> Terms:
        """The sum of all losses, sums split as the case asks."""
        key = (case, EVERYBODY)
        if key not in self.split:
            self.split[key] = self._split(case, self.total, {})
        return self.split[key]

    def _split(self, case: Case, terms: Terms, names: Mapping[Slot, Slot]) -> Terms:
        if not case.labels:
            return terms
        if case not in self.splitters:
            self.splitters[case] = Splitter(self.table, case)
        return self.splitters[case].split(terms, names)

    @cached_property
    def singles(self) -> tuple[Case, ...]:
        """Every player, and of every family a generic member."""
        return tuple(case for p in self.game.players for case in cases(self.table, [p]))

    @cached_property
    def family_pairs(self) -> tuple[Case, ...]:
        """Every two players of which one at least is a member of a family."""
        return tuple(self._family_pairs())

    def _family_pairs(self) -> Iterator[Case]:
        players = self.game.players
        families = [(p, p) for p in players if p.variables]
        pairs = [(p, q) for p, q in combinations(players, 2) if p.variables or q.variables]
        for number, pair in enumerate((*families, *pairs)):
            if number > MOST_PAIRS:
                raise UndecidedError("too many pairs of players")
            found = list(islice(cases(self.table, pair), MOST_CASES + 1))
            if len(found) > MOST_CASES:
                raise UndecidedError("too many ways for indices to be equal")
            yield from found

    @property
    def total(self) -> Terms:
        """The sum of the losses of all players."""
        key = (NOBODY, EVERYBODY)
        if key not in self.split:
            self.split[key] = self._total()
        return self.split[key]

    def _total(self) -> Terms:
        parts = []
        for player in self.game.players:
            terms = self.losses[player.name]
            for variable in player.variables:
                place = self.table.whole(variable.count)
                terms = t.summed(self.table, terms, self.reader.slot(variable), place)
            parts.append(terms)
        return t.added(self.table, parts)

    def holds(self, monomial: Monomial, member: Member) -> bool:
        return holds(self.table, monomial, member.owner)


def couplings(indexed: Indexed, sign: int) -> Iterator[Residue]:
    """The terms of ℓ_p + sign ℓ_q that hold parameters of both p and q."""
    yield from _couplings_of_players(indexed, sign)
    for case in indexed.family_pairs:
        p, q = case.members
        second = t.scaled(indexed.loss(case, q), sign)
        both = t.added(indexed.table, (indexed.loss(case, p), second))
        yield from _joint(indexed, case, both)


def _couplings_of_players(indexed: Indexed, sign: int) -> Iterator[Residue]:
    """Pairs without families: each term is looked at once, not once for every pair."""
    players = {p.name: p for p in indexed.game.players if not p.variables}
    joint: dict[tuple[str, str], list[tuple[int, Monomial, Fraction]]] = {}
    for name in players:
        for monomial, c in indexed.losses[name].items():
            names = {player for player, _ in holders(indexed.table, monomial)}
            indexed.table.spend(len(names) // 4)
            for other in names & players.keys() if name in names else ():
                first = min(name, other)
                side = 1 if name == first else sign
                if other != name:
                    joint.setdefault((first, max(name, other)), []).append((side, monomial, c))
    for (first, second), found in joint.items():
        case = Case((member_of(players[first]), member_of(players[second])), ())
        both = t.added(indexed.table, ({m: c * side} for side, m, c in found))
        if both:
            yield Residue(case, both)


def _joint(indexed: Indexed, case: Case, terms: Terms) -> Iterator[Residue]:
    return _some(case, terms, lambda m: all(indexed.holds(m, member) for member in case.members))


def _some(case: Case, terms: Terms, wrong: Callable[[Monomial], bool]) -> Iterator[Residue]:
    left = {m: c for m, c in terms.items() if wrong(m)}
    if left:
        yield Residue(case, left)


def _each(indexed: Indexed, wrong: Callable[[Member, Monomial], bool]) -> Iterator[Residue]:
    """The terms of each loss that stand in the way."""
    for case in indexed.singles:
        (member,) = case.members
        terms = indexed.loss(case, member)
        yield from _some(case, terms, partial(wrong, member))


def _potential(indexed: Indexed) -> Iterator[Residue]:
    return couplings(indexed, -1)


def _rotational(indexed: Indexed) -> Iterator[Residue]:
    return couplings(indexed, 1)


def _hamiltonian(indexed: Indexed) -> Iterator[Residue]:
    yield from residue(indexed, "rotational_coupling")
    yield from _own_affine(indexed)


def _own_affine(indexed: Indexed) -> Iterator[Residue]:
    table = indexed.table
    return _each(indexed, lambda member, m: degree(table, m, member.owner) > 1)


def _zero_sum(indexed: Indexed) -> Iterator[Residue]:
    return _some(NOBODY, indexed.total, lambda m: True)


def _constant_sum(indexed: Indexed) -> Iterator[Residue]:
    return _some(NOBODY, indexed.total, lambda m: bool(holders(indexed.table, m)))


def _common_payoff(indexed: Indexed) -> Iterator[Residue]:
    single = [p for p in indexed.game.players if not p.variables]
    neighbours = (case for pair in pairwise(single) for case in cases(indexed.table, pair))
    for case in (*indexed.family_pairs, *neighbours):
        p, q = case.members
        gap = t.minus(indexed.table, indexed.loss(case, p), indexed.loss(case, q))
        yield from _some(case, gap, lambda m: True)


def _with_strangers(indexed: Indexed, most: int) -> Iterator[Residue]:
    """The terms with a player's own parameters and those of more than `most` others."""
    table = indexed.table
    return _each(
        indexed,
        lambda member, m: indexed.holds(m, member) and strangers(table, m, member.owner) > most,
    )


def _separable(indexed: Indexed) -> Iterator[Residue]:
    return _with_strangers(indexed, 0)


def _polymatrix(indexed: Indexed) -> Iterator[Residue]:
    return _with_strangers(indexed, 1)


def _pairwise_zero_sum(indexed: Indexed) -> Iterator[Residue]:
    yield from residue(indexed, "polymatrix")
    yield from residue(indexed, "rotational_coupling")


def _quadratic(indexed: Indexed) -> Iterator[Residue]:
    table = indexed.table
    return _each(indexed, lambda member, m: indexed.holds(m, member) and degree(table, m, None) > 2)


def _bilinear(indexed: Indexed) -> Iterator[Residue]:
    yield from residue(indexed, "quadratic")
    yield from _own_affine(indexed)


PROOFS: dict[str, Callable[[Indexed], Iterator[Residue]]] = {
    "potential": _potential,
    "hamiltonian": _hamiltonian,
    "rotational_coupling": _rotational,
    "zero_sum": _zero_sum,
    "constant_sum": _constant_sum,
    "pairwise_zero_sum": _pairwise_zero_sum,
    "common_payoff": _common_payoff,
    "separable": _separable,
    "polymatrix": _polymatrix,
    "quadratic": _quadratic,
    "bilinear": _bilinear,
}


def residue(indexed: Indexed, verdict: str) -> list[Residue]:
    """What stands in the way of a verdict; nothing: it holds for all sizes."""
    plain = verdict.removeprefix("weighted_")
    if plain not in indexed.residues:
        indexed.residues[plain] = list(PROOFS[plain](indexed))
    return indexed.residues[plain]


OPPOSITE = {"weighted_potential": "rotational_coupling", "weighted_hamiltonian": "potential"}


def unweighted(indexed: Indexed, verdict: str) -> str:
    """The verdict without weights, where they change nothing, else UndecidedError. If all
    couplings turn, D_pq ℓ_q is -D_pq ℓ_p, and w_p D_pq ℓ_p = w_q D_pq ℓ_q asks for D_pq ℓ_p = 0,
    whatever the weights; and likewise for the other sign if all couplings are symmetric."""
    if verdict in OPPOSITE and residue(indexed, OPPOSITE[verdict]):
        raise UndecidedError("weights are not found for unknown sizes")
    return verdict.removeprefix("weighted_")


def prove_for_all_sizes(indexed: Indexed, verdict: str) -> None:
    """The verdict follows from the losses' terms, else UndecidedError."""
    if residue(indexed, verdict):
        raise UndecidedError(REASONS[verdict.removeprefix("weighted_")])


JOINS = "a term joins two players and does not cancel"
REASONS = {
    "potential": JOINS,
    "hamiltonian": "a term joins two players, or is not affine in its own player's parameters",
    "rotational_coupling": JOINS,
    "zero_sum": "terms of the losses do not cancel",
    "constant_sum": "terms of the losses do not cancel",
    "pairwise_zero_sum": JOINS,
    "common_payoff": "terms of the losses do not cancel",
    "separable": "a term joins two players",
    "polymatrix": "a term joins three players",
    "quadratic": "a term has a degree above 2",
    "bilinear": "a term has a degree above 2, or above 1 in its own player's parameters",
}
