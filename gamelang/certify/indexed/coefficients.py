"""What stands in the way of a verdict, collected by parameters: the coefficients that must vanish.

Monomials in different entries of parameters are independent functions on any open set. So where
a residue is a sum of constants times such monomials, it vanishes iff every coefficient does, for
all values of the indices at the parameters. Anything else is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.cases import Case, cases
from gamelang.certify.indexed.constants import open_box
from gamelang.certify.indexed.curvature import joins
from gamelang.certify.indexed.opaque import owners_of
from gamelang.certify.indexed.owners import holders
from gamelang.certify.indexed.proofs import NOBODY, Indexed, Residue, residue
from gamelang.certify.indexed.table import Atom, Factor, Head, Monomial, Slot, Table, Terms
from gamelang.certify.undecided import UndecidedError

MOST_MEMBERS = 4
OF_PAIRS = ("potential", "rotational_coupling")
UNMET = ("polymatrix", "pairwise_zero_sum")
NOT_POLYNOMIAL = "what does not cancel is no polynomial with one coefficient for each monomial"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """`value` must be 0 for all values of the free indices in `indices`; in one case these are all
    different where their ranges are one family's."""

    case: Case
    value: Terms
    indices: tuple[Slot, ...]


def coefficients(indexed: Indexed, verdict: str) -> Iterator[Coefficient]:
    """The verdict holds iff all of these vanish; UndecidedError where that is not certain."""
    if verdict.startswith("weighted_"):
        raise UndecidedError("weights are not found for unknown sizes")
    for left in residue(indexed, verdict):
        if left.case == NOBODY:
            for one in _by_members(indexed, left.terms):
                yield from _collected(indexed, one, verdict)
        else:
            yield from _collected(indexed, left, verdict)


def _by_members(indexed: Indexed, left: Terms) -> Iterator[Residue]:
    """What is left of the sum of all losses, told apart by who occurs: for each choice of members
    the terms in which exactly these stand."""
    table = indexed.table
    most: Counter[str] = Counter()
    for monomial in left:
        if any(table.heads[at[0]].inside for at, _ in monomial[1]):
            raise UndecidedError(NOT_POLYNOMIAL)
        most |= Counter(player for player, _ in holders(table, monomial))
    players = {p.name: p for p in indexed.game.players}
    names = sorted(most)
    for counts in product(*(range(most[name] + 1) for name in names)):
        chosen = [players[n] for n, k in zip(names, counts, strict=True) for _ in range(k)]
        if len(chosen) > MOST_MEMBERS:
            raise UndecidedError("terms with too many players do not cancel")
        for case in cases(table, chosen):
            wanted = {member.owner for member in case.members}
            terms = indexed.total_in(case) if case.labels else left
            theirs = {m: c for m, c in terms.items() if holders(table, m) == wanted}
            if theirs:
                yield Residue(case, theirs)


def _collected(indexed: Indexed, left: Residue, verdict: str) -> Iterator[Coefficient]:
    if verdict in OF_PAIRS:
        alone = _one_function(indexed, left)
        if alone is not None:
            yield alone
            return
    table = indexed.table
    groups: dict[tuple[object, ...], tuple[tuple[Factor, ...], tuple[Slot, ...], Terms]] = {}
    for monomial, c in left.terms.items():
        factors, constants = _parted(indexed, left.case, monomial)
        if verdict in UNMET:
            _must_be_different_players(table, monomial, factors)
        key = tuple((at[0], e, _who(table, at)) for at, e in factors)
        names = _stand_ins(table, monomial[0], factors)
        pattern = tuple((_moved(at, names), e) for at, e in factors)
        value = _free(table, monomial, constants, names, c)
        if key not in groups:
            groups[key] = (pattern, tuple(names.values()), value)
            continue
        known, indices, total = groups[key]
        if known != pattern:
            raise UndecidedError(NOT_POLYNOMIAL)
        groups[key] = (known, indices, t.added(table, (total, value)))
    for pattern, names_of, total in groups.values():
        if total:
            standing = (at for _, factors in total for at, _ in factors)
            slots = {s for at in standing for s in at[1:]}
            slots |= {s for at, _ in pattern for s in at[1:]} | set(names_of)
            free = sorted((s for s in slots if s in table.free), reverse=True)
            yield Coefficient(left.case, total, tuple(free))


def _one_function(indexed: Indexed, left: Residue) -> Coefficient | None:
    """The coefficient of a function of both members, if it is all that stands in the way."""
    table = indexed.table
    total: Terms = {}
    functions: set[Atom] = set()
    for (ranges, factors), c in left.terms.items():
        held = [(at, e) for at, e in factors if owners_of(table.heads[at[0]], at)]
        if len(held) != 1 or held[0][1] != 1 or any(s >= 0 for s in held[0][0][1:]):
            return None
        functions.add(held[0][0])
        t.normalise(table, total, list(ranges), dict(f for f in factors if f not in held), c)
    (function, *others) = functions
    if others or not joins(indexed, left.case, function):
        return None
    labels = {s for _, slots in left.case.labels for s in slots}
    standing = {s for _, factors in total for at, _ in factors for s in at[1:]}
    free = sorted((s for s in labels | standing if s in table.free), reverse=True)
    return Coefficient(left.case, total, tuple(free))


