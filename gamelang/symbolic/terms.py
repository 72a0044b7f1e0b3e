"""Losses as sums of array terms, for any size: what the structural theorems look at.

A loss is Σ coefficient · term, a term a product of scalar factors, a factor a chain such as
xᵀ A y or an expression taken as a whole. Sums are multiplied out through linear operations, and a
chain and its transpose are one, so common terms cancel. Everything here is conservative: two
terms that differ here may still be equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from gamelang.core import typed
from gamelang.core.game import TypedGame
from gamelang.symbolic.chains import Chain, Expander, Factor, Over, Term, Terms
from gamelang.symbolic.limits import NotExpandableError

LINEAR = frozenset(
    ("sum", "mean", "trace", "transpose", "diag", "reshape", "concat", "stack", "repeat")
)
BILINEAR = frozenset(("dot", "matmul", "outer"))


@dataclass(frozen=True)
class Structure:
    """The losses of a game without families, by player name.

    Theorems (EXACT-NOTES, Large games), with `separates` and `own_affine`:
    T1 every ℓ_p - ℓ_q separates: potential, everywhere. T2 every ℓ_p + ℓ_q separates: S is
    block-diagonal. T3 T2 and every loss affine in its own block: Hamiltonian. T4 every loss
    separates: potential and separable.
    """

    losses: Mapping[str, Terms]
    owners: Mapping[typed.Node, frozenset[str]]

    def difference(self, p: str, q: str) -> Terms:
        """ℓ_p - ℓ_q."""
        return combined(((self.losses[p], 1), (self.losses[q], -1)))

    def sum(self, p: str, q: str) -> Terms:
        """ℓ_p + ℓ_q."""
        return combined(((self.losses[p], 1), (self.losses[q], 1)))

    def total(self) -> Terms:
        """Σ ℓ_p: empty for a zero-sum game."""
        return combined((terms, 1) for terms in self.losses.values())

    def support(self, term: Term) -> frozenset[str]:
        """The players whose parameters stand in a term."""
        return frozenset[str]().union(*(self._players(factor) for factor in term))

    def separates(self, terms: Terms, p: str, q: str) -> bool:
        """Whether every term misses p or q (so that the mixed second derivative is zero)."""
        return all(not {p, q} <= self.support(term) for term in terms)

    def own_affine(self, p: str) -> bool:
        """Whether ℓ_p is affine in p's own block."""
        return all(self.degree(term, p) <= 1 for term in self.losses[p])

    def degree(self, term: Term, player: str) -> float:
        """An upper bound of the degree in a player's block; inf where it is no polynomial."""
        return sum(self._degree(factor, player) for factor in term)

    def _players(self, factor: Factor) -> frozenset[str]:
        match factor:
            case Chain(_, links):
                return frozenset[str]().union(*(self.owners[node] for node, _ in links))
            case Over(_, inner, condition):
                outside = self.owners[condition] if condition is not None else frozenset[str]()
                return outside | self.support(inner)
            case node:
                return self.owners[node]

    def _degree(self, factor: Factor, player: str) -> float:
        match factor:
            case Chain(_, links):
                return sum(self._node_degree(node, player) for node, _ in links)
            case Over(_, inner, condition):
                if condition is not None and player in self.owners[condition]:
                    return inf
                return self.degree(inner, player)
            case node:
                return self._node_degree(node, player)

    def _node_degree(self, root: typed.Node, player: str) -> float:
        degrees: dict[typed.Node, float] = {}
        for node in typed.postorder(root):
            below = [degrees[child] for child in typed.children(node)]
            degrees[node] = _degree_of(node, below) if player in self.owners[node] else 0
        return degrees[root]


def _degree_of(node: typed.Node, below: list[float]) -> float:
    """The degree of a node that depends on the block, from those of its children."""
    match node:
        case typed.Parameter():
            return 1
        case typed.Sum() | typed.Stack() | typed.Comprehension() | typed.Index():
            return max(below)
        case typed.Product():
            return sum(below)
        case typed.Reduction("sum", _, _, _):
            return below[0] if len(below) == 1 or not below[1] else inf
        case typed.Choice():
            return inf if below[0] else max(below[1:])
        case typed.Apply(function) if function in LINEAR:
            return max(below)
        case typed.Apply(function) if function in BILINEAR:
            return sum(below)
        case typed.Apply("norm2" | "square"):
            return 2 * below[0]
        case typed.Apply("power", (_, typed.Number(exponent))) if (
            exponent.denominator == 1 and exponent >= 0
        ):
            return below[0] * int(exponent)
        case _:
            return inf


def combined(parts: Iterable[tuple[Terms, int]]) -> Terms:
    """Σ coefficient · terms, terms that cancel left out."""
    total: dict[Term, Fraction] = {}
    for terms, coefficient in parts:
        for term, value in terms.items():
            total[term] = total.get(term, Fraction(0)) + coefficient * value
    return {term: value for term, value in total.items() if value}


def structure(game: TypedGame) -> Structure:
    """The terms of every loss. Raises NotExpandableError for families and for long expansions."""
    if any(player.variables for player in game.players):
        raise NotExpandableError("a family of players has no fixed list of losses")
    expander = Expander({c.name: c.properties for c in game.constants})
    losses = {player.name: expander.scalar(player.loss) for player in game.players}
    return Structure(losses, _owners(expander.seen))


def _owners(roots: Mapping[typed.Node, None]) -> dict[typed.Node, frozenset[str]]:
    """The players whose parameters stand below each node."""
    owners: dict[typed.Node, frozenset[str]] = {}
    for node in typed.postorder(*roots):
        if isinstance(node, typed.Parameter):
            owners[node] = frozenset((node.player,))
        else:
            below = [owners[child] for child in typed.children(node)]
            owners[node] = frozenset[str]().union(*below)
    return owners
