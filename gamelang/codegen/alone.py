"""Families whose members hold no others' parameters: one gradient serves all of them."""

from __future__ import annotations

from gamelang.codegen.functions import Module
from gamelang.core.game import Player
from gamelang.core.typed import Index, Node, Parameter, children, postorder


def learns(module: Module, player: Player) -> bool:
    """Whether the player has a network."""
    return any(net.player == player.name for net in module.game.networks)


def alone(module: Module, player: Player) -> bool:
    """Whether each member's loss holds the family's parameters at its own index only, so that the
    derivative of the sum of the losses is that of each by its own parameters."""
    loss = module.normal(player.loss)
    return all(
        _at_own(player, node)
        for node in postorder(loss)
        for child in children(node)
        if _own(player, child)
    ) and not _own(player, loss)


def _own(player: Player, node: Node) -> bool:
    return isinstance(node, Parameter) and node.player == player.name and not node.held


def _at_own(player: Player, node: Node) -> bool:
    count = len(player.variables)
    return isinstance(node, Index) and node.items[:count] == player.variables
