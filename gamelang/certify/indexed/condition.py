"""The condition on constants under which a verdict holds for all sizes, in the game's language.

`b[i] == b[j] for all i, j`: exactly then every coefficient that stands in the way vanishes. Stated
only where the declarations let it hold and let it fail; where one coefficient is never 0 and its
term occurs at every size, there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.coefficients import Coefficient, coefficients
from gamelang.certify.indexed.constants import never_zero, sign_of
from gamelang.certify.indexed.possible import must_be_possible
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.table import Monomial, Slot, Table, Terms
from gamelang.certify.indexed.writing import written
from gamelang.certify.undecided import UndecidedError
from gamelang.core.dims import Dim

MOST_EQUATIONS = 6
MOST_INDICES = 4


@dataclass(frozen=True, slots=True)
class Equation:
    """`text` must hold, or one of the sizes be below its number; `terms` vanish then."""

    text: str
    terms: Terms
    below: tuple[tuple[str, int], ...]

    @property
    def whole(self) -> str:
        return self.text + "".join(f" or {size} < {number}" for size, number in self.below)

    def follows_from(self, other: Equation) -> bool:
        """Whether the other one asks for the same at these sizes and perhaps at more."""
        mine = dict(self.below)
        return self.text == other.text and all(mine.get(s, 0) >= k for s, k in other.below)


def condition(indexed: Indexed, verdict: str) -> str | None:
    """The verdict holds for all sizes iff this does; None: it holds at no size, for no constants.
    UndecidedError where that is not certain."""
    needed: list[tuple[Coefficient, Terms]] = []
    for coefficient in coefficients(indexed, verdict):
        value = _without_nonzero(indexed, coefficient.value)
        if _one_sign(indexed, value) and not _may_fail(indexed, coefficient):
            return None
        needed.append((coefficient, value))
    return _stated(indexed, needed)


def _stated(indexed: Indexed, needed: list[tuple[Coefficient, Terms]]) -> str:
    """The equations that make all of these vanish."""
    if any(_one_sign(indexed, value) for _, value in needed):
        raise UndecidedError("a coefficient that must vanish is not 0 for any constants")
    equations: list[Equation] = []
    for coefficient, value in needed:
        new = _equation(indexed, coefficient, value)
        if not any(new.follows_from(known) for known in equations):
            equations = [e for e in equations if not e.follows_from(new)] + [new]
        if len(equations) > MOST_EQUATIONS:
            raise UndecidedError("the condition for all sizes is too long")
    if not equations:
        raise UndecidedError("nothing stands in the way")
    must_be_possible(indexed, [equation.terms for equation in equations])
    texts = sorted(equation.whole for equation in equations)
    if len(texts) > 1:
        texts = [f"({text})" if " or " in text else text for text in texts]
    return " and ".join(texts)


def _equation(indexed: Indexed, coefficient: Coefficient, value: Terms) -> Equation:
    table = indexed.table
    used = [s for s in coefficient.indices if _stands_in(value, s)]
    if len(used) > MOST_INDICES:
        raise UndecidedError("the condition for all sizes has too many indices")
    different = [(a, b) for a, b in combinations(used, 2) if _must_differ(table, value, a, b)]
    text = min(written(indexed, value, order, different) for order in permutations(used))
    return Equation(text, value, _enough_members(indexed, coefficient, used))


def _one_sign(indexed: Indexed, terms: Terms) -> bool:
    """Whether every term is positive by declaration, or every one negative: never 0 together."""
    signs = {_sign(indexed, monomial, c) for monomial, c in terms.items()}
    return signs in ({1}, {-1})


def _sign(indexed: Indexed, monomial: Monomial, c: Fraction) -> int:
    """1 or -1 where the declarations say so, else 0."""
    ranges, factors = monomial
    sign = 0 if ranges else 1 if c > 0 else -1
    for at, e in factors:
        head = indexed.table.heads[at[0]]
        sign *= sign_of(indexed, head) if e % 2 else int(never_zero(indexed, head))
    return sign


def _stands_in(terms: Terms, slot: Slot) -> bool:
    return any(slot in at[1:] for _, factors in terms for at, _ in factors)


def _must_differ(table: Table, terms: Terms, a: Slot, b: Slot) -> bool:
    """Whether two indices are different numbers and it would say more if they were equal."""
    if not table.apart(a, b):
        return False
    one = table.fresh(table.bases[table.free[a]])
    return bool(t.renamed(table, terms, {a: one, b: one}))


@dataclass(frozen=True, slots=True)
class _Need:
    """A range that must have so many members for a term to occur: those `named`, others if `rest`
    holds indices of them."""

    size: Dim
    members: int
    named: frozenset[Slot]
    rest: frozenset[Slot]
    may_fail: bool

    def said_by(self, used: set[Slot]) -> bool:
        """Whether an equation with these indices says nothing where there are too few."""
        named = self.named <= used and (not self.named or not self.rest or bool(self.rest & used))
        return named and bool(self.named)


def _needs(indexed: Indexed, coefficient: Coefficient) -> list[_Need]:
    """Of every range with a member singled out or an index of the coefficient."""
    table = indexed.table
    labels = dict(coefficient.case.labels)
    standing = dict.fromkeys(table.bases[table.free[s]] for s in coefficient.indices)
    out = []
    for place in dict.fromkeys((*labels, *standing)):
        here, named = table.ranges[place], frozenset(labels.get(place, ()))
        others = table.rest(place, named)
        rest = frozenset(s for s in coefficient.indices if table.free[s] == others)
        members = max(1, len(named) + bool(named and rest))
        size = here.stop - here.start
        may_fail = not size.never_below(members, table.minima)
        out.append(_Need(size, members, named, rest, may_fail))
    return out


def _may_fail(indexed: Indexed, coefficient: Coefficient) -> bool:
    """Whether at some size the coefficient's term may not occur."""
    return any(need.may_fail for need in _needs(indexed, coefficient))


def _enough_members(
    indexed: Indexed, coefficient: Coefficient, used: Sequence[Slot]
) -> tuple[tuple[str, int], ...]:
    """The sizes below which there are too few members for this term to occur, where its equation
    would say something all the same."""
    return tuple(
        (str(need.size), need.members)
        for need in _needs(indexed, coefficient)
        if need.may_fail and not need.said_by(set(used))
    )


def _without_nonzero(indexed: Indexed, terms: Terms) -> Terms:
    """Divided by the common factors that are never 0, and by a number."""
    table = indexed.table
    common: dict[tuple[int, ...], int] | None = None
    for _, factors in terms:
        here = {at: e for at, e in factors if all(s < 0 for s in at[1:])}
        if common is None:
            common = here
        else:
            shared = common.keys() | here.keys()
            common = {at: min(common.get(at, 0), here.get(at, 0)) for at in shared}
    divided: Terms = {}
    for (ranges, factors), c in terms.items():
        left = dict(factors)
        for at, e in (common or {}).items():
            negative = e < 0
            if e and (negative or never_zero(indexed, table.heads[at[0]])):
                left[at] = left.get(at, 0) - e
        if len(terms) == 1:  # a power is 0 where its base is
            left = {at: min(e, 1) for at, e in left.items()}
        left = {at: e for at, e in left.items() if e}
        t.normalise(table, divided, list(ranges), left, c)
    lead = max(map(abs, divided.values()))
    return t.scaled(divided, 1 / lead)
