"""Which values are made to be taken for draws: what a GAN's generator makes, for its data.

A spec names a target by judging both: a network or `fn` D whose value depends on a player's
parameters is called on a draw x (an expression of a sampler's draws, of no parameter) and, in the
same place, on a random value of the same shape that another player's parameters move. What is made
from x itself (a perturbed x, the next state of x) is no copy of it, and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gamelang.core import typed
from gamelang.core.dims import Shape, same
from gamelang.core.game import Call, Target, TypedGame
from gamelang.core.typed import Node, Parameter, Pick, Random

MOST = 8  # pairs; each is measured


def targets_of(game: TypedGame) -> tuple[Target, ...]:
    """Every generated value with the draw that is its target, each pair once."""
    if not game.calls or not game.samplers:
        return ()
    return _Finder.of(game).found()


@dataclass(frozen=True, slots=True)
class _Judged:
    """An argument of a call: its draws, who moves it, and who moves the value of the call."""

    node: Node
    draws: frozenset[str]
    movers: frozenset[str]
    judges: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Finder:
    game: TypedGame
    sampled: frozenset[str]
    names: dict[Node, str]

    @staticmethod
    def of(game: TypedGame) -> _Finder:
        sampled = frozenset(r.node.name for r in game.randoms if r.sampler is not None)
        names = {r.node: r.node.name.rpartition(".")[2] for r in game.randoms}
        return _Finder(game, sampled, names | {let.value: let.name for let in game.lets})

    def found(self) -> tuple[Target, ...]:
        pairs: dict[tuple[Node, Node], Target] = {}
        for (name, _), judged in self._by_place().items():
            for made, draw in self._pairs(judged):
                pairs.setdefault((made, draw), self._target(name, made, draw))
        several = [target.generated for target in pairs.values()]
        return tuple(
            _numbered(target, k, several) for k, target in enumerate([*pairs.values()][:MOST])
        )

    def _by_place(self) -> dict[tuple[str, int], list[_Judged]]:
        """The random arguments of all calls, by function and place."""
        places: dict[tuple[str, int], list[_Judged]] = {}
        for call in self.game.calls:
            for place, judged in self._arguments(call):
                places.setdefault((call.name, place), []).append(judged)
        return places

    def _arguments(self, call: Call) -> Iterator[tuple[int, _Judged]]:
        judges = _movers(call.value)
        for place, node in enumerate(call.arguments):
            if node.kind == "real" and not self.game.builder.variables(node):
                below = list(typed.postorder(node))
                draws = frozenset(n.name for n in below if isinstance(n, Random))
                if draws and judges and not any(isinstance(n, Pick) for n in below):
                    yield place, _Judged(node, draws, _movers(node), judges)

    def _pairs(self, judged: list[_Judged]) -> Iterator[tuple[Node, Node]]:
        for x in judged:
            if x.movers or not x.draws & self.sampled:
                continue
            for made in judged:
                alone = not made.draws & x.draws and made.movers - x.judges
                if alone and self._fits(made.node.shape, x.node.shape):
                    yield made.node, x.node

    def _fits(self, a: Shape, b: Shape) -> bool:
        alike = (same(x, y, self.game.sizes) for x, y in zip(a, b, strict=False))
        return len(a) == len(b) and all(alike)

    def _target(self, function: str, made: Node, draw: Node) -> Target:
        judge = function.rpartition(".")[2]
        return Target(
            self.names.get(made, f"what {judge} judges"),
            self.names.get(draw, f"what {judge} is shown"),
            made,
            draw,
        )


def _movers(root: Node) -> frozenset[str]:
    """The players whose parameters stand in a node, those held by `stop` left out."""
    below = typed.postorder(root)
    return frozenset(n.player for n in below if isinstance(n, Parameter) and not n.held)


def _numbered(target: Target, k: int, names: list[str]) -> Target:
    """The target under a name of its own."""
    before = names[:k].count(target.generated)
    name = target.generated if not before else f"{target.generated} ({before + 1})"
    return Target(name, target.target, target.value, target.draw)
