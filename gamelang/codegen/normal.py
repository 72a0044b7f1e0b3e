"""Expressions made ready for code: numbers folded, safe forms chosen, sums over indices narrowed.

A sum over an index is split where its terms depend on different indices, and what does not
depend on the index stands before it, so that no array is larger than the expression needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from gamelang.codegen.algebra import Algebra
from gamelang.core import typed
from gamelang.core.typed import Apply, Node, Reduction, Sum, Variable


@dataclass(slots=True)
class Normaliser:
    """Rewrites nodes, each once. Binders are opened with fresh variables: nothing is captured."""

    algebra: Algebra
    done: dict[Node, Node] = field(default_factory=dict)
    opened: dict[Node, tuple[Variable, Node, Node | None]] = field(default_factory=dict)
    counted: dict[Node, bool] = field(default_factory=dict)

    def __call__(self, root: Node) -> Node:
        stack = [root]
        while stack:
            node = stack[-1]
            if node in self.done:
                stack.pop()
            elif waiting := [c for c in self._below(node) if c not in self.done]:
                stack.extend(waiting)
            else:
                self.done[stack.pop()] = self._rewritten(node)
        return self.done[root]

    def _below(self, node: Node) -> list[Node]:
        if node.kind == "int" and not isinstance(node, Apply) and not self._counted(node):
            return []
        match node:
            case typed.Comprehension(variable, body):
                condition = None
            case Reduction(_, variable, body, condition):
                pass
            case _:
                return list(typed.children(node))
        if node not in self.opened:
            b = self.algebra.builder
            if variable.shared:
                self.opened[node] = variable, body, condition
                return [body] if condition is None else [body, condition]
            fresh = b.variable(variable.name, variable.start, variable.stop)
            inside = b.substitute(body, {variable: fresh})
            when = None if condition is None else b.substitute(condition, {variable: fresh})
            self.opened[node] = fresh, inside, when
        _, inside, when = self.opened[node]
        return [inside] if when is None else [inside, when]

    def _rewritten(self, node: Node) -> Node:
        a, b, done = self.algebra, self.algebra.builder, self.done
        if node.kind != "real":
            return self._integer(node)
        match node:
            case typed.Number() | typed.Parameter() | typed.Constant():
                return node
            case typed.Size() | Variable():
                return node
            case typed.Sum(terms, shape):
                return a.add([done[t] for t in terms], shape)
            case typed.Product(factors, shape):
                return a.multiply([done[f] for f in factors], shape)
            case Apply(function, arguments, shape, _, axis):
                return a.apply(function, tuple(done[x] for x in arguments), shape, axis)
            case typed.Index(base, items, shape):
                places = tuple(i if isinstance(i, typed.Part) else done[i] for i in items)
                return b.index(done[base], places, shape)
            case typed.Stack(items, shape):
                return b.stack(tuple(done[i] for i in items), shape, "real")
            case typed.Comprehension():
                variable, inside, _ = self.opened[node]
                return b.comprehension(variable, done[inside])
            case Reduction(function):
                variable, inside, when = self.opened[node]
                condition = None if when is None else done[when]
                if function == "sum":
                    return self.total(variable, done[inside], condition)
                return b.reduction(function, variable, done[inside], condition)
            case typed.Choice(condition, yes, no, shape):
                return b.choice(done[condition], done[yes], done[no], shape, "real")
            case typed.Batch() | typed.Carried() | typed.Symbol() | typed.Pick():
                return node
            case typed.Scan(variable, backward, carried, starts, bodies):
                first, new = ([done[x] for x in each] for each in (starts, bodies))
                return b.scan(variable, backward, carried, first, new)
            case typed.Trace(scan, slot):
                rebuilt = done[scan]
                assert isinstance(rebuilt, typed.Scan)
                return b.trace(rebuilt, slot)
            case typed.Gradient(symbol, body, at):
                return b.gradient(symbol, done[body], done[at])
            case typed.Extern():
                return b.rebuilt(node, done)
            case typed.Random() | typed.Expectation():
                raise AssertionError("a game that is ready to run has none")
            case _:
                assert_never(node)

    def _integer(self, node: Node) -> Node:
        """Comparisons keep their meaning, with both sides rewritten; integers stay, but for what
        counts while the code runs."""
        b, done = self.algebra.builder, self.done
        if self._counted(node) and not isinstance(node, Apply):
            match node:
                case typed.Comprehension():
                    variable, inside, _ = self.opened[node]
                    return b.comprehension(variable, done[inside])
                case Reduction(function):
                    variable, inside, when = self.opened[node]
                    condition = None if when is None else done[when]
                    return b.reduction(function, variable, done[inside], condition)
                case _:
                    return b.rebuilt(node, done)
        if node.kind == "int" or not isinstance(node, Apply):
            return node
        new = tuple(self.done[x] for x in node.arguments)
        return self.algebra.builder.apply(node.function, new, node.shape, node.kind, node.axis)

    def _counted(self, root: Node) -> bool:
        """Whether a value that is known only while the code runs stands in it."""
        if root not in self.counted:
            for node in typed.postorder(root):
                if node not in self.counted:
                    below = any(self.counted[c] for c in typed.children(node))
                    self.counted[node] = below or isinstance(node, typed.Learning)
        return self.counted[root]

    # ---- sums over an index

    def total(self, variable: Variable, body: Node, condition: Node | None) -> Node:
        """Σ of body over the variable, narrowed; the variable is free in body and condition."""
        a, b = self.algebra, self.algebra.builder
        if isinstance(body, Sum) and len(groups := self._by_indices(body)) > 1:
            return a.add([self.total(variable, g, condition) for g in groups], body.shape)
        weight, rest = a.weighted(body)
        factors = (
            rest.factors if isinstance(rest, typed.Product) else () if rest is None else (rest,)
        )
        outside = [f for f in factors if variable not in b.variables(f)]
        inside = [f for f in factors if variable in b.variables(f)]
        outside.append(a.number(weight))
        if not inside:
            return a.multiply([*outside, self._count(variable, condition)], body.shape)
        shape = next((f.shape for f in inside if f.shape), ())
        core = a.multiply(inside, shape)
        if condition is None:
            return a.multiply([*outside, b.reduction("sum", variable, core, None)], body.shape)
        narrowed = self._all_but_one(variable, core, inside, condition)
        if narrowed is None:
            narrowed = b.reduction("sum", variable, core, condition)
        return a.multiply([*outside, narrowed], body.shape)

    def _by_indices(self, body: Sum) -> list[Node]:
        """The terms of a sum, those with the same free indices together."""
        b = self.algebra.builder
        groups: dict[frozenset[Variable], list[Node]] = {}
        for term in body.terms:
            groups.setdefault(b.variables(term), []).append(term)
        if len(groups) < 2:
            return [body]
        return [self.algebra.add(terms, body.shape) for terms in groups.values()]

    def _count(self, variable: Variable, condition: Node | None) -> Node:
        a, b = self.algebra, self.algebra.builder
        if condition is None:
            return a.number(Fraction(a.bound.size(variable.count)))
        return b.reduction("sum", variable, b.number(1, "int"), condition)

    def _all_but_one(
        self, variable: Variable, core: Node, factors: list[Node], condition: Node
    ) -> Node | None:
        """Σ_{j != i} f(j) = Σ_j f(j) - f(i), for polynomial f: it is defined at i as well.

        Not where a constant factor depends on both: there the mask goes into the constant.
        """
        match condition:
            case Apply("unequal", (Variable() as x, Variable() as y)):
                other = y if x is variable else x
            case _:
                return None
        a, b = self.algebra, self.algebra.builder
        size = a.bound.size
        inside = size(variable.start) <= size(other.start) and size(other.stop) <= size(
            variable.stop
        )
        if other is variable or not inside or not self._polynomial(core):
            return None
        if any(other in b.variables(f) and a.bound.constant(f) for f in factors):
            return None
        everything = self.total(variable, core, None)
        return a.add(
            [everything, a.negative(self(b.substitute(core, {variable: other})))], core.shape
        )

    def _polynomial(self, root: Node) -> bool:
        """Whether it is defined and differentiable for every value of its indices."""
        for node in typed.postorder(root):
            match node:
                case Apply("power", (_, typed.Number(value))) if value >= 0:
                    continue
                case Apply() if node.kind == "real" and node.function not in SMOOTH:
                    return False
                case typed.Choice():
                    return False
                case typed.Index(_, items):
                    plain = (typed.Part, Variable, typed.Number)
                    if not all(isinstance(item, plain) for item in items):
                        return False
        return True


SMOOTH = frozenset(
    (
        *("sum", "mean", "dot", "matmul", "outer", "transpose", "norm2"),
        *("zeros", "ones", "eye", "sin", "cos", "tanh"),
    )
)
