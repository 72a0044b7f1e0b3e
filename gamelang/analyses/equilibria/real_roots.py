"""All real zeros of finitely many: a separating form u, and each coordinate as a polynomial in it.

In a radical algebra where u takes different values at all zeros, 1, u, u², .. is a basis: the
zeros are the roots t of the characteristic polynomial of u, with x_i = X_i(t). Real zeros belong
to real roots, which FLINT isolates; nothing is left out. Rouillier 1999.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from gamelang.analyses.equilibria.quotient_algebra import Algebra
from gamelang.symbolic.limits import UndecidedError

FORMS = 60


@dataclass(frozen=True, slots=True)
class Zeros:
    """The real zeros with x_i = coordinates[i](t) for the real roots t of an irreducible h."""

    polynomial: Any  # fmpz_poly h
    coordinates: tuple[Any, ...]  # fmpq_poly, of lower degree than h
    count: int

    def roots(self, bits: int) -> list[Any]:
        """The real roots, ascending, as balls of about this precision."""
        from gamelang.symbolic.numbers import precision

        with precision(bits):
            return real_roots(self.polynomial)


def real_roots(polynomial: Any) -> list[Any]:
    """Of a square-free fmpz_poly: FLINT gives exactly the real ones an imaginary part of 0."""
    found = [root.real for root, _ in polynomial.complex_roots() if root.imag.is_zero()]
    return sorted(found, key=lambda root: root.mid())


def real_zeros(algebra: Algebra) -> list[Zeros]:
    """Of a radical algebra; together they are all real zeros. Raises UndecidedError."""
    if not algebra.basis:
        return []
    for form in islice(_forms(len(algebra.variables)), FORMS):
        found = _by_form(algebra, form)
        if found is not None:
            return found
    raise UndecidedError("no linear form was found that separates the solutions")


def _forms(unknowns: int) -> Iterator[tuple[int, ...]]:
    """Single variables first, then small combinations."""
    for i in range(unknowns):
        yield tuple(int(j == i) for j in range(unknowns))
    for size in (2, 3, 5, 7, 11, 13):
        yield tuple(size**j for j in range(unknowns))
        yield tuple((-1) ** j * (size**j + j) for j in range(unknowns))
    yield from product(range(-3, 4), repeat=unknowns)


def _by_form(algebra: Algebra, form: tuple[int, ...]) -> list[Zeros] | None:
    """None where the form does not separate the zeros."""
    import flint

    size = len(algebra.basis)
    u = flint.fmpq_mat(size, size)
    for coefficient, matrix in zip(form, algebra.multiplication, strict=True):
        u += matrix * coefficient
    whole = u.charpoly().numer()
    if whole.gcd(whole.derivative()).degree() > 0:
        return None
    powers = [algebra.one]
    for _ in range(size - 1):
        powers.append(u * powers[-1])
    columns = flint.fmpq_mat([[power[i, 0] for power in powers] for i in range(size)])
    inverse = columns.inv()
    solved = [inverse * vector for vector in algebra.variables]
    coordinates = [flint.fmpq_poly([v[k, 0] for k in range(size)]) for v in solved]
    found = []
    for factor, _ in whole.factor()[1]:
        modulus = flint.fmpq_poly(factor)
        count = len(real_roots(factor))
        if count:
            found.append(Zeros(factor, tuple(c % modulus for c in coordinates), count))
    return found
