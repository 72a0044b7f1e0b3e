"""Recurrences: lets that need the last values of themselves or of each other, as one Scan.

The bodies of a group are made with one index variable for all, the one of a let that is read at
the same step before that of its reader. What stands one step back is a Carried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gamelang.checking import constants, lets, shifts, types
from gamelang.checking.bounds import Interval
from gamelang.checking.making import Operand
from gamelang.checking.names import Entry
from gamelang.checking.problems import REPORTED, FaultError, fault
from gamelang.checking.scope import Scope
from gamelang.checking.sequences import Ended, Group, Member
from gamelang.core import ast
from gamelang.core.dims import ONE, ZERO, Shape, describe
from gamelang.core.typed import Node, Variable
from gamelang.diagnostics.model import Label
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def declare(e: Elaborator, declared: Sequence[ast.Let], entries: Sequence[Entry]) -> list[Node]:
    """The values of lets that recur together; all of them, or a fault."""
    group = _group(e, declared, entries)
    e.sequences.open = group
    try:
        for member in group.members.values():
            with e.problems.kept():
                _start(e, member)
        for member in group.members.values():
            with e.problems.kept():
                body(e, group, member)
    finally:
        e.sequences.open = None
    if any(m.state == "broken" for m in group.members.values()):
        raise REPORTED
    return _closed(e, group)


def _group(e: Elaborator, declared: Sequence[ast.Let], entries: Sequence[Entry]) -> Group:
    places = shifts.positions({let.name: let for let in declared})
    variable: Variable | None = None
    members: dict[str, Member] = {}
    for let, entry in zip(declared, entries, strict=True):
        place = places[let.name]
        if isinstance(place, FaultError):
            raise place
        scope, variables = constants.indices(e, let.indices, Scope())
        own = variables[place]
        if variable is None:
            variable = e.builder.variable(own.name, own.start, own.stop)
        elif not e.maker.fits((variable.count,), (own.count,)):
            raise _other_size(let, place, declared[0], places)
        scope = scope.with_local(own.name, variable)
        others = [v for v in variables if v is not own]
        wanted = None if let.type is None else types.resolve(e, let.type, Scope())
        members[let.name] = Member(let, entry, place, scope, others, wanted)
    assert variable is not None
    return Group(variable, members)


def _other_size(
    let: ast.Let, place: int, first: ast.Let, places: dict[str, int | FaultError]
) -> FaultError:
    spot = places[first.name]
    assert isinstance(spot, int)
    return fault(
        "G212",
        f"`{first.name}` and `{let.name}` use each other's last values and run over different "
        "indices",
        let.indices[place].span,
        f"`{let.name}` runs over this",
        "give both the same `dim`",
        (Label(first.indices[spot].span, f"`{first.name}` runs over this"),),
    )


# ---- first values and bodies


def _start(e: Elaborator, member: Member) -> None:
    let = member.let
    if let.start is None:
        return
    member.state = "broken"
    own = let.indices[member.place].name
    local = {name: node for name, node in member.scope.local.items() if name != own}
    node = e.maker.real(e.node(let.start, Scope(local)))
    wanted = node.shape if member.declared is None else member.declared.shape
    if not node.shape and wanted:
        node = constants.filled(e, node, wanted)
    if not e.maker.fits(wanted, node.shape):
        raise fault(
            "G312",
            f"let `{let.name}` is a {describe(wanted)}, "
            f"and its first value is a {describe(node.shape)}",
            let.start.span,
            f"this is a {describe(node.shape)}",
            labels=() if let.type is None else (Label(let.type.span, "declared here"),),
        )
    member.start = _over_others(e, member, _of_kind(e, member, node, let.start.span))
    member.state = "waiting"


def body(e: Elaborator, group: Group, member: Member) -> Node:
    """The value at the group's variable, made when it is first needed."""
    if member.state == "broken":
        raise REPORTED
    if member.state == "open":
        raise _circle(group, member)
    if member.state == "waiting":
        group.path.append(member.let.name)
        depth, outermost = e.depth, e.outermost
        e.depth, member.state = 0, "open"
        try:
            member.body = _over_others(e, member, _entry(e, group, member))
            member.state = "done"
        finally:
            e.depth, e.outermost = depth, outermost
            group.path.pop()
            if member.state == "open":
                member.state = "broken"
    assert member.body is not None
    return member.body


