"""What stands inside `stop(...)`: expressions of held parameters, and the way back to values.

A player's own derivative does not see a held parameter; its value is the parameter's.
"""

from __future__ import annotations

from gamelang.core.building import Builder
from gamelang.core.typed import Expectation, Node, Parameter, postorder


def stopped(builder: Builder, node: Node) -> Node:
    """The expression over held parameters.

    Indices stay what they are: they have no derivative, and a draw is one value, the same inside
    and outside; what its distribution depends on is not held. An expectation is, with its draws.
    """
    copies = _copies(builder, node, held=True)
    if not copies:
        return node

    def whole(inside: Node) -> Node | None:
        if isinstance(inside, Expectation):
            return builder.replaced(inside, _copies(builder, inside, held=True))
        return inside if inside.kind == "int" else None

    return builder.rewritten(node, lambda inside: copies.get(inside, inside), whole=whole)


def valued(builder: Builder, node: Node) -> Node:
    """The expression as a function of the parameters alone: nothing is held."""
    copies = _copies(builder, node, held=False)
    return builder.replaced(node, copies) if copies else node


def _copies(builder: Builder, root: Node, held: bool) -> dict[Node, Node]:
    return {
        node: builder.parameter(node.player, node.name, node.shape, held)
        for node in postorder(root)
        if isinstance(node, Parameter) and node.held != held
    }


def holds(*roots: Node) -> bool:
    """Whether a held parameter stands below."""
    return any(isinstance(node, Parameter) and node.held for node in postorder(*roots))


def holds_own(player: str, root: Node) -> bool:
    """Whether a held parameter of this player (or of its family) stands below."""
    found = (node for node in postorder(root) if isinstance(node, Parameter) and node.held)
    return any(node.player == player for node in found)
