"""What a player learns: its parameters, and the weights of its networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking import networks, players
from gamelang.checking.names import Entry
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.game import ParameterRecord
from gamelang.core.typed import Variable

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

Member = ast.Parameter | ast.Network


def declare(
    e: Elaborator, player: ast.Player, member: Member, entry: Entry, variables: list[Variable]
) -> None:
    """Gives the entry its array, or its network."""
    if isinstance(member, ast.Network):
        networks.declare(e, player, member, entry, variables)
    else:
        entry.node = players.parameter_node(e, player, member, variables)


def records(
    e: Elaborator, member: Member, entry: Entry, scope: Scope, variables: list[Variable]
) -> list[ParameterRecord]:
    """The parameters that a member stands for, with domains and starts."""
    key = entry.name if len(e.names.values[entry.name]) == 1 else entry.path
    if entry.net is not None:
        return networks.records(e, entry.net, key)
    if isinstance(member, ast.Parameter) and isinstance(entry.node, typed.Parameter):
        return [players.record(e, member, entry.node, key, scope, variables)]
    return []
