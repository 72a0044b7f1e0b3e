"""The condition on constants under which a verdict holds for all sizes, in the game's language.

`b[i] == b[j] for all i, j`: exactly then every coefficient that stands in the way vanishes. Stated
only where the declarations let it hold and let it fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.coefficients import Coefficient, coefficients
from gamelang.certify.indexed.constants import never_zero
from gamelang.certify.indexed.possible import must_be_possible
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.table import Slot, Table, Terms
from gamelang.certify.indexed.writing import written
from gamelang.certify.undecided import UndecidedError

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


def condition(indexed: Indexed, verdict: str) -> str:
    """The verdict holds for all sizes iff this does; UndecidedError where that is not certain."""
    equations: list[Equation] = []
    for coefficient in coefficients(indexed, verdict):
        new = _equation(indexed, coefficient)
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


def _equation(indexed: Indexed, coefficient: Coefficient) -> Equation:
    table = indexed.table
    value = _without_nonzero(indexed, coefficient.value)
    if t.is_number(value) is not None:
        raise UndecidedError("a coefficient that must vanish is not 0 for any constants")
    used = [s for s in coefficient.indices if _stands_in(value, s)]
    if len(used) > MOST_INDICES:
        raise UndecidedError("the condition for all sizes has too many indices")
    different = [(a, b) for a, b in combinations(used, 2) if _must_differ(table, value, a, b)]
    text = min(written(indexed, value, order, different) for order in permutations(used))
    return Equation(text, value, _enough_members(indexed, coefficient, used))


def _stands_in(terms: Terms, slot: Slot) -> bool:
    return any(slot in at[1:] for _, factors in terms for at, _ in factors)


def _must_differ(table: Table, terms: Terms, a: Slot, b: Slot) -> bool:
    """Whether two indices are different numbers and it would say more if they were equal."""
    if not table.apart(a, b):
        return False
    one = table.fresh(table.bases[table.free[a]])
    return bool(t.renamed(table, terms, {a: one, b: one}))


def _enough_members(
    indexed: Indexed, coefficient: Coefficient, used: Sequence[Slot]
) -> tuple[tuple[str, int], ...]:
    """The sizes below which there are too few members for this term to occur, where its equation
    would say something all the same."""
    table = indexed.table
    labels = dict(coefficient.case.labels)
    standing = dict.fromkeys(table.bases[table.free[s]] for s in coefficient.indices)
    out = []
    for place in dict.fromkeys((*labels, *standing)):
        here, named = table.ranges[place], labels.get(place, ())
        rest = [
            s for s in coefficient.indices if table.free[s] == table.rest(place, frozenset(named))
        ]
        different = max(1, len(named) + bool(named and rest))
        size = here.stop - here.start
        said = set(named) <= set(used) and (not named or not rest or set(rest) & set(used))
        if not size.never_below(different, table.minima) and not (said and named):
            out.append((str(size), different))
    return tuple(out)


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
