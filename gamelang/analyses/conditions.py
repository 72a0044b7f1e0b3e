"""For which constants do all these polynomials vanish? Cases of equations, solved as far as needed.

In: polynomials in the symbolic constants, one of which must not vanish for a "no". Out: the cases
(lists of irreducible equations); none: never. Declared assumptions exclude factors with a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gamelang.certify.constants import Assumptions
from gamelang.certify.forms import Forms
from gamelang.certify.polynomials import Poly
from gamelang.certify.printing import poly_text
from gamelang.certify.ways import Way, follows, ways


def solve(assumptions: Assumptions, polynomials: Iterable[Poly]) -> list[Way]:
    """The cases in which all vanish, none contained in another. UndecidedError if too many."""
    kept: list[Way] = []
    for way in sorted(ways(assumptions, polynomials), key=lambda w: len(w.equations)):
        if not any(_contains(assumptions, wider, way) for wider in kept):
            kept.append(way)
    return kept


def _contains(assumptions: Assumptions, wider: Way, way: Way) -> bool:
    return all(follows(assumptions, way, equation) for equation in wider.equations)


def equation_text(forms: Forms, poly: Poly) -> str:
    """`a == b`, `a * b == 1`: what is added on the left, what is subtracted on the right."""
    positive = {m: c for m, c in poly.items() if c > 0}
    negative = {m: -c for m, c in poly.items() if c < 0}
    if not positive or (negative and () in positive):
        positive, negative = negative, positive
    return f"{poly_text(forms, positive)} == {poly_text(forms, negative)}"


def case_texts(forms: Forms, cases: Sequence[Way]) -> list[list[str]]:
    return [[equation_text(forms, e) for e in case.equations] for case in cases]
