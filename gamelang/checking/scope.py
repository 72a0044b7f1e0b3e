"""What is in reach where an expression stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from gamelang.checking.bounds import Interval
from gamelang.core.typed import Node, Variable
from gamelang.frozen import frozen


@frozen
class Scope:
    """Local names (index variables, arguments of an fn), and what conditions say of them.

    `forbidden` names what may not occur here ("parameter" in a constant's value, say) and why.
    """

    local: Mapping[str, Node] = field(default_factory=dict)
    known: Mapping[Variable, Interval] = field(default_factory=dict)
    forbidden: Mapping[str, str] = field(default_factory=dict)

    def with_local(self, name: str, node: Node) -> Scope:
        return replace(self, local={**self.local, name: node})

    def with_known(self, known: Mapping[Variable, Interval]) -> Scope:
        return replace(self, known=known)
