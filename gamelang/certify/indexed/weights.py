"""Positive weights for all sizes: one over what a player's couplings are multiplied by.

In a loss such as c[i] * x[i]**2 - b[i] * log(sum(x)) the term that joins players has the factor
b[i], the member's own; with the weight 1 / b[i] the couplings of all members agree.
"""

from __future__ import annotations

from fractions import Fraction

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.constants import sign_of
from gamelang.certify.indexed.owners import holders
from gamelang.certify.indexed.proofs import REASONS, Indexed, residue
from gamelang.certify.indexed.table import Atom, Monomial, Slot, Terms
from gamelang.certify.indexed.writing import factor_text
from gamelang.certify.undecided import UndecidedError
from gamelang.core.game import Player


def weights_for_all_sizes(indexed: Indexed, verdict: str) -> dict[str, str]:
    """A positive weight for each player, as text in its own indices, with which the verdict's
    plain one holds; UndecidedError where these are not found."""
    plain = verdict.removeprefix("weighted_")
    weights = {p.name: _weight(indexed, p) for p in indexed.game.players}
    if all(t.is_number(weight) == 1 for weight in weights.values()):
        raise UndecidedError(REASONS[plain])
    scaled = indexed.weighted(weights)
    if residue(scaled, plain):
        raise UndecidedError("no weights for all sizes were found")
    return {_member(p): _text(indexed, p, weights[p.name]) for p in indexed.game.players}


def _weight(indexed: Indexed, player: Player) -> Terms:
    """One over the constant factors of the first term that joins the player with another, as far
    as they are numbers or depend on the player's own indices alone."""
    own = {indexed.reader.slot(v) for v in player.variables}
    for monomial, c in sorted(indexed.losses[player.name].items()):
        if not _joins(indexed, player, monomial):
            continue
        factors: dict[Atom, int] = {}
        scale = Fraction(1) / abs(c)
        for at, e in monomial[1]:
            head = indexed.table.heads[at[0]]
            if head.kind not in ("constant", "dim") or not set(at[1:]) <= own:
                continue
            sign = sign_of(indexed, head)
            if not sign:
                raise UndecidedError("a factor of the couplings was not seen to have one sign")
            factors[at] = -e
            scale *= sign ** (e % 2)
        out: Terms = {}
        t.normalise(indexed.table, out, [], factors, scale)
        return out
    return t.number(1)


def _joins(indexed: Indexed, player: Player, monomial: Monomial) -> bool:
    found = holders(indexed.table, monomial)
    mine = any(name == player.name for name, _ in found)
    several = any(s >= 0 for _, who in found for s in who)
    return mine and (several or len(found) > 1)


def _member(player: Player) -> str:
    """`firm[i]`."""
    names = ", ".join(v.name for v in player.variables)
    return f"{player.name}[{names}]" if names else player.name


def _text(indexed: Indexed, player: Player, weight: Terms) -> str:
    """The weight in the language, the player's indices under their own names."""
    names: dict[Slot, str] = {indexed.reader.slot(v): v.name for v in player.variables}
    (((_, factors), c),) = weight.items()
    above = sorted(factor_text(indexed.table, (at, e), names) for at, e in factors if e > 0)
    below = sorted(factor_text(indexed.table, (at, -e), names) for at, e in factors if e < 0)
    if abs(c.numerator) != 1 or not above:
        above.insert(0, str(abs(c.numerator)))
    if c.denominator != 1:
        below.insert(0, str(c.denominator))
    sign = "-" if c < 0 else ""
    return sign + " / ".join([" * ".join(above), *below])
