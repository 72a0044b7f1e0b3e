"""Is a symmetric matrix positive semidefinite? By elimination in rationals or balls, by minors in
expressions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, TypeVar

from flint import arb, fmpq

from gamelang.certify.constants import Assumptions
from gamelang.certify.forms import ONE, Forms
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form

N = TypeVar("N", fmpq, arb)
MOST_BY_MINORS = 6


def pivots(rows: Sequence[Sequence[N]]) -> list[N]:
    """The positive pivots of symmetric elimination, fewer than rows where the rest is 0; raises
    UndecidedError unless the matrix is seen to be positive semidefinite."""
    left = [list(row) for row in rows]
    found: list[N] = []
    while left:
        k = next((i for i, row in enumerate(left) if row[i] > 0), None)
        if k is None:
            if all(entry == 0 for row in left for entry in row):
                return found
            raise UndecidedError("the matrix was not seen to be positive semidefinite")
        pivot = left[k]
        found.append(pivot[k])
        keep = [i for i in range(len(left)) if i != k]
        left = [[left[i][j] - left[i][k] * pivot[j] / pivot[k] for j in keep] for i in keep]
    return found


def by_minors(forms: Forms, rows: Sequence[Sequence[Form]], assumptions: Assumptions) -> bool:
    """Whether the matrix is positive definite; raises UndecidedError unless every principal minor
    is seen not to be negative."""
    size = len(rows)
    if size > MOST_BY_MINORS:
        raise UndecidedError("the matrix is too large for its minors")
    for count in range(1, size + 1):
        for chosen in combinations(range(size), count):
            minor = determinant(forms, [[rows[i][j] for j in chosen] for i in chosen])
            if sign_of_form(assumptions, minor) not in ("positive", "nonnegative", "zero"):
                raise UndecidedError("a principal minor was not seen to be nonnegative")
    leading = (
        determinant(forms, [list(row[: k + 1]) for row in rows[: k + 1]]) for k in range(size)
    )
    return all(sign_of_form(assumptions, minor) == "positive" for minor in leading)


def determinant(forms: Forms, rows: Sequence[Sequence[Form]]) -> Form:
    """By the first row."""
    if not rows:
        return ONE
    field = forms.field
    parts: list[Form] = []
    for j, entry in enumerate(rows[0]):
        if entry.vanishes:
            continue
        rest = [[*row[:j], *row[j + 1 :]] for row in rows[1:]]
        part = field.multiply([entry, determinant(forms, rest)])
        parts.append(field.scale(part, fmpq((-1) ** j)))
    return field.add(parts) if parts else Form({})


FLIPPED = {"positive": "negative", "negative": "positive"} | {
    "nonnegative": "nonpositive",
    "nonpositive": "nonnegative",
}


def sign_of_form(assumptions: Assumptions, form: Form) -> str:
    """A sign that holds wherever the form is defined, or `any`."""
    if form.vanishes:
        return "zero"
    found = assumptions.sign(form.numerator)
    for k, exponent in form.denominator:
        if exponent % 2 == 0:
            continue
        below: Any = assumptions.sign(assumptions.forms.ring.factors[k])
        if below in ("negative", "nonpositive"):
            found = FLIPPED.get(found, found)
        elif below not in ("positive", "nonnegative"):
            return "any"
    return found
