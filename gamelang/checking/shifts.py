"""Along which of its indices a let recurs: the one that is shifted where lets read each other."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from gamelang.checking.problems import FaultError, fault
from gamelang.core import ast
from gamelang.core.walking import children
from gamelang.frozen import frozen

Shift = tuple[str, int] | None  # `t - 1` is ("t", -1)


@frozen
class Reading:
    """`name[items]`, somewhere in the definition of `reader`."""

    reader: str
    name: str
    shifts: tuple[Shift, ...]


def positions(lets: Mapping[str, ast.Let]) -> dict[str, int | FaultError]:
    """The place of the index along which each let recurs, or why there is none."""
    readings = [r for let in lets.values() for r in _readings(let, lets.keys())]
    found: dict[str, int | FaultError] = {}
    for name, let in lets.items():
        if len(let.indices) == 1:
            found[name] = 0
        elif not let.indices:
            found[name] = _without(let)
        elif (place := _shifted(let, [r for r in readings if r.name == name], lets)) is not None:
            found[name] = place
    while True:
        more = {n: p for n in lets if n not in found for p in _told(n, lets, readings, found)}
        if not more:
            break
        found |= more
    return {n: found[n] if n in found else _open(let) for n, let in lets.items()}


def _readings(let: ast.Let, names: Container[str]) -> Iterator[Reading]:
    stack: list[ast.Expr | ast.Slice] = [let.value]
    while stack:
        expr = stack.pop()
        match expr:
            case ast.Index(ast.Reference(name, None), items) if name in names:
                yield Reading(let.name, name, tuple(_shift(item) for item in items))
        stack.extend(children(expr))


def _shift(item: ast.Expr | ast.Slice) -> Shift:
    match item:
        case ast.Reference(name, None):
            return name, 0
        case ast.Sum((ast.Reference(name, None), ast.Literal(value))) | ast.Sum(
            (ast.Literal(value), ast.Reference(name, None))
        ) if value in (1, -1):
            return name, int(value)
        case _:
            return None


def _shifted(let: ast.Let, readings: Sequence[Reading], lets: Mapping[str, ast.Let]) -> int | None:
    """The place at which it is read one step off; None if that is none, or several."""
    some = [k for k in range(len(let.indices)) if any(_off(r, k, lets) for r in readings)]
    always = [k for k in some if all(_along(r, k, lets) for r in readings)]
    chosen = some if len(some) == 1 else always
    return chosen[0] if len(chosen) == 1 else None


def _off(reading: Reading, place: int, lets: Mapping[str, ast.Let]) -> bool:
    shift = reading.shifts[place] if place < len(reading.shifts) else None
    own = [i.name for i in lets[reading.reader].indices]
    return shift is not None and shift[1] != 0 and shift[0] in own


def _along(reading: Reading, place: int, lets: Mapping[str, ast.Let]) -> bool:
    """Whether it can be a reading of this step or the next: of itself, only the next."""
    shift = reading.shifts[place] if place < len(reading.shifts) else None
    return _off(reading, place, lets) or (shift is not None and reading.reader != reading.name)


def _told(
    name: str,
    lets: Mapping[str, ast.Let],
    readings: Sequence[Reading],
    found: Mapping[str, int | FaultError],
) -> Iterator[int]:
    """The place that is told by a let whose index is known: it reads this one, or is read by it."""
    own = [i.name for i in lets[name].indices]
    for r in readings:
        place = found.get(r.name)
        if r.reader == name and isinstance(place, int) and place < len(r.shifts):
            shift = r.shifts[place]
            if shift is not None and shift[0] in own:
                yield own.index(shift[0])
                return
        place = found.get(r.reader)
        if r.name == name and isinstance(place, int):
            variable = lets[r.reader].indices[place].name
            spots = [k for k, s in enumerate(r.shifts) if s is not None and s[0] == variable]
            if spots:
                yield spots[0]
                return


def _without(let: ast.Let) -> FaultError:
    return fault(
        "G212",
        f"`{let.name}` has a first value and no index to recur along",
        let.name_span,
        "no index",
        f"write `let {let.name}[t in T] = ... from ...`, with `dim T`",
    )


def _open(let: ast.Let) -> FaultError:
    names = [i.name for i in let.indices]
    read = ", ".join(f"{name}-1" if k == 0 else name for k, name in enumerate(names))
    return fault(
        "G212",
        f"it is open along which index `{let.name}` recurs",
        let.name_span,
        f"{' or '.join(f'`{name}`' for name in names)}?",
        f"read it one step back along one of them alone: `{let.name}[{read}]`",
    )
