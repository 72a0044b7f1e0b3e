"""Where an expression is evaluated: at which index values, and under which conditions.

Under a condition on indices, an expression is written at values that satisfy it; under a
condition on values, functions with a restricted domain get a harmless argument where it fails.
So the branch that is not taken never makes a NaN, in values or gradients.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gamelang.codegen.binding import Bound
from gamelang.codegen.indices import Static
from gamelang.codegen.values import Value
from gamelang.core import typed
from gamelang.core.typed import Apply, Node, Variable


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """`values` replaces loop variables; `guards` are conditions that hold where it matters."""

    values: Mapping[Variable, Static] = field(default_factory=dict)
    guards: tuple[Value, ...] = ()
    made: dict[object, Scope] = field(default_factory=dict)

    def guarded(self, guard: Value) -> Scope:
        """This scope with one more condition; the same one for the same condition."""
        key = ("guard", guard.text)
        return self.made.setdefault(key, Scope(self.values, (*self.guards, guard)))

    def at(self, condition: Node, holds: bool, values: Mapping[Variable, Static]) -> Scope:
        """This scope with index values at which a condition on indices is as wanted."""
        key = (condition, holds)
        return self.made.setdefault(key, Scope({**self.values, **values}, self.guards))

    def without_guards(self) -> Scope:
        return self.made.setdefault("no guards", Scope(self.values)) if self.guards else self


PARTIAL = frozenset(
    (
        *("log", "log1p", "sqrt", "exp", "tan", "norm"),
        *("logsumexp", "inv", "solve", "entropy", "kl"),
    )
)


@dataclass(slots=True)
class Scopes:
    """The scopes of one function, and which expressions tell them apart."""

    bound: Bound
    base: Scope = field(default_factory=Scope)
    partial: dict[Node, bool] = field(default_factory=dict)

    def effective(self, node: Node, scope: Scope) -> Scope:
        """The scope, or a simpler one in which the node means the same."""
        if scope is self.base:
            return scope
        free = self.bound.game.builder.variables(node)
        moved = any(v in free for v in scope.values)
        if scope.guards and self.has_partial(node):
            return scope
        return scope.without_guards() if moved else self.base

    def has_partial(self, root: Node) -> bool:
        """Whether a function below the node is undefined, or infinite, somewhere."""
        found = self.partial
        if root not in found:
            for node in typed.postorder(root):
                if node not in found:
                    own = isinstance(node, Apply) and self.is_partial(node)
                    found[node] = own or any(found[c] for c in typed.children(node))
        return found[root]

    def is_partial(self, node: Apply) -> bool:
        if node.function != "power":
            return node.function in PARTIAL
        exponent = self.bound.number(node.arguments[1])
        return exponent is None or exponent.denominator != 1 or exponent < 0
