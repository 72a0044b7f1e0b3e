"""Typed expressions as sums of monomials of indexed factors.

In: the nodes of a game. Out: the terms of each, an array's axes as free indices. An expression
that has no rule, or too many terms, is one opaque factor in which its owners are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.calls import call
from gamelang.certify.indexed.places import Place, bound, entry, shifted
from gamelang.certify.indexed.products import HALF, NotTakenApartError, power, product
from gamelang.certify.indexed.reductions import share
from gamelang.certify.indexed.rules import delta_head
from gamelang.certify.indexed.table import ANY, BOUND, Head, Owner, Slot, Table, Terms, axis
from gamelang.certify.undecided import UndecidedError
from gamelang.core import typed
from gamelang.core.dims import ZERO, Dim
from gamelang.core.game import ParameterRecord, TypedGame
from gamelang.core.typed import Node, Part, Variable

SHARE = 0.6  # of the work allowed; then what is left stays whole
MOST_PARTS = 200
SUMS = ("sum", "mean", "norm2", "norm")


class Reader:
    """Reads the nodes of one game, each once."""

    def __init__(self, game: TypedGame, table: Table) -> None:
        self.game, self.table = game, table
        self.known: dict[Node, Terms] = {}
        self.slots: dict[Variable, Slot] = {}
        self.owners: dict[Node, frozenset[str]] = {}
        self.players = {record.node.path: record for record in game.parameters}
        self.families = {p.name: len(p.variables) for p in game.players}

    def slot(self, variable: Variable) -> Slot:
        """The free index that an index variable is."""
        if variable not in self.slots:
            place = self.table.range(variable.start, variable.stop)
            self.slots[variable] = self.table.fresh(place)
        return self.slots[variable]

    def terms(self, root: Node) -> Terms:
        stack = [root]
        while stack:
            node = stack[-1]
            if node in self.known:
                stack.pop()
                continue
            waiting = [c for c in self._below(node) if c not in self.known]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            self.owners[node] = self._owners(node)
            self.known[node] = self._read(node)
        return self.known[root]

    def _below(self, node: Node) -> Sequence[Node]:
        if isinstance(node, typed.Constant):
            definition = self.game.constant(node.name).definition
            return () if definition is None else (definition,)
        return typed.children(node)

    def _owners(self, node: Node) -> frozenset[str]:
        if isinstance(node, typed.Parameter):
            return frozenset((node.player,))
        return frozenset[str]().union(*(self.owners[c] for c in self._below(node)))

    def _read(self, node: Node) -> Terms:
        if self.table.work > SHARE * self.table.limit and not isinstance(node, typed.Sum):
            return self._whole(node)
        limit = self.table.limit
        self.table.limit = min(limit, self.table.work + limit // 8)
        try:
            return self._taken_apart(node)
        except (NotTakenApartError, UndecidedError):
            self.table.limit = limit
            return self._whole(node)
        finally:
            self.table.limit = limit

    def _taken_apart(self, node: Node) -> Terms:
        table, known = self.table, self.known
        if isinstance(node, typed.Learning):
            raise NotTakenApartError(typed.no_form(node))
        match node:
            case typed.Number(value):
                return t.number(value)
            case typed.Size(dim):
                return t.size(table, dim)
            case Variable():
                return t.index(table, self.slot(node))
            case typed.Parameter():
                return self._parameter(self.players[node.path])
            case typed.Constant():
                return self._constant(node)
            case typed.Sum(terms):
                return t.added(table, [known[x] for x in terms])
            case typed.Product(factors):
                return self._product([known[x] for x in factors])
            case typed.Apply():
                return self._call(node)
            case typed.Index(base, items):
                return self._index(base, items)
            case typed.Stack(items):
                return self._stack(items)
            case typed.Comprehension(variable, body):
                return self._comprehension(variable, body)
            case typed.Reduction():
                return self._reduction(node)
            case typed.Choice(condition, yes, no):
                return self._choice(known[condition], known[yes], known[no])
            case _:
                assert_never(node)

    def _whole(self, node: Node) -> Terms:
        """One factor that nothing is known of but whose parameters stand in it."""
        free = sorted(self.slot(v) for v in self.game.builder.variables(node))
        slots = (*(axis(k) for k in range(len(node.shape))), *free)
        owners: frozenset[Owner] = frozenset(
            (name, (ANY,) * self.families[name]) for name in self.owners[node]
        )
        head = Head("node", f"{id(node)}", inside=owners, depth=1)
        return t.atom(self.table, self.table.head(head), slots)

    def _parameter(self, record: ParameterRecord) -> Terms:
        node = record.node
        families = self.families[node.player]
        head = Head(
            "parameter",
            node.path,
            tuple(self.table.whole(size) for size in node.shape),
            player=node.player,
            families=families,
            simplex=record.domain is not None and record.domain.form == "simplex",
            owning=frozenset(range(families)),
        )
        slots = (axis(k) for k in range(len(node.shape)))
        return t.atom(self.table, self.table.head(head), slots)

    def _constant(self, node: typed.Constant) -> Terms:
        record = self.game.constant(node.name)
        if record.definition is not None:
            return self.known[record.definition]
        if record.value is not None and not node.shape:
            return t.number(record.value[0])
        square = len(node.shape) == 2
        signs = {"symmetric": 1, "antisymmetric": -1}
        symmetric = next((signs[p] for p in record.properties if p in signs), 0) if square else 0
        head = Head(
            "constant",
            node.name,
            tuple(self.table.whole(size) for size in node.shape),
            symmetric=symmetric,
            diagonal=square and "diagonal" in record.properties,
        )
        slots = (axis(k) for k in range(len(node.shape)))
        return t.atom(self.table, self.table.head(head), slots)

    def _product(self, factors: Sequence[Terms]) -> Terms:
        out = t.number(1)
        for factor in sorted(factors, key=len):
            out = product(self.table, out, factor)
        return out

    def _call(self, node: typed.Apply) -> Terms:
        arguments = [self.known[a] for a in node.arguments]
        if node.axis is None and node.function in SUMS and node.arguments[0].shape:
            leaves = entries_of(node.arguments[0])
            if leaves != [node.arguments[0]]:
                return self._sum_of_parts(node, leaves)
        return call(self.table, node, arguments)

    def _sum_of_parts(self, node: typed.Apply, leaves: Sequence[Node]) -> Terms:
        """sum, mean, norm2 or norm of arrays joined and reshaped: their entries in any order."""
        square = node.function in ("norm2", "norm")
        parts = []
        for leaf in leaves:
            terms = self.known[leaf]
            entry = product(self.table, terms, terms) if square else terms
            parts.append(bound(self.table, entry, leaf.shape, range(len(leaf.shape))))
        total = t.added(self.table, parts)
        if node.function == "mean":
            return product(self.table, total, share(self.table, node.arguments[0].shape))
        return power(self.table, total, t.number(HALF)) if node.function == "norm" else total

    def _choice(self, condition: Terms, yes: Terms, no: Terms) -> Terms:
        gap = product(self.table, condition, t.minus(self.table, yes, no))
        return t.added(self.table, (gap, no))

    def _index(self, base: Node, items: Sequence[Node | Part]) -> Terms:
        places: list[Place] = []
        kept = 0
        for item, size in zip(items, base.shape, strict=True):
            if not isinstance(item, Part):
                places.append(self.known[item])
                continue
            if item == Part(ZERO, size):
                places.append(axis(kept))
            else:
                places.append(self._after(axis(kept), item.start))
            kept += 1
        return entry(self.table, self.known[base], base.shape, places)

    def _after(self, slot: Slot, start: Dim) -> Terms:
        return t.added(self.table, (t.index(self.table, slot), t.size(self.table, start)))

    def _stack(self, items: Sequence[Node]) -> Terms:
        place = self.table.whole(Dim.of(len(items)))
        parts = []
        for k, item in enumerate(items):
            inside = shifted(self.table, self.known[item], len(item.shape), 1)
            slots = (axis(0), self.table.constant(Dim.of(k)))
            here = t.atom(self.table, delta_head(self.table, place), slots)
            parts.append(product(self.table, inside, here))
        return t.added(self.table, parts)

    def _comprehension(self, variable: Variable, body: Node) -> Terms:
        inside = shifted(self.table, self.known[body], len(body.shape), 1)
        slot = self.slot(variable)
        if variable.start == ZERO:
            return t.renamed(self.table, inside, {slot: axis(0)})
        gap = t.minus(self.table, t.index(self.table, slot), self._after(axis(0), variable.start))
        chosen = opaque.equal_zero(self.table, gap)
        both = product(self.table, inside, chosen)
        return t.summed(self.table, both, slot, self.table.free[slot])

    def _reduction(self, node: typed.Reduction) -> Terms:
        table, slot = self.table, self.slot(node.variable)
        body = self.known[node.body]
        when = t.number(1) if node.condition is None else self.known[node.condition]
        place = table.free[slot]
        match node.function:
            case "sum":
                return t.summed(table, product(table, when, body), slot, place)
            case "logsumexp":
                powers = product(table, when, opaque.function(table, "exp", [body]))
                return opaque.function(table, "log", [t.summed(table, powers, slot, place)])
            case _:
                inside = [t.renamed(table, x, {slot: BOUND}) for x in (body, when)]
                name = f"{node.function} where"
                return opaque.opaque(table, "reduction", name, inside, ranges=(place,))


def entries_of(array: Node) -> list[Node]:
    """Arrays and scalars that together have the entries of this one."""
    out: list[Node] = []
    stack = [array]
    while stack:
        if len(out) > MOST_PARTS:
            return [array]
        node = stack.pop()
        match node:
            case typed.Apply("reshape" | "concat", arguments):
                stack.extend(reversed(arguments))
            case typed.Stack(items):
                stack.extend(reversed(items))
            case _:
                out.append(node)
    return out


def limit_of(seconds: float) -> int:
    """The work that fits into a share of a budget."""
    return int(max(6_000, min(40_000, seconds * 4_000)))
