"""Networks as they are declared: `net D: vector[2] -> real = mlp(64, 64, activation=tanh)`.

A network becomes ordinary parameters of its player, `D.weight0`, `D.bias0`, ..., and a call of it
(network_calls.py) an ordinary expression of them. Nothing behind checking knows networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.builtins.networks.record import (
    Input,
    NetworkKind,
    Plan,
    PlanError,
    Weight,
)
from gamelang.catalog import entries
from gamelang.checking import architecture, externs, types
from gamelang.checking.names import Entry, Names
from gamelang.checking.problems import fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import ZERO, Shape, count
from gamelang.core.game import Draw, FromPython, NetworkRecord, ParameterRecord
from gamelang.core.typed import Node, Variable
from gamelang.frozen import frozen
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


@frozen
class Net:
    """A declared network. `nodes` are its weights as whole arrays, family axes first."""

    declared: ast.Network
    player: str
    kind: NetworkKind
    plan: Plan
    simplex: bool
    activation: ast.Reference | None
    weights: tuple[Weight, ...]
    nodes: tuple[Node, ...]
    variables: tuple[Variable, ...]

    @property
    def name(self) -> str:
        return self.declared.name


def kinds() -> dict[str, NetworkKind]:
    return entries("gamelang.builtins.networks", NetworkKind)


def declare(
    e: Elaborator, player: ast.Player, network: ast.Network, entry: Entry, variables: list[Variable]
) -> None:
    """Gives the entry its network: what it takes and gives, and its weights."""
    form = architecture.read(e, network, kinds())
    inputs = tuple(_input(e, type_) for type_ in network.inputs)
    output, simplex = _output(e, network.output)
    plan = Plan(inputs, output, form.widths, form.numbers, e.maker.sizes, form.norm, form.extern)
    try:
        weights = form.kind.weights(plan)
    except PlanError as error:
        raise fault(
            "G122", error.message, network.architecture.span, "does not fit its types", error.help
        ) from None
    externs.refuse_other_shapes(e, network, plan, in_family=bool(variables))
    family = tuple(v.count for v in variables)
    nodes = tuple(
        e.builder.parameter(player.name, f"{network.name}.{w.name}", (*family, *w.shape))
        for w in weights
    )
    entry.net = Net(
        network,
        player.name,
        form.kind,
        plan,
        simplex,
        form.activation,
        weights,
        nodes,
        tuple(variables),
    )


def _input(e: Elaborator, type_: ast.Type) -> Input:
    resolved = types.resolve(e, type_, Scope(forbidden=architecture.SIZE))
    _refuse_domain(type_)
    return Input(resolved.shape, resolved.index_size)


def _output(e: Elaborator, type_: ast.Type) -> tuple[Shape, bool]:
    resolved = types.resolve(e, type_, Scope(forbidden=architecture.SIZE))
    if resolved.kind == "int":
        raise fault(
            "G122",
            "a network gives real numbers, no index",
            type_.span,
            "an index",
            f"probabilities of a choice are `simplex[{quoted(type_.sizes[0])}]`",
        )
    _refuse_domain(type_)
    return resolved.shape, resolved.simplex


def _refuse_domain(type_: ast.Type) -> None:
    if type_.domain is not None:
        raise fault(
            "G122",
            "the inputs and the output of a network have no bounds",
            type_.domain.span,
            "a bound",
            "leave it out, and put what keeps it, such as `sigmoid(...)`, around the call",
        )


def add_needs(needs: dict[str, list[str]], players: Sequence[ast.Player]) -> None:
    """Whoever mentions a net, or its player, needs beforehand what a call of the net does."""
    found: dict[str, list[str]] = {}
    for player in players:
        for member in player.members:
            if isinstance(member, ast.Network):
                for name in (member.name, player.name):
                    found.setdefault(name, []).extend(architecture.names_needed(member))
    for names in needs.values():
        names += [inner for name in names for inner in found.get(name, [])]


def records(e: Elaborator, net: Net, key: str) -> list[ParameterRecord]:
    """The weights as parameters of the player."""
    found = []
    for weight, node in zip(net.weights, net.nodes, strict=True):
        assert isinstance(node, typed.Parameter)
        name = f"{key}.{weight.name}"
        start = _start(e, net.plan, weight)
        found.append(ParameterRecord(node, name, None, start, net.declared.name_span))
    return found


def _start(e: Elaborator, plan: Plan, weight: Weight) -> Draw | FromPython | Node:
    b = e.builder
    if plan.extern is not None:
        return FromPython(plan.extern)
    if weight.start in ("one", "zero"):
        return b.number(int(weight.start == "one"))
    if weight.start == "normal":
        return Draw("normal", (b.number(0), b.number(1)))
    bound = b.apply("power", (b.size(weight.fan), b.number(Fraction(-1, 2))), ())
    return Draw("uniform", (b.product((b.number(-1), bound), (), "real"), bound))


def declared(file: ast.GameFile, names: Names, source: Source) -> tuple[NetworkRecord, ...]:
    """All networks of a checked game."""
    owners = [d for d in file.declarations if isinstance(d, ast.Player)]
    found = [names.owners[p.name].members[m.name] for p in owners for m in p.members]
    return tuple(_record(entry, entry.net, names, source) for entry in found if entry.net)


def _record(entry: Entry, net: Net, names: Names, source: Source) -> NetworkRecord:
    weights = tuple(f"{net.name}.{w.name}" for w in net.weights)
    text = " ".join(source.text[net.declared.span.start : net.declared.span.end].split())
    key = entry.name if len(names.values[entry.name]) == 1 else entry.path
    total = sum((count(w.shape) for w in net.weights), ZERO)
    shape = (*(v.count for v in net.variables), total)
    return NetworkRecord(net.player, net.name, text, weights, key, shape, entry.span)
