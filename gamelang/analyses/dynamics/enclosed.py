"""Steps at a fixed point that is known by an enclosure only: limits from eigenvalues in balls.

For methods whose factors are g(rate · λ) over the eigenvalues λ of one matrix, with g a polynomial
and g(0) = 1: those that step along a fixed matrix, and those that hold powers of H alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gamelang.analyses.dynamics.numbers import positive_roots
from gamelang.analyses.rationals import ball, rational
from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.symbolic.limits import UndecidedError

SHORTER = Fraction(999_999, 1_000_000)
MOST_PARTS = 4_000
EnclosedField = Mapping[str, Any]  # letter -> arb_mat


def enclosed_limit(
    terms: Sequence[Term], settings: Mapping[str, Fraction], linear: EnclosedField
) -> Fraction | None:
    """A rational below which every step converges; None where none does.

    Raises UndecidedError where the enclosures do not say, or the method is of another form.
    """
    rest = [t for t in terms if t not in (AFTER, BEFORE)]
    if AFTER not in terms or BEFORE not in terms or any(t.next for t in rest):
        raise UndecidedError("the method is not of a form for which enclosures are enough")
    if all(t.rate == 1 for t in rest):
        matrix = _sum(rest, settings, linear)
        return _least(_eigenvalues(matrix), [1, -1], plain=True)
    if any(t.by or set(t.matrices) != {"H"} or len(t.matrices) != t.rate for t in rest):
        raise UndecidedError("the method is not of a form for which enclosures are enough")
    g = [Fraction(1)] + [Fraction(0)] * max(t.rate for t in rest)
    for t in rest:
        g[t.rate] -= t.scale
    return _least(_eigenvalues(linear["H"]), g, plain=False)


def _sum(terms: Sequence[Term], settings: Mapping[str, Fraction], linear: EnclosedField) -> Any:
    total: Any = None
    for term in terms:
        scale = term.scale * (settings[term.by] if term.by else 1)
        word: Any = None
        for letter in term.matrices:
            word = linear[letter] if word is None else word * linear[letter]
        part = word * ball(scale)
        total = part if total is None else total + part
    return total


def _eigenvalues(matrix: Any) -> list[Any]:
    import flint

    try:
        return list(flint.acb_mat(matrix).eig(multiple=True))
    except ValueError as problem:
        raise UndecidedError("the eigenvalues were not enclosed") from problem


def _least(eigenvalues: Sequence[Any], g: Sequence[Fraction | int], plain: bool) -> Fraction | None:
    """Where |g(rate · λ)| < 1 for all λ, from 0 on."""
    slopes = [_excess(value, g) for value in eigenvalues]
    if plain and any(h[0] > 0 for h in slopes):
        return None
    if not all(h[0] < 0 for h in slopes):
        raise UndecidedError("an eigenvalue lies too close to the axis, or beyond it")
    limit = min(_first_root(h) for h in slopes) * SHORTER
    for h in slopes:
        _must_be_negative(h, limit)
    return limit


def _excess(value: Any, g: Sequence[Fraction | int]) -> list[Any]:
    """(|g(rate · λ)|² - 1) / rate: its coefficients in the rate, enclosed."""
    import flint

    powers = [flint.acb(1)]
    for _ in g[1:]:
        powers.append(powers[-1] * value)
    terms = [p * ball(Fraction(c)) for p, c in zip(powers, g, strict=True)]
    size = 2 * len(g) - 1
    out = [flint.arb(0)] * size
    for i, a in enumerate(terms):
        for j, b in enumerate(terms):
            out[i + j] = out[i + j] + a.real * b.real + a.imag * b.imag
    return out[1:]


def _first_root(h: Sequence[Any]) -> Fraction:
    """About where the polynomial turns positive."""
    from flint import fmpq_poly

    middles = [Fraction(float(c)) for c in h]
    poly = fmpq_poly([rational(c) for c in middles])
    roots = positive_roots([poly])
    if not roots:
        raise UndecidedError("no limit of the step was found")
    return roots[0].low.limit_denominator(10**12)


def _must_be_negative(h: Sequence[Any], limit: Fraction) -> None:
    """On all of [0, limit], part by part."""
    waiting, count = [(Fraction(0), limit)], 0
    while waiting:
        low, high = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise UndecidedError("the limit of the step was not proved")
        if _value(h, ball(low).union(ball(high))) < 0:
            continue
        middle = (low + high) / 2
        waiting += [(low, middle), (middle, high)]


def _value(h: Sequence[Any], at: Any) -> Any:
    total = at * 0
    for c in reversed(h):
        total = total * at + c
    return total
