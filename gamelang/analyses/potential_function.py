"""The potential of a potential game, as text in the game language.

Polynomials in parameters and kernels: every monomial once, with the coefficient that the losses
of all its players share. Others: φ = Σ_p [ℓ_p(θ_1..θ_p, c) - ℓ_p(θ_1..θ_(p-1), c)] for a point c
of the domain (EXACT, fact 2). The checker proves every ℓ_p - φ free of θ_p before it is given.
"""

from __future__ import annotations

from fractions import Fraction

from gamelang.analyses.couplings import Table
from gamelang.analyses.dynamics.decomposition import decomposition
from gamelang.analyses.inquiry import Inquiry
from gamelang.certify.polynomials import UndecidedError
from gamelang.symbolic import quotients
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.limits import UndecidedError as SymbolicUndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.normal_text import quotient_text
from gamelang.symbolic.polynomials import Polynomial, exponents
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.substitution import Leaf, Substitution
from gamelang.symbolic.text import text

MOST_TERMS = 2_000
LONGEST = 40_000


def potential_text(inquiry: Inquiry) -> str | None:
    """φ, checked; None where it is too long or could not be written."""
    attempts = (_of_field,) if inquiry.game.stops else (_of_table, _by_substitution)
    for attempt in attempts:
        try:
            found = attempt(inquiry)
            if found is not None and len(found) <= LONGEST:
                inquiry.checker.check_potential_function(found)
                return found
        except (UndecidedError, SymbolicUndecidedError, NotExpandableError) as problem:
            inquiry.note(str(problem))
    return None


def _of_table(inquiry: Inquiry) -> str | None:
    table = inquiry.table
    if table is None or len(table.monomials) > MOST_TERMS:
        return None
    return quotient_text(table.exact, _shared_terms(table))


def _of_field(inquiry: Inquiry) -> str | None:
    """With stops the losses do not give φ; the gradient part of a polynomial ξ is ∇φ."""
    found = decomposition(inquiry)
    return None if found is None else found.potential


def _shared_terms(table: Table) -> Quotient:
    """Each monomial with parameters once, from any player of whose loss it must be part."""
    arithmetic = table.exact.tower.arithmetic
    parts: list[tuple[int, Quotient]] = []
    for key, monomial in table.monomials.items():
        for p in sorted(monomial.players):
            if key in table.losses[p]:
                parts.append((1, arithmetic.multiply(table.losses[p][key], _power(key))))
                break
    return arithmetic.total(parts)


def _power(key: int) -> Quotient:
    degree = sum(e for _, e in exponents(key))
    return quotients.of(Polynomial({key: 1}, 1, degree))


def _by_substitution(inquiry: Inquiry) -> str | None:
    """The closed form, at the plainest point at which every loss is defined."""
    if inquiry.exact is None or not inquiry.points:
        return None
    game = inquiry.exact.game
    values = dict(inquiry.points[0])
    phi = _path_sum(game, values)
    try:
        return quotient_text(inquiry.exact, inquiry.exact.normal(phi))
    except SymbolicUndecidedError:
        return text(game, phi)


def _path_sum(game: ScalarGame, point: dict[str, Fraction]) -> Scalar:
    graph = game.graph
    at = {p.number: graph.number(point[p.name]) for p in game.parameters}
    terms: list[tuple[Scalar, int]] = []
    for player, loss in zip(game.players, game.losses, strict=True):
        later = {k for other in game.players[player.number + 1 :] for k in other.coordinates}
        for fixed, sign in ((later, 1), (later | set(player.coordinates), -1)):
            leaves: dict[Leaf, Scalar] = {graph.coordinate(k): at[k] for k in fixed}
            terms.append((Substitution(graph, leaves).of(loss), sign))
    return graph.linear(0, terms)