def _parted(
    indexed: Indexed, case: Case, monomial: Monomial
) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    """The factors that are entries of parameters, in a fixed order, and the constant ones."""
    table = indexed.table
    entries: list[Factor] = []
    constants: list[Factor] = []
    for at, e in monomial[1]:
        head = table.heads[at[0]]
        if head.kind == "parameter":
            plain = e > 0 and not head.simplex and _open(indexed, head)
            if not plain or not _owner_known(table, case, monomial, at):
                raise UndecidedError(NOT_POLYNOMIAL)
            entries.append((at, e))
        elif head.inside:
            raise UndecidedError(NOT_POLYNOMIAL)
        else:
            constants.append((at, e))
    for (a, _), (b, _) in combinations(entries, 2):
        if a[0] == b[0] and not _apart(table, monomial, a, b):
            raise UndecidedError(NOT_POLYNOMIAL)
    entries.sort(key=lambda f: (f[0][0], f[1], _who(table, f[0])))
    return tuple(entries), tuple(constants)


def _owner_known(table: Table, case: Case, monomial: Monomial, at: tuple[int, ...]) -> bool:
    """Whether each index of the owner is a label, or runs over everybody else."""
    head = table.heads[at[0]]
    labels = dict(case.labels)
    for s, whole in zip(at[1 : 1 + head.families], head.ranges, strict=False):
        if s >= 0:
            place = monomial[0][s]
            rest = frozenset(labels.get(whole, ()))
            if table.bases[place] != whole or table.ranges[place].without != rest:
                return False
        elif s not in labels.get(whole, ()):
            return False
    return True


def _who(table: Table, at: tuple[int, ...]) -> tuple[int, ...]:
    """Whose entry it is: labels, 0 for somebody else."""
    head = table.heads[at[0]]
    return tuple(min(0, s) for s in at[1 : 1 + head.families])


def _apart(table: Table, monomial: Monomial, a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether two entries of one parameter belong to different members, surely."""
    families = table.heads[a[0]].families
    pairs = zip(a[1 : 1 + families], b[1 : 1 + families], strict=True)
    return any(_differ(table, monomial, s, other) for s, other in pairs)


def _differ(table: Table, monomial: Monomial, a: Slot, b: Slot) -> bool:
    if a < 0 and b < 0:
        return table.apart(a, b)
    for dummy, label in ((a, b), (b, a)):
        if dummy >= 0 > label:
            return label in table.ranges[monomial[0][dummy]].without
    return False


def _must_be_different_players(
    table: Table, monomial: Monomial, factors: tuple[Factor, ...]
) -> None:
    """Two others of one family may be the same member; then the term joins fewer players."""
    met: dict[str, set[tuple[int, ...]]] = {}
    for at, _ in factors:
        head = table.heads[at[0]]
        met.setdefault(head.player or "", set()).add(at[1 : 1 + head.families])
    for who in met.values():
        for a, b in combinations(who, 2):
            if not any(_differ(table, monomial, s, other) for s, other in zip(a, b, strict=True)):
                raise UndecidedError("two of the players of a term may be the same one")


def _stand_ins(
    table: Table, ranges: tuple[int, ...], factors: tuple[Factor, ...]
) -> dict[Slot, Slot]:
    """Dummies at parameters become free indices, numbered in the order of the factors."""
    names: dict[Slot, Slot] = {}
    for at, _ in factors:
        for s in at[1:]:
            if s >= 0 and s not in names:
                names[s] = table.stand_in(-100 - len(names), ranges[s])
    return names


def _moved(at: tuple[int, ...], names: dict[Slot, Slot]) -> tuple[int, ...]:
    return (at[0], *(names.get(s, s) for s in at[1:]))


def _free(
    table: Table,
    monomial: Monomial,
    constants: tuple[Factor, ...],
    names: dict[Slot, Slot],
    c: Fraction,
) -> Terms:
    """The constant factors, those dummies free that stand at parameters, the others summed."""
    ranges = monomial[0]
    summed = [d for d in range(len(ranges)) if d not in names]
    places = {d: k for k, d in enumerate(summed)}
    factors = {_moved(at, {**names, **places}): e for at, e in constants}
    out: Terms = {}
    t.normalise(table, out, [ranges[d] for d in summed], factors, c)
    return out


def _open(indexed: Indexed, head: Head) -> bool:
    """Whether the parameter's entries can vary, each for itself."""
    record = indexed.reader.players[head.name]
    return record.domain is None or open_box(indexed, record.domain) is not None
