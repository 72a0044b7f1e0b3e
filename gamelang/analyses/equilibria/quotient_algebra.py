"""The algebra Q[x1 .. xn] / I of an ideal with finitely many zeros, by a Gröbner basis from FLINT.

Its basis are the monomials below the staircase; an element is its vector in them; multiplication
with a variable is a matrix. Cox, Little and O'Shea, Using Algebraic Geometry, chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gamelang.symbolic.limits import UndecidedError

LIMITS = (400, 4_000, 60_000)  # generators, terms of one, bits of a coefficient
MOST_ZEROS = 80
Monomial = tuple[int, ...]
Terms = dict[Monomial, Any]  # exponents -> fmpz


class NotFiniteError(UndecidedError):
    """The equations have infinitely many complex solutions."""


@dataclass(frozen=True, slots=True)
class Algebra:
    """`multiplication[i]` is the matrix of x_i (columns: images of basis elements); `one` and
    `variables[i]` are vectors. No basis: the equations have no complex solution at all."""

    basis: tuple[Monomial, ...]
    multiplication: tuple[Any, ...]  # fmpq_mat
    one: Any
    variables: tuple[Any, ...]


def radical_algebra(polynomials: Sequence[Terms], unknowns: int) -> Algebra:
    """The algebra of all zeros, each counted once. Raises NotFiniteError, UndecidedError.

    Seidenberg: with the square-free parts of one polynomial in each variable the ideal is radical.
    """
    algebra = quotient_algebra(polynomials, unknowns)
    more = [_square_free(matrix, i, unknowns) for i, matrix in enumerate(algebra.multiplication)]
    kept = [terms for terms in more if terms is not None]
    return quotient_algebra([*polynomials, *kept], unknowns) if kept else algebra


def _square_free(matrix: Any, i: int, unknowns: int) -> Terms | None:
    """The square-free part of a polynomial that vanishes at x_i, if that is a shorter one."""
    if not matrix.nrows():
        return None
    whole = matrix.charpoly().numer()
    common = whole.gcd(whole.derivative())
    if common.degree() < 1:
        return None
    part = whole // common
    return {
        tuple(k if j == i else 0 for j in range(unknowns)): c
        for k, c in enumerate(part.coeffs())
        if c
    }


def quotient_algebra(polynomials: Sequence[Terms], unknowns: int) -> Algebra:
    """Raises NotFiniteError, UndecidedError."""
    basis = _groebner(polynomials, unknowns)
    leading = [element.monoms()[0] for element in basis]
    if any(not any(monomial) for monomial in leading):
        return Algebra((), (), None, ())
    below = _staircase(leading, unknowns)
    return _Multiplication(basis, leading, below, unknowns).algebra()


def _groebner(polynomials: Sequence[Terms], unknowns: int) -> list[Any]:
    """A reduced Gröbner basis, by degree and reverse lexicographic order."""
    import flint

    names = tuple(f"x{k}" for k in range(unknowns))
    ring = flint.fmpz_mpoly_ctx.get(names, flint.Ordering.degrevlex)
    given: Any = flint.fmpz_mpoly_vec([ring.from_dict(terms) for terms in polynomials], ring)
    found, finished = given.buchberger_naive(limits=LIMITS)
    if not finished:
        raise UndecidedError("the algebra of the equations grows too large")
    return list(found.autoreduction())


def _staircase(leading: list[Monomial], unknowns: int) -> list[Monomial]:
    """The monomials that no leading one divides, smallest first."""
    for i in range(unknowns):
        if not any(m[i] and not any(e for j, e in enumerate(m) if j != i) for m in leading):
            raise NotFiniteError("the fixed points do not form a finite set, or may not")
    start = (0,) * unknowns
    found, waiting = {start}, [start]
    while waiting:
        monomial = waiting.pop()
        for i in range(unknowns):
            after = _raised(monomial, i)
            if after not in found and not any(_divides(m, after) for m in leading):
                found.add(after)
                waiting.append(after)
        if len(found) > MOST_ZEROS:
            raise UndecidedError(f"there are more than {MOST_ZEROS} complex solutions")
    return sorted(found, key=_order)


def _raised(monomial: Monomial, i: int) -> Monomial:
    return tuple(e + (j == i) for j, e in enumerate(monomial))


def _divides(a: Monomial, b: Monomial) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))


def _order(monomial: Monomial) -> tuple[int, Monomial]:
    return sum(monomial), tuple(-e for e in reversed(monomial))


class _Multiplication:
    """Normal forms of the monomials on the border, in increasing order (as in FGLM)."""

    def __init__(
        self, basis: list[Any], leading: list[Monomial], below: list[Monomial], unknowns: int
    ) -> None:
        import flint

        self.unknowns = unknowns
        self.below = below
        self.place = {monomial: k for k, monomial in enumerate(below)}
        self.zero = flint.fmpq(0)
        self.known: dict[Monomial, list[Any]] = {}
        for monomial, k in self.place.items():
            self.known[monomial] = [flint.fmpq(int(j == k)) for j in range(len(below))]
        for element, top in zip(basis, leading, strict=True):
            self.known[top] = self._tail(element)

    def _tail(self, element: Any) -> list[Any]:
        """What the leading monomial of an element of a reduced basis is equal to."""
        import flint

        terms = element.to_dict()
        (top, *rest) = element.monoms()
        vector = [self.zero] * len(self.below)
        for monomial in rest:
            vector[self.place[tuple(map(int, monomial))]] = -flint.fmpq(terms[monomial], terms[top])
        return vector

    def algebra(self) -> Algebra:
        import flint

        border = {_raised(b, i) for b in self.below for i in range(self.unknowns)}
        for monomial in sorted(border, key=_order):
            if monomial not in self.known:
                self.known[monomial] = self._reduced(monomial)
        matrices = tuple(
            flint.fmpq_mat([self.known[_raised(b, i)] for b in self.below]).transpose()
            for i in range(self.unknowns)
        )
        start = (0,) * self.unknowns
        variables = tuple(self._column(_raised(start, i)) for i in range(self.unknowns))
        return Algebra(tuple(self.below), matrices, self._column(start), variables)

    def _column(self, monomial: Monomial) -> Any:
        import flint

        return flint.fmpq_mat([[entry] for entry in self.known[monomial]])

    def _reduced(self, monomial: Monomial) -> list[Any]:
        """x_i m for a smaller m on the border that is known: x_i times each part of m."""
        for i, e in enumerate(monomial):
            smaller = tuple(x - (j == i) for j, x in enumerate(monomial))
            if e and smaller not in self.place and smaller in self.known:
                vector = [self.zero] * len(self.below)
                for coefficient, b in zip(self.known[smaller], self.below, strict=True):
                    if coefficient:
                        part = self.known[_raised(b, i)]
                        vector = [x + coefficient * y for x, y in zip(vector, part, strict=True)]
                return vector
        raise AssertionError("a border monomial above no other one")
