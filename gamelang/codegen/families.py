"""The own derivative of a family's members in index notation: d q[j] / d q[i] = [j == i].

A sum over the members collapses to its one term that depends on the member, so that all n own
derivatives together cost no more than the losses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.codegen.derivatives import Derivatives, NoDerivative
from gamelang.codegen.functions import Module
from gamelang.core import typed
from gamelang.core.dims import ZERO, Dim
from gamelang.core.game import ParameterRecord, Player
from gamelang.core.typed import Apply, Node, Part, Variable, postorder

DEEPEST = 150
WIDEST = 4  # how many times larger an array may be than the losses' largest

Equality = tuple[Node, Variable]  # an index expression that must equal a target


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient, where all the equalities hold; else 0."""

    coefficient: Node
    equalities: tuple[Equality, ...]


def own_derivatives(module: Module, player: Player) -> dict[ParameterRecord, Node]:
    """The derivative of each member's loss by its own parameters; {} where no rule applies."""
    loss = module.normal(player.loss)
    try:
        found = {r: _Own(module, player, r).derivative(loss) for r in player.parameters}
    except NoDerivative:
        return {}
    limit = WIDEST * max(_volume(module, loss), *(_volume(module, r.node) for r in found))
    return found if all(_volume(module, node) <= limit for node in found.values()) else {}


def _volume(module: Module, root: Node) -> int:
    """The entries of the largest array below a node."""
    b, size = module.algebra.builder, module.bound.size
    return max(
        prod(size(v.count) for v in b.variables(node)) * prod(module.bound.shape(node.shape))
        for node in postorder(root)
    )


