"""The factors z by which a method multiplies errors at a fixed point, as a polynomial over Q.

In: a method's terms (methods/linear.py) and H as rationals. Out: det P(z) in z and the rate, by
determinants at small integers and interpolation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gamelang.analyses.rationals import rational
from gamelang.methods.linear import Term

if TYPE_CHECKING:
    from flint import fmpq_mat, fmpq_poly

Poly = list["fmpq_poly"]  # coefficients by power of z, each a polynomial in the rate


@dataclass(frozen=True, slots=True)
class LinearField:
    """What the letters of a term stand for: H on the tangent space, its transpose, and H between
    players."""

    H: fmpq_mat
    T: fmpq_mat
    Ho: fmpq_mat

    def product(self, word: str) -> Any:
        out = identity(self.H.nrows())
        for letter in word:
            out = out * {"H": self.H, "T": self.T, "O": self.Ho}[letter]
        return out


def identity(size: int) -> Any:
    from flint import fmpq_mat

    return fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


def characteristic(
    terms: Sequence[Term],
    settings: Mapping[str, Fraction],
    linear: LinearField,
    check: Callable[[], None] = lambda: None,
) -> Poly:
    """det P(z): its coefficients by power of z."""

    parts = []
    for term in terms:
        scale = term.scale * (settings[term.by] if term.by else 1)
        word = linear.product(term.matrices)
        parts.append((term, word * rational(scale)))
    size = linear.H.nrows()
    in_z = size * max(t.next for t in terms)
    in_rate = size * max(t.rate for t in terms)
    values = []
    for z in range(in_z + 1):
        check()
        row = [_at(parts, z, rate).det() for rate in range(in_rate + 1)]
        values.append(interpolated(row))
    return _by_power(values, in_z, in_rate)


def _at(parts: list[tuple[Term, Any]], z: int, rate: int) -> Any:
    total: Any = None
    for term, word in parts:
        part = word * (z**term.next * rate**term.rate)
        total = part if total is None else total + part
    return total


def _by_power(values: list[Any], in_z: int, in_rate: int) -> Poly:
    """From the polynomials in the rate at z = 0, 1, .. to the coefficients of the powers of z."""
    from flint import fmpq_poly

    columns = [interpolated([v[j] for v in values]) for j in range(in_rate + 1)]
    return [fmpq_poly([column[k] for column in columns]) for k in range(in_z + 1)]


def interpolated(values: Sequence[Any]) -> Any:
    """The polynomial of least degree with these values at 0, 1, 2, .. (Newton)."""
    from flint import fmpq_poly

    differences = list(values)
    count = len(differences)
    for step in range(1, count):
        for k in range(count - 1, step - 1, -1):
            differences[k] = (differences[k] - differences[k - 1]) / step
    out = fmpq_poly([])
    for k in range(count - 1, -1, -1):
        out = out * fmpq_poly([-k, 1]) + differences[k]
    return out
