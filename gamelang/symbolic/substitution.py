"""A node with its leaves replaced: built anew by the Graph, which simplifies exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import UndefinedError
from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Coordinate,
    Logic,
    Multiply,
    Node,
    Pi,
    Rational,
    Scalar,
    Symbol,
    postorder,
)

Leaf = Coordinate | Symbol


class Substitution:
    """Replaces coordinates and symbols by nodes; remembers, so several roots share the work.

    Raises UndefinedError where a value that is needed does not exist at this place.
    """

    def __init__(self, graph: Graph, leaves: Mapping[Leaf, Scalar]) -> None:
        self.graph = graph
        self.leaves = leaves
        # A branch that is not taken may be undefined: its error waits here until it is used.
        self.known: dict[Node, Any] = {}

    def of(self, root: Scalar) -> Scalar:
        for node in postorder(root):
            if node not in self.known:
                try:
                    self.known[node] = self._made(node)
                except UndefinedError as error:
                    self.known[node] = error
        found: Scalar = self._get(root)
        return found

    def _get(self, node: Node) -> Any:
        found = self.known[node]
        if isinstance(found, UndefinedError):
            raise found
        return found

    def _made(self, node: Node) -> Any:
        graph, get = self.graph, self._get
        match node:
            case Coordinate() | Symbol():
                return self.leaves.get(node, node)
            case Rational() | Pi():
                return node
            case Add(constant, terms):
                return graph.linear(constant, [(get(t), c) for t, c in terms])
            case Multiply(factors):
                return graph.product([(get(b), e) for b, e in factors])
            case Apply(primitive, arguments):
                return graph.apply(primitive, *map(get, arguments))
            case Compare(symbol, difference):
                return graph.compare(symbol, get(difference), graph.number(0))
            case Logic(symbol, parts):
                return graph.logic(symbol, *map(get, parts))
            case Choice(condition, yes, no):
                decided = get(condition)
                if isinstance(decided, bool):
                    return get(yes if decided else no)
                return graph.choose(decided, get(yes), get(no))
            case _:
                assert_never(node)
