"""A game as a run sees it: every `E` is the mean over the samples of a step.

In: a typed game. Out: the same without Random and Expectation, with Batch arrays whose first axis
are the samples. Small finite supports are summed exactly (lowering/choices.py). All losses of a
step use the same batch; one index variable, shared, runs over all batches of one size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gamelang.core import typed
from gamelang.core.building import Builder
from gamelang.core.dims import ZERO, Dim
from gamelang.core.game import BatchRecord, Named, Player, RandomRecord, Target, TypedGame
from gamelang.core.typed import Expectation, Node, Pick, Random, Variable
from gamelang.frozen import frozen
from gamelang.lowering.batches import batch_size
from gamelang.lowering.choices import with_sums
from gamelang.lowering.scores import with_scores
from gamelang.lowering.targets import targets_of


def sampled(game: TypedGame) -> TypedGame:
    """The game with expectations as means over batches. Rejected: a batch has no known size."""
    if not game.randoms:
        return game
    lowering = Lowering(game)
    players = tuple(lowering.player(player) for player in game.players)
    metrics = tuple(lowering.named(metric) for metric in game.metrics)
    lets = tuple(named for let in game.lets for named in lowering.let(let))
    targets = tuple(found for target in targets_of(game) for found in lowering.target(target))
    return replace(
        game,
        players=players,
        metrics=metrics,
        lets=lets,
        randoms=(),
        batches=tuple(lowering.batches.values()),
        targets=targets,
    )


@frozen
class Decided:
    """The choices of an expectation that are summed, and those that have a score function."""

    expectation: Expectation
    summed: tuple[Node, ...]
    scored: tuple[Pick, ...]


@dataclass(slots=True)
class Lowering:
    """`decided`: of every expectation that was met, what became of its choices."""

    game: TypedGame
    batches: dict[str, BatchRecord] = field(default_factory=dict)
    variables: dict[int, Variable] = field(default_factory=dict)
    records: dict[str, RandomRecord] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)  # batch size of each basic value
    decided: list[Decided] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.records = {record.node.name: record for record in self.game.randoms}

    @property
    def builder(self) -> Builder:
        return self.game.builder

    def player(self, player: Player) -> Player:
        return replace(player, loss=self.lowered(player.loss))

    def named(self, named: Named) -> Named:
        return replace(named, value=self.lowered(named.value))

    def let(self, let: Named) -> Iterable[Named]:
        """A random let is one value for each sample; its name goes to that."""
        node = self.lowered(let.value)
        sizes = self._sizes(node)
        if None in sizes or len(sizes) > 1:
            return []  # not used in this form
        for size in sizes:
            assert size is not None
            node = self._at_sample(node, size)
        return [replace(let, value=node)]

    def target(self, target: Target) -> Iterable[Target]:
        """All samples of both; nothing where they are not drawn for the losses already."""
        value, draw = self._samples(target.value), self._samples(target.draw)
        if value is not None and draw is not None:
            yield replace(target, value=value, draw=draw)

    def _samples(self, root: Node) -> Node | None:
        node = self.lowered(root)
        sizes = self._sizes(node)
        if len(sizes) != 1 or None in sizes:
            return None
        (size,) = sizes
        assert size is not None
        return self.builder.comprehension(self._variable(size), self._at_sample(node, size))

    def _sizes(self, node: Node) -> set[int | None]:
        """The batches of the draws in a node; None for one that is not made."""
        drawn = (n for n in typed.postorder(node) if isinstance(n, Random))
        return {self.used.get(n.name) for n in drawn}

    def lowered(self, root: Node) -> Node:
        return self.builder.rewritten(root, self._changed)

    def _changed(self, node: Node) -> Node:
        return self._mean(node) if isinstance(node, Expectation) else node

    def _mean(self, expectation: Expectation) -> Node:
        """The mean over the samples, after sums over small supports."""
        body, sums = with_sums(self.builder, expectation.body, self.records, self.game.sizes)
        body, scores = with_scores(self.builder, body)
        self.decided.append(Decided(expectation, sums, scores))
        drawn = [n for n in typed.postorder(body) if isinstance(n, Random)]
        if not drawn:
            return body
        size = batch_size(self.game, drawn)
        total = self.builder.reduction(
            "sum", self._variable(size), self._at_sample(body, size), None
        )
        share = self.builder.number(Fraction(1, size))
        return self.builder.product((share, total), body.shape, "real")

    def _at_sample(self, body: Node, size: int) -> Node:
        """The body at one sample, number `sample` of the batch."""
        sample = self._variable(size)

        def change(node: Node) -> Node:
            return self._entry(node, size, sample) if isinstance(node, Random) else node

        return self.builder.rewritten(body, change)

    def _entry(self, node: Random, size: int, sample: Variable) -> Node:
        first = self.used.setdefault(node.name, size)
        name = node.name if first == size else f"{node.name}@{size}"
        shape = (Dim.of(size), *node.shape)
        batch = self.builder.batch(name, shape, node.kind)
        assert isinstance(batch, typed.Batch)
        self.batches[name] = BatchRecord(batch, self.records[node.name])
        parts = tuple(self.builder.part(ZERO, axis) for axis in node.shape)
        return self.builder.index(batch, (sample, *parts), node.shape)

    def _variable(self, size: int) -> Variable:
        if size not in self.variables:
            self.variables[size] = self.builder.shared("sample", ZERO, Dim.of(size))
        return self.variables[size]
