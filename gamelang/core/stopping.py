"""What stands inside `stop(...)`: expressions of held parameters, and the way back to values.

A player's own derivative does not see a held parameter; its value is the parameter's.
"""

from __future__ import annotations

from gamelang.core.building import Builder
from gamelang.core.typed import Expectation, Gradient, Node, Parameter, Symbol, postorder


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
            return builder.replaced(inside, copies)
        return inside if inside.kind == "int" else None

    return builder.rewritten(node, lambda inside: copies.get(inside, inside), whole=whole)


def valued(builder: Builder, node: Node) -> Node:
    """The expression as a function of the parameters alone: nothing is held."""
    copies = _copies(builder, node, held=False)
    return builder.replaced(node, copies) if copies else node


def _copies(builder: Builder, root: Node, held: bool) -> dict[Node, Node]:
    """Of parameters, and of the points of a `grad(...)` around; those inside stay its own."""
    own = {node.symbol for node in postorder(root) if isinstance(node, Gradient)}
    copies: dict[Node, Node] = {}
    for node in postorder(root):
        if isinstance(node, Parameter) and node.held != held:
            copies[node] = builder.parameter(node.player, node.name, node.shape, held)
        elif isinstance(node, Symbol) and node.held != held and node not in own:
            copies[node] = builder.twin(node)
    return copies


def held_at(builder: Builder, body: Node, symbol: Symbol, at: Node) -> Node:
    """The body of a gradient with the point itself in the place of what it holds: a value that
    neither the gradient nor a player's own derivative sees."""
    twin = builder.twin(symbol)
    if all(node is not twin for node in postorder(body)):
        return body
    return builder.replaced(body, {twin: stopped(builder, at)})


def holds(*roots: Node) -> bool:
    """Whether a held parameter stands below."""
    return any(isinstance(node, Parameter) and node.held for node in postorder(*roots))


def holds_own(player: str, root: Node) -> bool:
    """Whether a held parameter of this player (or of its family) stands below."""
    found = (node for node in postorder(root) if isinstance(node, Parameter) and node.held)
    return any(node.player == player for node in found)
