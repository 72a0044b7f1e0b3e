"""A game as exact work sees it: expectations worked out where they can be.

In: a typed game. Out: the same with each `E` a sum over a small support or over whole small data,
or a polynomial's moments; what is left is taken apart along sums and factors, so that equal
expectations are one node, of which nothing else is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from gamelang.core import typed
from gamelang.core.building import Builder
from gamelang.core.dims import ZERO, Dim
from gamelang.core.game import (
    ConstantRecord,
    Dataset,
    EquationClaim,
    Named,
    RandomRecord,
    Rows,
    TypedGame,
)
from gamelang.core.typed import Constant, Expectation, Node, Random
from gamelang.lowering.batches import batch_sizes
from gamelang.lowering.choices import summed
from gamelang.lowering.picks import averaged
from gamelang.lowering.polynomial import NotPolynomial, expected
from gamelang.lowering.unrolling import unrolled

MOST_ROWS = 200  # of data that are written out


def exact(game: TypedGame) -> TypedGame:
    """The game with recurrences written out and expectations as exactly as they can be had."""
    return _worked_out(game, whole=True)


def on_every_batch(game: TypedGame) -> TypedGame:
    """The game with expectations only taken apart: what is proved of it holds for the means over
    any batch, not only in expectation. Left whole where one draw has batches of several sizes."""
    if any(len(sizes) > 1 for sizes in batch_sizes(game).values()):
        return replace(unrolled(game), worked_out=True)
    return _worked_out(game, whole=False)


def _worked_out(game: TypedGame, whole: bool) -> TypedGame:
    game = game if game.worked_out else unrolled(game)
    if not game.randoms or game.worked_out:
        return game
    work = _Work(game, whole)
    players = tuple(replace(p, loss=work.of(p.loss)) for p in game.players)
    lets = tuple(_named(work, let) for let in game.lets)
    metrics = tuple(_named(work, metric) for metric in game.metrics)
    claims = tuple(
        replace(c, statement=EquationClaim(work.of(c.statement.difference)))
        if isinstance(c.statement, EquationClaim)
        else c
        for c in game.claims
    )
    constants = (*game.constants, *work.tables.values())
    return replace(
        game,
        players=players,
        lets=lets,
        metrics=metrics,
        claims=claims,
        constants=constants,
        worked_out=True,
    )


def _named(work: _Work, named: Named) -> Named:
    return replace(named, value=work.of(named.value))


@dataclass(slots=True)
class _Work:
    game: TypedGame
    whole: bool
    tables: dict[str, ConstantRecord] = field(default_factory=dict)
    records: dict[str, RandomRecord] = field(default_factory=dict)
    done: dict[Node, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = {record.node.name: record for record in self.game.randoms}

    @property
    def builder(self) -> Builder:
        return self.game.builder

    def of(self, root: Node) -> Node:
        return self.builder.rewritten(root, self._changed)

    def _changed(self, node: Node) -> Node:
        return self._mean(node.body) if isinstance(node, Expectation) else node

    def _mean(self, body: Node) -> Node:
        if body not in self.done:
            self.done[body] = self._worked(body)
        return self.done[body]

    def _worked(self, body: Node) -> Node:
        """Along sums and factors first: each part on its own."""
        if not _drawn(body):
            return body
        b = self.builder
        match body:
            case typed.Sum(terms, shape):
                if all(term.shape == shape for term in terms):
                    return b.sum(tuple(self._mean(t) for t in terms), shape, "real")
            case typed.Product(factors, shape):
                outside = tuple(f for f in factors if not _drawn(f))
                inside = tuple(f for f in factors if _drawn(f))
                if outside and all(f.shape == shape for f in inside):
                    rest = inside[0] if len(inside) == 1 else b.product(inside, shape, "real")
                    return b.product((*outside, self._mean(rest)), shape, "real")
        return self._part(body)

    def _part(self, body: Node) -> Node:
        """One part: choices summed, small data written out, moments, else left as it is."""
        b = self.builder
        chosen = summed(b, body, self.records, self.game.sizes, samplers=self.whole)
        if chosen is not body:
            return self._mean(chosen)
        if not self.whole:
            return self._along(body)
        written = self._over_rows(body)
        if written is not None:
            return written
        if not body.shape:
            try:
                return expected(b, body, self.records, self.game.sizes)
            except NotPolynomial:
                pass
        return self._along(body)

    def _along(self, body: Node) -> Node:
        """A sum over an index term by term, anything else as it is."""
        b = self.builder
        match body:
            case typed.Reduction("sum", variable, inner, condition) if not variable.shared:
                if condition is None or not _drawn(condition):
                    fresh = b.variable(variable.name, variable.start, variable.stop)
                    at = {variable: fresh}
                    when = None if condition is None else b.substitute(condition, at)
                    mean = self._mean(b.substitute(inner, at))
                    return b.reduction("sum", fresh, mean, when)
        return b.expectation(body)

    def _over_rows(self, body: Node) -> Node | None:
        """The mean over all rows of a data set that the body reads, where they are few."""
        for node in _drawn(body):
            distribution = self.records[node.name].distribution
            if isinstance(distribution, Rows):
                dataset = next(d for d in self.game.datasets if d.name == distribution.dataset)
                return self._rows(body, dataset) if dataset.rows <= MOST_ROWS else None
        return None

    def _rows(self, body: Node, dataset: Dataset) -> Node:
        b = self.builder
        row = b.variable("row", ZERO, Dim.of(dataset.rows))
        tables: dict[Node, Node] = {}
        for node in _drawn(body):
            distribution = self.records[node.name].distribution
            if isinstance(distribution, Rows) and distribution.dataset == dataset.name:
                table = self._table(node, dataset, distribution.column)
                parts = tuple(b.part(ZERO, size) for size in node.shape)
                tables[node] = b.index(table, (row, *parts), node.shape)
        mean = self._mean(b.replaced(body, tables))
        total = b.reduction("sum", row, mean, None)
        share = b.number(Fraction(1, dataset.rows), "real")
        return b.product((share, total), body.shape, "real")

    def _table(self, node: Random, dataset: Dataset, column: str) -> Node:
        """The column as a constant."""
        shape = (Dim.of(dataset.rows), *node.shape)
        table = self.builder.constant(node.name, shape, node.kind)
        assert isinstance(table, Constant)
        self.tables[node.name] = ConstantRecord(
            table, None, (), dataset.columns[column], None, node.below
        )
        return table


def _drawn(root: Node) -> list[Random]:
    """The draws below a node, those of an inner expectation that was left alone excepted."""
    return [node for node in averaged(root) if isinstance(node, Random)]
