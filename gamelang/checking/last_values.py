"""`h[t-1]`: reading a recurrence, where it is being defined and where it is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking import indexing, recurrences
from gamelang.checking.bounds import shifted
from gamelang.checking.making import Operand
from gamelang.checking.problems import FaultError, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.checking.sequences import Ended, Group, Member
from gamelang.core import ast
from gamelang.core.dims import ONE, Dim
from gamelang.core.typed import Carried, Node
from gamelang.diagnostics.model import Label
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def read(e: Elaborator, expr: ast.Index, scope: Scope) -> Node | None:
    """`name[...]` where the name is a recurrence's; None where plain indexing is meant."""
    match expr.base:
        case ast.Reference(name, None) if name not in scope.local:
            pass
        case _:
            return None
    group = e.sequences.open
    if group is not None and name in group.members:
        return _inside(e, group, group.members[name], expr, scope)
    ended = e.sequences.ended.get(name)
    return None if ended is None else _outside(e, ended, expr, scope)


# ---- where it is being defined


def whole(group: Group, name: str, span: Span) -> FaultError:
    """A sequence that is still being defined, used as an array."""
    member, t = group.members[name], group.variable.name
    step = "+1" if group.backward else "-1"
    return fault(
        "G211",
        f"a value of a recurrence follows from the one before, not from the whole `{name}`",
        span,
        f"`{name}` is not complete here",
        f"read `{name}[{t}{step}]`",
        (Label(member.let.name_span, f"`{name}` is declared here"),),
    )


def _inside(e: Elaborator, group: Group, member: Member, expr: ast.Index, scope: Scope) -> Node:
    if member.state == "broken" and member.let.start is not None and member.start is None:
        raise _needs_itself(member, expr.span)
    items = expr.items
    if len(items) <= member.place:
        raise whole(group, member.let.name, expr.span)
    item = items[member.place]
    if isinstance(item, ast.Slice):
        raise whole(group, member.let.name, item.span)
    place = shifted(e.node(item, scope))
    step = None if place is None or place[0] is not group.variable else place[1].number
    if step == 0:
        base = recurrences.body(e, group, member)
    elif step in (1, -1):
        base = _carried(e, group, member, step, item)
    else:
        raise _elsewhere(group, member, item)
    rest = (*items[: member.place], *items[member.place + 1 :])
    return indexing.index_node(e, base, rest, scope) if rest else base


def _carried(e: Elaborator, group: Group, member: Member, step: int, item: ast.Expr) -> Carried:
    """The value one step back, which for a sequence that runs backwards comes after."""
    if group.backward is None:
        group.backward, group.told = step > 0, item.span
    elif group.backward != (step > 0):
        raise fault(
            "G212",
            "a recurrence runs one way, and this is read in both",
            item.span,
            "one step ahead" if step > 0 else "one step back",
            labels=(Label(group.told, "one step back" if step > 0 else "one step ahead"),),
        )
    name = member.let.name
    if member.let.start is None:
        raise no_first_value(name, member.let.name_span, item)
    assert member.start is not None
    if member.carried is None:
        slot = sum(m.carried is not None for m in group.members.values())
        member.carried = e.builder.carried(slot, member.start.shape, member.start.kind)
        if (interval := recurrences.interval(member)) is not None:
            e.bounds.told[member.carried] = interval
    return member.carried


def no_first_value(name: str, span: Span, item: ast.Expr) -> FaultError:
    """One step before the first."""
    return fault(
        "G210",
        f"`{name}` has no value before the first",
        item.span,
        "one step outside at the end",
        f"give it one, at the end of its declaration: `let {name}[...] = ... from ...`",
        (Label(span, f"`{name}` is declared here"),),
    )


def _needs_itself(member: Member, span: Span) -> FaultError:
    name = member.let.name
    return fault(
        "G208",
        f"the first value of a recurrence cannot be made of `{name}`, which needs it",
        span,
        f"`{name}` comes later",
        labels=(Label(member.let.name_span, f"`{name}` is declared here"),),
    )


def _elsewhere(group: Group, member: Member, item: ast.Expr) -> FaultError:
    name, t = member.let.name, group.variable.name
    step = "+1" if group.backward else "-1"
    return fault(
        "G211",
        f"a value of a recurrence follows from the one before, not from `{name}[{quoted(item)}]`",
        item.span,
        f"neither `{t}` nor `{t}{step}`",
        f"what stands further back is a sequence of its own: "
        f"`let last[{t} in ...] = {name}[{t}{step}] from ...`, and then `last[{t}{step}]`",
        (Label(member.let.name_span, f"`{name}` is declared here"),),
    )


# ---- where it is complete


def _outside(e: Elaborator, ended: Ended, expr: ast.Index, scope: Scope) -> Node | None:
    """The value at the place, or the first one where that is one step outside."""
    axis, items, base = ended.place, expr.items, e.node(expr.base, scope)
    if len(items) <= axis:
        return None
    item = items[axis]
    if isinstance(item, ast.Slice):
        return None
    place, size = e.node(item, scope), base.shape[axis]
    if place.kind != "int" or place.shape or not e.builder.variables(place):
        return None
    if e.bounds.inside(place, size, scope.known):
        return None
    backward = _one_off(e, ended, place, size, scope)
    if backward is None:
        return None
    if ended.start is None:
        raise no_first_value(ended.name, ended.span, item)
    ends = (place, e.builder.size(size)) if backward else (e.builder.number(0, "int"), place)
    inside = e.builder.apply("less" if backward else "lesseq", ends, (), "bool")
    known = scope.with_known(e.bounds.assume(inside, True, scope.known))
    yes = indexing.index_node(e, base, items, known)
    rest = (*items[:axis], *items[axis + 1 :])
    no = indexing.index_node(e, ended.start, rest, scope) if rest else ended.start
    sides = [Operand(yes, expr.span), Operand(no, expr.span)]
    return e.choose(Operand(inside, item.span), sides, expr.span)


def _one_off(e: Elaborator, ended: Ended, place: Node, size: Dim, scope: Scope) -> bool | None:
    """Whether the place is at times one step after the last, or (False) one before the first, and
    otherwise inside. None: it can be elsewhere."""
    b = e.builder
    after = b.sum((place, b.number(1, "int")), (), "int")
    for backward, shifted_place in ((False, after), (True, place)):
        one_way = ended.backward is None or ended.backward == backward
        if one_way and e.bounds.inside(shifted_place, size + ONE, scope.known):
            return backward
    return None