class _Own:
    """The derivative by one parameter array, whose entries are named by target variables."""

    def __init__(self, module: Module, player: Player, record: ParameterRecord) -> None:
        self.module, self.record = module, record
        self.algebra, self.builder = module.algebra, module.algebra.builder
        self.rules = Derivatives(module.algebra, module.normal)
        rest = record.node.shape[len(player.variables) :]
        self.family = player.variables
        self.entry_of = tuple(self.builder.variable("a", ZERO, size) for size in rest)
        self.depth = 0
        self.holds: dict[Node, bool] = {}

    def derivative(self, loss: Node) -> Node:
        """The array of all own derivatives: family axes, then the parameter's own."""
        a, b = self.algebra, self.builder
        node: Node = a.add([self._resolved(term) for term in self._terms(loss, ())])
        node = self.module.normal(node)
        for variable in reversed((*self.family, *self.entry_of)):
            node = b.comprehension(variable, node)
        return node

    def _resolved(self, term: Term) -> Node:
        """A term with its equalities as conditions, decided where they hold always or never."""
        node = term.coefficient
        for expression, target in term.equalities:
            if expression is not target:
                node = self._where(self._equal(expression, target), node)
        return node

    def _equal(self, expression: Node, target: Variable) -> Node:
        return self.builder.apply("equal", (expression, target), (), "bool")

    def _where(self, condition: Node, node: Node) -> Node:
        """The node where the condition holds, else 0."""
        zero = self.algebra.number(0)
        if self.module.indices.known(condition):
            values = self.module.indices.value(condition, {}).values
            if values.all() or not values.any():
                return node if values.all() else zero
        return self.builder.choice(condition, node, zero, (), "real")

    # ---- rules

    def _terms(self, node: Node, index: tuple[Node, ...]) -> list[Term]:
        """The derivative of the entry of `node` at `index`."""
        if not self._depends(node):
            return []
        self.depth += 1
        if self.depth > DEEPEST:
            raise NoDerivative("too deep")
        try:
            return self._rule(node, index)
        finally:
            self.depth -= 1

    def _depends(self, root: Node) -> bool:
        if root not in self.holds:
            for node in postorder(root):
                if node not in self.holds:
                    below = any(self.holds[c] for c in typed.children(node))
                    self.holds[node] = below or node is self.record.node
        return self.holds[root]

    def _rule(self, node: Node, index: tuple[Node, ...]) -> list[Term]:
        match node:
            case typed.Parameter():
                targets = (*self.family, *self.entry_of)
                return [Term(self.algebra.number(1), tuple(zip(index, targets, strict=True)))]
            case typed.Sum(terms):
                return [t for x in terms for t in self._terms(x, index if x.shape else ())]
            case typed.Product(factors):
                return self._product(factors, index)
            case Apply():
                return self._apply(node, index)
            case typed.Index(base, items):
                return self._terms(base, self._merged(items, index))
            case typed.Comprehension(variable, body):
                return self._terms(self._opened(variable, body, index[0]), index[1:])
            case typed.Reduction("sum", variable, body, condition):
                return self._reduction(variable, body, condition, index)
            case typed.Choice(condition, yes, no):
                return self._choice(condition, yes, no, index)
            case _:
                raise NoDerivative(type(node).__name__)

    def _product(self, factors: tuple[Node, ...], index: tuple[Node, ...]) -> list[Term]:
        found = []
        for k, factor in enumerate(factors):
            terms = self._terms(factor, index if factor.shape else ())
            others = [self._entry(f, index) for f in (*factors[:k], *factors[k + 1 :])]
            found += [self._scaled(term, *others) for term in terms]
        return found

    def _scaled(self, term: Term, *factors: Node) -> Term:
        return Term(self.algebra.multiply((*factors, term.coefficient)), term.equalities)

    def _apply(self, node: Apply, index: tuple[Node, ...]) -> list[Term]:
        arguments, special = node.arguments, ARRAYS.get(node.function)
        if node.function == "power" and self.algebra.bound.number(arguments[1]) is not None:
            x = self._entry(arguments[0], index)
            exponent = self.algebra.bound.number(arguments[1])
            assert exponent is not None
            lower = self.algebra.power(x, self.algebra.number(exponent - 1), ())
            slope = self.algebra.multiply((self.algebra.number(exponent), lower))
            return [self._scaled(t, slope) for t in self._terms(arguments[0], index)]
        if special is not None:
            return special(self, node, index)
        rule = entries("gamelang.builtins", Builtin).get(node.function)
        if (rule is None or rule.derivative is None) and node.function != "log1p":
            raise NoDerivative(node.function)
        x = self._entry(arguments[0], index)
        made = self.builder.apply(node.function, (x,), ())
        assert isinstance(made, Apply)
        slope = self.rules.slope(made)
        return [self._scaled(t, slope) for t in self._terms(arguments[0], index)]

    def _choice(self, condition: Node, yes: Node, no: Node, index: tuple[Node, ...]) -> list[Term]:
        if condition.shape:
            raise NoDerivative("choice between arrays")
        opposite = self.builder.apply("not", (condition,), (), "bool")
        found = []
        for case, side in ((condition, yes), (opposite, no)):
            terms = self._terms(side, index if side.shape else ())
            found += [Term(self._where(case, t.coefficient), t.equalities) for t in terms]
        return found

    # ---- entries

    def _entry(self, node: Node, index: tuple[Node, ...]) -> Node:
        """node[index] as a scalar; scalars combine with any shape."""
        if not node.shape:
            return node
        if isinstance(node, typed.Comprehension):
            return self._entry(self._opened(node.variable, node.body, index[0]), index[1:])
        if isinstance(node, typed.Index):
            return self.builder.index(node.base, self._merged(node.items, index), ())
        return self.builder.index(node, index, ())

    def _opened(self, variable: Variable, body: Node, place: Node) -> Node:
        """The body at slice number `place`."""
        if variable.start != ZERO:
            start = self.builder.size(variable.start)
            place = self.builder.sum((place, start), (), "int")
        return self.builder.substitute(body, {variable: place})

    def _merged(self, items: tuple[Node | Part, ...], index: tuple[Node, ...]) -> tuple[Node, ...]:
        """x[a:b, k] at (i,) is x at (a + i, k)."""
        rest = iter(index)
        merged: list[Node] = []
        for item in items:
            if not isinstance(item, Part):
                merged.append(item)
            elif item.start == ZERO:
                merged.append(next(rest))
            else:
                start = self.builder.size(item.start)
                merged.append(self.builder.sum((next(rest), start), (), "int"))
        return tuple(merged)

    # ---- sums over an index

    def _reduction(
        self, variable: Variable, body: Node, condition: Node | None, index: tuple[Node, ...]
    ) -> list[Term]:
        b = self.builder
        fresh = b.variable(variable.name, variable.start, variable.stop)
        inside = b.substitute(body, {variable: fresh})
        when = None if condition is None else b.substitute(condition, {variable: fresh})
        terms = self._terms(inside, index if inside.shape else ())
        return [self._summed(term, fresh, when) for term in terms]

    def over(self, length: Dim, terms: Callable[[Node], list[Term]]) -> list[Term]:
        """Σ over k < length of the terms at k."""
        fresh = self.builder.variable("k", ZERO, length)
        return [self._summed(term, fresh, None) for term in terms(fresh)]

    def _summed(self, term: Term, variable: Variable, condition: Node | None) -> Term:
        """Σ over the variable: an equality that fixes it leaves one value."""
        b = self.builder
        for expression, target in term.equalities:
            if expression is variable and self._covers(variable, target):
                rest = tuple(
                    e for e in term.equalities if e[0] is not variable or e[1] is not target
                )
                place = {variable: target}
                left = tuple((b.substitute(e, place), t) for e, t in rest)
                value = b.substitute(term.coefficient, place)
                if condition is not None:
                    value = self._where(b.substitute(condition, place), value)
                return Term(value, left)
        tied = [e for e in term.equalities if variable in b.variables(e[0])]
        conditions = [self._equal(e, t) for e, t in tied]
        conditions += [condition] if condition is not None else []
        when = None
        if conditions:
            both = b.apply("and", tuple(conditions), (), "bool")
            when = conditions[0] if len(conditions) == 1 else both
        total = self.module.normal.total(variable, self.module.normal(term.coefficient), when)
        return Term(total, tuple(e for e in term.equalities if e not in tied))

    def _covers(self, variable: Variable, target: Variable) -> bool:
        size = self.module.bound.size
        return size(variable.start) <= size(target.start) and size(target.stop) <= size(
            variable.stop
        )


