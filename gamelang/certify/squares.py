"""Polynomials that are squares: (x - y)**2 = x**2 - 2 x y + y**2."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from gamelang.certify.polynomials import Monomial, Poly, Ring, times, total

MOST_TERMS = 60
Powers = tuple[int, ...]


def square_root(ring: Ring, poly: Poly) -> Poly | None:
    """A polynomial whose square is this one, found term by term from the leading one down."""
    if len(poly) > MOST_TERMS:
        return None
    places = sorted({g for monomial in poly for g, _ in monomial})
    rows = [_powers(monomial, places) for monomial in poly]
    if any(e % 1 or e < 0 for row in rows for e in row):
        return None
    rest = {tuple(map(int, row)): c for row, c in zip(rows, poly.values(), strict=True)}
    terms = _terms(rest)
    if terms is None:
        return None
    found = total(ring, [{_monomial(powers, places): c} for powers, c in terms.items()])
    return found if times(ring, found, found) == poly else None


def _powers(monomial: Monomial, places: list[int]) -> list[Fraction]:
    exponents = dict(monomial)
    return [Fraction(exponents.get(g, 0)) for g in places]


def _monomial(powers: Powers, places: list[int]) -> Monomial:
    return tuple((g, e) for g, e in zip(places, powers, strict=True) if e)


def _terms(rest: dict[Powers, fmpq]) -> dict[Powers, fmpq] | None:
    """The root's terms; None where it has none, or more than its square."""
    lead = max(rest)
    scale = _root_of(rest[lead])
    if scale is None or any(e % 2 for e in lead):
        return None
    first = tuple(e // 2 for e in lead)
    terms = {first: scale}
    most = len(rest)
    rest = {powers: c for powers, c in rest.items() if powers != lead}
    while rest and len(terms) <= most:
        lead = max(rest)
        powers = tuple(a - b for a, b in zip(lead, first, strict=True))
        if min(powers) < 0 or powers in terms:
            return None
        c = rest[lead] / (2 * scale)
        for other, d in terms.items():
            _subtract(rest, powers, other, 2 * c * d)
        _subtract(rest, powers, powers, c * c)
        terms[powers] = c
    return None if rest else terms


def _subtract(rest: dict[Powers, fmpq], a: Powers, b: Powers, c: fmpq) -> None:
    place = tuple(x + y for x, y in zip(a, b, strict=True))
    left = rest.pop(place, fmpq(0)) - c
    if left != 0:
        rest[place] = left


def _root_of(c: fmpq) -> fmpq | None:
    if c <= 0:
        return None
    above, below = c.p.isqrt(), c.q.isqrt()
    return fmpq(above, below) if above**2 == c.p and below**2 == c.q else None
