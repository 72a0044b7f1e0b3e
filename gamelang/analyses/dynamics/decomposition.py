"""The Hodge split of a polynomial field under the standard Gaussian: ξ = ∇φ + rest, exactly.

In Hermite coordinates φ_K = (1/|K|) Σ_i (ξ_i)_{K - e_i}; the rest r is orthogonal to every
gradient, that is, free of divergence: Σ_i (∂_i r_i - x_i r_i) = 0. So ∇φ is the nearest gradient
field, and E‖r‖² the squared distance to the nearest potential game.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import factorial, prod

from gamelang.analyses.dynamics.factored import factored_text
from gamelang.analyses.dynamics.field import field_of
from gamelang.analyses.dynamics.hermite import Coefficients, Combinations, Key
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.deep import Decomposition
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.normal_text import quotient_text
from gamelang.symbolic.quotients import Quotient

MOST = 24


def decomposition(inquiry: Inquiry) -> Decomposition | None:
    """None where ξ is no polynomial, or a parameter lies on a simplex (the Gaussian does not)."""
    field = field_of(inquiry, MOST)
    if field is None or field.kinked or field.game.rows:
        return None
    try:
        terms = Combinations(field.exact)
        powers = [terms.coefficients(node) for node in field.xi]
        given = [p for p in powers if p is not None]
        if len(given) != len(powers):
            return None
        return _split(terms, given)
    except (UndecidedError, NotExpandableError) as problem:
        inquiry.note(str(problem))
        return None


def _split(terms: Combinations, powers: Sequence[Coefficients]) -> Decomposition:
    xi = [terms.to_hermite(p) for p in powers]
    phi = nearest(terms, xi)
    rest = remainder(terms, xi, phi)
    exact = terms.exact
    names = [p.name for p in exact.game.parameters]
    texts = [quotient_text(exact, terms.value(terms.to_powers(r))) for r in rest]
    powers_of_phi = {key: c for key, c in terms.to_powers(phi).items() if any(key)}
    return Decomposition(
        potential=quotient_text(exact, terms.value(powers_of_phi)),
        rest=dict(zip(names, texts, strict=True)),
        distance_squared=factored_text(exact, mean_square(terms, rest)),
    )


def nearest(terms: Combinations, xi: Sequence[Coefficients]) -> Coefficients:
    """φ."""
    parts = []
    for i, component in enumerate(xi):
        for key, coefficient in component.items():
            raised = _moved(key, i, 1)
            parts.append((raised, Fraction(1, sum(raised)), coefficient))
    return terms.total(parts)


def remainder(
    terms: Combinations, xi: Sequence[Coefficients], phi: Coefficients
) -> list[Coefficients]:
    """ξ - ∇φ."""
    found = []
    for i, component in enumerate(xi):
        parts = [(key, Fraction(1), c) for key, c in component.items()]
        parts += [(_moved(key, i, -1), Fraction(-key[i]), c) for key, c in phi.items() if key[i]]
        found.append(terms.total(parts))
    return found


def divergence(terms: Combinations, rest: Sequence[Coefficients]) -> Coefficients:
    """-Σ_i (∂_i - x_i) r_i under the Gaussian: (∂_i - x_i) He_K = -He_{K + e_i}."""
    return terms.total(
        (_moved(key, i, 1), Fraction(1), c) for i, r in enumerate(rest) for key, c in r.items()
    )


def mean_square(terms: Combinations, rest: Sequence[Coefficients]) -> Quotient:
    """E‖r‖² = Σ_i Σ_K K! (r_i)_K²."""
    arithmetic = terms.exact.tower.arithmetic
    return arithmetic.total(
        (prod(map(factorial, key)), arithmetic.multiply(c, c)) for r in rest for key, c in r.items()
    )


def _moved(key: Key, i: int, by: int) -> Key:
    return (*key[:i], key[i] + by, *key[i + 1 :])
