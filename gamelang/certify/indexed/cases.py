"""Members singled out: the ways in which a few members' indices may be equal or differ.

In: players, or generic members of families. Out: for each way a label for every index; two labels
of one range are different numbers, so every sum splits into the labels and the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gamelang.certify.indexed.table import Owner, Slot, Table
from gamelang.core.game import Player


@dataclass(frozen=True, slots=True)
class Member:
    """A player (no labels), or the member of a family at these labels; `owner` names her."""

    player: Player = field(compare=False)  # of one game: the name tells players apart
    owner: Owner

    @property
    def labels(self) -> tuple[Slot, ...]:
        return self.owner[1]


def member_of(player: Player, labels: tuple[Slot, ...] = ()) -> Member:
    return Member(player, (player.name, labels))


@dataclass(frozen=True, slots=True)
class Case:
    """Different members, and the labels of each range."""

    members: tuple[Member, ...]
    labels: tuple[tuple[int, tuple[Slot, ...]], ...]


def label(table: Table, place: int, number: int) -> Slot:
    """The `number`-th label of a range; it is none of those before it."""
    before = frozenset(label(table, place, k) for k in range(number))
    return table.stand_in(-10 - number, table.rest(place, before) if before else place)


def cases(table: Table, players: Sequence[Player]) -> Iterator[Case]:
    """All ways for these players' members to be different members, one of each."""
    if not any(player.variables for player in players):
        yield Case(tuple(map(member_of, players)), ())
        return
    wanted: list[list[int]] = [[table.whole(size) for size in p.family_shape] for p in players]
    places = sorted({place for ranges in wanted for place in ranges})
    for chosen in _choices(wanted, places):
        members = tuple(
            member_of(p, tuple(label(table, place, next(chosen_of)) for place in ranges))
            for p, ranges, chosen_of in zip(players, wanted, map(iter, chosen), strict=True)
        )
        if len({m.owner for m in members}) == len(members):
            counts = dict.fromkeys(places, 0)
            for ranges, numbers in zip(wanted, chosen, strict=True):
                for place, number in zip(ranges, numbers, strict=True):
                    counts[place] = max(counts[place], number + 1)
            labels = tuple(
                (place, tuple(label(table, place, k) for k in range(n)))
                for place, n in counts.items()
            )
            yield Case(members, labels)


def _choices(wanted: list[list[int]], places: list[int]) -> Iterator[list[list[int]]]:
    """For every index the number of its label: set partitions, each range for itself."""
    flat = [place for ranges in wanted for place in ranges]

    def extend(numbers: list[int], used: dict[int, int]) -> Iterator[list[int]]:
        if len(numbers) == len(flat):
            yield numbers
            return
        place = flat[len(numbers)]
        for number in range(used[place] + 1):
            more = {**used, place: max(used[place], number + 1)}
            yield from extend([*numbers, number], more)

    for numbers in extend([], dict.fromkeys(places, 0)):
        rest = iter(numbers)
        yield [[next(rest) for _ in ranges] for ranges in wanted]
