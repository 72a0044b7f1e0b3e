"""Functions that join two players for certain: g(a x + b y + rest) with a curved g, a and b not 0.

Such a function is no sum of one without x and one without y: its mixed derivative a b g'' is not
identically 0. So where it is all that stands in the way, its coefficient must vanish.
"""

from __future__ import annotations

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.cases import Case, Member
from gamelang.certify.indexed.constants import never_zero, open_box, sign_of
from gamelang.certify.indexed.owners import holders, holds
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.table import Atom, Head, Monomial, Terms

CURVED = frozenset(
    (
        "exp",
        "log",
        "sin",
        "cos",
        "tanh",
        "sigmoid",
        "softplus",
        "erf",
        "gelu",
        "reciprocal",
        "power",
    )
)
ON_POSITIVE = frozenset(("log", "power"))


def joins(indexed: Indexed, case: Case, at: Atom) -> bool:
    """Whether this factor is surely no sum of functions that each miss one of two members."""
    head = indexed.table.heads[at[0]]
    if head.kind != "function" or head.name not in CURVED or len(case.members) != 2:
        return False
    inside, *exponent = opaque.held(indexed.table, at)
    if exponent and (t.is_number(exponent[0]) or 0).denominator == 1:
        return False
    if head.name in ON_POSITIVE and not _positive(indexed, inside):
        return False
    return all(_linear_in(indexed, inside, member) for member in case.members)


def _linear_in(indexed: Indexed, inside: Terms, member: Member) -> bool:
    """Whether one term holds the member: an entry of a parameter that can vary, times what is
    never 0."""
    table = indexed.table
    found = [m for m in inside if holds(table, m, member.owner)]
    if len(found) != 1 or found[0][0] or holders(table, found[0]) != {member.owner}:
        return False
    entries = [f for f in found[0][1] if table.heads[f[0][0]].kind == "parameter"]
    if (
        len(entries) != 1
        or entries[0][1] != 1
        or not _varies(indexed, table.heads[entries[0][0][0]])
    ):
        return False
    others = [at for at, _ in found[0][1] if at != entries[0][0]]
    return all(never_zero(indexed, table.heads[at[0]]) for at in others)


def _varies(indexed: Indexed, head: Head) -> bool:
    return (
        not head.simplex and open_box(indexed, indexed.reader.players[head.name].domain) is not None
    )


def _positive(indexed: Indexed, inside: Terms) -> bool:
    """Whether every term is positive inside the domains."""
    return all(c > 0 and _positive_term(indexed, m) for m, c in inside.items())


def _positive_term(indexed: Indexed, monomial: Monomial) -> bool:
    for at, _ in monomial[1]:
        head = indexed.table.heads[at[0]]
        if head.kind == "parameter":
            box = open_box(indexed, indexed.reader.players[head.name].domain)
            low = box[0] if box is not None else None
            if head.simplex or low is None or low < 0:
                return False
        elif sign_of(indexed, head) <= 0:
            return False
    return True
