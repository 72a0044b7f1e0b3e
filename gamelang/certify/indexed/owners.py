"""Whose parameters a monomial holds, and to what degree."""

from __future__ import annotations

from collections.abc import Iterable

from gamelang.certify.indexed.opaque import owners_of
from gamelang.certify.indexed.table import ANY, REST, Monomial, Owner, Slot, Table

MANY = 9  # a degree that is too high, or none


def holders(table: Table, monomial: Monomial) -> frozenset[Owner]:
    """The owners of its factors; their indices are labels, dummies of the monomial, ANY or REST."""
    found = table.holders.get(monomial)
    if found is None:
        table.spend(1)
        out: set[Owner] = set()
        for at, _ in monomial[1]:
            head = table.heads[at[0]]
            if head.player is not None or head.inside:
                out.update(owners_of(head, at))
        found = table.holders[monomial] = frozenset(out)
    return found


def holds(table: Table, monomial: Monomial, member: Owner) -> bool:
    """Whether it may hold a parameter of this member."""
    return _met(table, monomial, holders(table, monomial), member)


def _met(table: Table, monomial: Monomial, owners: Iterable[Owner], member: Owner) -> bool:
    name, labels = member
    return any(
        player == name
        and all(_may_be(table, monomial, s, mine) for s, mine in zip(who, labels, strict=True))
        for player, who in owners
    )


def _may_be(table: Table, monomial: Monomial, slot: Slot, label: Slot) -> bool:
    if slot == ANY:
        return True
    if 0 <= slot < ANY:
        return label not in table.ranges[monomial[0][slot]].without
    return slot != REST and not table.apart(slot, label)


def strangers(table: Table, monomial: Monomial, member: Owner) -> int:
    """How many others' parameters it may hold beside the member's; MANY where it may be all."""
    found = holders(table, monomial) - {member}
    if any(s in (ANY, REST) for _, who in found for s in who):
        return MANY
    return len(found)


def degree(table: Table, monomial: Monomial, member: Owner | None) -> int:
    """The degree in the member's parameters (None: in all), MANY where it may be none."""
    total = 0
    for at, e in monomial[1]:
        head = table.heads[at[0]]
        if head.player is None and not head.inside:
            continue
        if member is not None and not _met(table, monomial, owners_of(head, at), member):
            continue
        plain = head.kind == "parameter" and e > 0
        total = min(MANY, total + (e if plain else MANY))
    return total
