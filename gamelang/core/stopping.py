"""What stands inside `stop(...)`: expressions of held parameters, and the way back to values.

A player's own derivative does not see a held parameter; its value is the parameter's.
"""

from __future__ import annotations

from gamelang.core.building import Builder
from gamelang.core.typed import Node, Parameter, postorder


def stopped(builder: Builder, node: Node) -> Node:
    """The expression over held parameters."""
    return _over(builder, node, held=True)


def valued(builder: Builder, node: Node) -> Node:
    """The expression as a function of the parameters alone: nothing is held."""
    return _over(builder, node, held=False)


def _over(builder: Builder, root: Node, held: bool) -> Node:
    copies: dict[Node, Node] = {
        node: builder.parameter(node.player, node.name, node.shape, held)
        for node in postorder(root)
        if isinstance(node, Parameter) and node.held != held
    }
    return builder.replaced(root, copies) if copies else root


def holds(*roots: Node) -> bool:
    """Whether a held parameter stands below."""
    return any(isinstance(node, Parameter) and node.held for node in postorder(*roots))


def holds_own(player: str, root: Node) -> bool:
    """Whether a held parameter of this player (or of its family) stands below."""
    found = (node for node in postorder(root) if isinstance(node, Parameter) and node.held)
    return any(node.player == player for node in found)