def _entry(e: Elaborator, group: Group, member: Member) -> Node:
    let = member.let
    place, others = member.place, member.others
    variables = [*others[:place], group.variable, *others[place:]]
    node = lets.entry(e, let, member.scope, variables, member.declared)
    shape = _shape(member)
    if shape is not None and not e.maker.fits(shape, node.shape):
        assert let.start is not None
        found = describe(node.shape)
        raise fault(
            "G312",
            f"let `{let.name}` starts as a {describe(shape)}, and its next value is a {found}",
            let.value.span,
            f"this is a {found}",
            f"declare what it is: `: {found}`, after its indices",
            (Label(let.start.span, f"this is a {describe(shape)}"),),
        )
    return _of_kind(e, member, node, let.value.span)


def _shape(member: Member) -> Shape | None:
    """The shape of one value, where it is known before the body."""
    if member.declared is not None:
        return member.declared.shape
    return None if member.start is None else member.start.shape[len(member.others) :]


def _of_kind(e: Elaborator, member: Member, node: Node, span: Span) -> Node:
    """A number as a real; an index proved to be one."""
    size = None if member.declared is None else member.declared.index_size
    if size is None:
        zero = e.builder.number(0, "real")
        whole = node.kind == "int"
        return e.maker.add([Operand(node, span), Operand(zero, span)], span) if whole else node
    if node.kind != "int":
        label = "not an integer: integers are whole numbers, dims and indices"
        raise fault("G308", f"`{member.let.name}` is an index", span, label)
    if not e.bounds.inside(node, size, member.scope.known):
        message = f"this can leave 0 .. {size - ONE}, and `{member.let.name}` is an index[{size}]"
        raise fault("G305", message, span, help=f"`% {size}` keeps it inside")
    return node


def _over_others(e: Elaborator, member: Member, node: Node) -> Node:
    for variable in reversed(member.others):
        node = e.builder.comprehension(variable, node)
    return node


def _circle(group: Group, member: Member) -> FaultError:
    """A value that needs itself."""
    circle = [*group.path[group.path.index(member.let.name) :], member.let.name]
    t = group.variable.name
    path = " -> ".join(f"{name}[{t}]" for name in circle)
    spans = [group.members[name].let.name_span for name in circle]
    return fault(
        "G208",
        f"`{member.let.name}` at `{t}` is defined by itself: {path}",
        spans[0],
        f"`{circle[0]}[{t}]` needs {'itself' if len(circle) == 2 else f'`{circle[1]}[{t}]`'}",
        f"one of them can be read one step back, as `{circle[1]}[{t}-1]`",
        tuple(
            Label(span, f"`{a}[{t}]` needs `{b}[{t}]`")
            for span, a, b in zip(spans[1:-1], circle[1:], circle[2:], strict=False)
        ),
    )


# ---- the whole


def _closed(e: Elaborator, group: Group) -> list[Node]:
    """The sequences, each with its indices in the order declared."""
    members = list(group.members.values())
    carrying = [m for m in members if m.carried is not None]
    carrying.sort(key=lambda m: m.carried.slot if m.carried is not None else 0)
    order = [*carrying, *(m for m in members if m.carried is None)]
    if carrying:
        carried = [m.carried for m in carrying if m.carried is not None]
        starts = [m.start for m in carrying if m.start is not None]
        bodies = [m.body for m in order if m.body is not None]
        scan = e.builder.scan(group.variable, bool(group.backward), carried, starts, bodies)
        traces = {m.let.name: e.builder.trace(scan, k) for k, m in enumerate(order)}
    else:
        traces = {m.let.name: _plain(e, group, m) for m in members}
    found = []
    for m in members:
        if (values := interval(m)) is not None:
            e.bounds.told[traces[m.let.name]] = values
        node = _in_order(e, group, m, traces[m.let.name])
        ended = Ended(m.let.name, m.let.name_span, m.place, group.backward, m.start)
        e.sequences.ended[m.let.name] = ended
        found.append(node)
    return found


def _plain(e: Elaborator, group: Group, member: Member) -> Node:
    """A sequence that needs no last value."""
    assert member.body is not None
    return e.builder.comprehension(group.variable, member.body)


def _in_order(e: Elaborator, group: Group, member: Member, trace: Node) -> Node:
    """The array with the index along which it recurs at its own place."""
    if member.place == 0:
        return trace
    b = e.builder
    before = [b.variable(v.name, v.start, v.stop) for v in member.others[: member.place]]
    own = b.variable(group.variable.name, group.variable.start, group.variable.stop)
    rest = trace.shape[1 + member.place :]
    parts = (b.part(ZERO, size) for size in rest)
    node = b.index(trace, (own, *before, *parts), rest)
    for variable in reversed([*before, own]):
        node = b.comprehension(variable, node)
    return node


def interval(member: Member) -> Interval | None:
    """Where the values of a sequence of indices lie."""
    size = None if member.declared is None else member.declared.index_size
    return None if size is None else Interval((ZERO,), (size - ONE,))
