"""For which constants do all these polynomials vanish? Cases of equations, solved as far as needed.

In: polynomials in the symbolic constants, one of which must not vanish for a "no". Out: the cases
(lists of irreducible equations); none: never. Declared assumptions exclude factors with a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gamelang.certify.constants import Assumptions, factors, substituted
from gamelang.certify.forms import Forms
from gamelang.certify.polynomials import Poly, UndecidedError, generator, scaled
from gamelang.certify.printing import poly_text

MOST_CASES = 12
MOST_POLYNOMIALS = 400


@dataclass(frozen=True, slots=True)
class Case:
    """Equations that hold together; `solutions` are the linear ones, g := value."""

    equations: tuple[Poly, ...]
    solutions: tuple[tuple[int, Poly], ...]


def solve(assumptions: Assumptions, polynomials: Iterable[Poly]) -> list[Case]:
    """The cases in which all vanish. UndecidedError where there are too many."""
    cases = [Case((), ())]
    for count, poly in enumerate(sorted(polynomials, key=lambda p: (len(p), repr(sorted(p))))):
        if count > MOST_POLYNOMIALS:
            raise UndecidedError("too many coefficients hold constants")
        cases = [narrowed for case in cases for narrowed in _narrowed(assumptions, case, poly)]
        if len(cases) > MOST_CASES:
            raise UndecidedError("the condition on the constants has too many cases")
    return _without_special(assumptions, cases)


def _narrowed(assumptions: Assumptions, case: Case, poly: Poly) -> list[Case]:
    """The ways in which one more polynomial can vanish."""
    ring = assumptions.forms.ring
    rest = substituted(ring, poly, case.solutions)
    if not rest or any(_same(part, e) for part in factors(ring, rest) for e in case.equations):
        return [case]
    out = []
    for part in assumptions.possible_zeros(rest):
        found = assumptions.solved([part])[0]
        equations = (*case.equations, part)
        if not assumptions.contradictory(list(equations)):
            out.append(Case(equations, (*case.solutions, *found)))
    return out


def _same(a: Poly, b: Poly) -> bool:
    return monic(a) == monic(b)


def monic(poly: Poly) -> Poly:
    return scaled(poly, 1 / poly[max(poly)])


def _without_special(assumptions: Assumptions, cases: Sequence[Case]) -> list[Case]:
    """Without the cases that others contain."""
    kept: list[Case] = []
    for case in sorted(cases, key=lambda c: len(c.equations)):
        if not any(_contains(assumptions, wider, case) for wider in kept):
            kept.append(case)
    return kept


def _contains(assumptions: Assumptions, wider: Case, case: Case) -> bool:
    ring = assumptions.forms.ring
    return all(
        not substituted(ring, e, case.solutions) or any(_same(e, other) for other in case.equations)
        for e in wider.equations
    )


def equation_text(forms: Forms, poly: Poly) -> str:
    """`a == b`, `a * b == 1`: what is added on the left, what is subtracted on the right."""
    positive = {m: c for m, c in poly.items() if c > 0}
    negative = {m: -c for m, c in poly.items() if c < 0}
    if not positive or (negative and () in positive):
        positive, negative = negative, positive
    return f"{poly_text(forms, positive)} == {poly_text(forms, negative)}"


def case_texts(forms: Forms, cases: Sequence[Case]) -> list[list[str]]:
    return [[equation_text(forms, e) for e in case.equations] for case in cases]


def symbol_poly(forms: Forms, name: str) -> Poly:
    """The polynomial of a symbolic constant's entry."""
    return generator(forms.ring.symbol(f"const {name}"))