# ---- builtins on arrays, entry by entry

Rule = Callable[[_Own, Apply, tuple[Node, ...]], list[Term]]


def _sum(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    """sum(x), sum(x, axis=k): the axes that go are summed over."""
    x = node.arguments[0]
    gone = range(len(x.shape)) if node.axis is None else (node.axis,)

    def at(places: dict[int, Node]) -> list[Term]:
        for axis in gone:
            if axis not in places:
                return own.over(x.shape[axis], lambda k, axis=axis: at({**places, axis: k}))  # type: ignore[misc]
        kept = iter(index)
        full = tuple(places[k] if k in places else next(kept) for k in range(len(x.shape)))
        return own._terms(x, full)

    return at({})


def _mean(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    x = node.arguments[0]
    gone = range(len(x.shape)) if node.axis is None else (node.axis,)
    count = prod(own.module.bound.size(x.shape[axis]) for axis in gone)
    share = own.algebra.power(own.algebra.number(count), own.algebra.number(-1), ())
    return [own._scaled(t, share) for t in _sum(own, node, index)]


def _norm2(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    x = node.arguments[0]
    square = own.algebra.power(x, own.algebra.number(2), x.shape)
    total = own.builder.apply("sum", (square,), node.shape, "real", node.axis)
    return own._terms(total, index)


def _matmul(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    """Σ_k x[.., k] y[k, ..]."""
    x, y = node.arguments
    rows = index[: len(x.shape) - 1]
    columns = index[len(x.shape) - 1 :]

    def at(k: Node) -> list[Term]:
        left, right = own._entry(x, (*rows, k)), own._entry(y, (k, *columns))
        return [
            *(own._scaled(t, right) for t in own._terms(x, (*rows, k))),
            *(own._scaled(t, left) for t in own._terms(y, (k, *columns))),
        ]

    return own.over(x.shape[-1], at)


def _outer(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    x, y = node.arguments
    i, j = index[:1], index[1:]
    return [
        *(own._scaled(t, own._entry(y, j)) for t in own._terms(x, i)),
        *(own._scaled(t, own._entry(x, i)) for t in own._terms(y, j)),
    ]


def _transpose(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    return own._terms(node.arguments[0], index[::-1])


def _trace(own: _Own, node: Apply, index: tuple[Node, ...]) -> list[Term]:
    x = node.arguments[0]
    return own.over(x.shape[0], lambda k: own._terms(x, (k, k)))


ARRAYS: dict[str, Rule] = {
    "sum": _sum,
    "mean": _mean,
    "norm2": _norm2,
    "dot": _matmul,
    "matmul": _matmul,
    "outer": _outer,
    "transpose": _transpose,
    "trace": _trace,
}
