"""How a run differentiates what the losses draw, told by the lowering itself.

In: a typed game. Out: an Estimator for each draw whose distribution depends on parameters, and the
reasons for which a run would refuse a choice. A draw that stands in several expectations may have
several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gamelang.core import typed
from gamelang.core.game import RandomRecord, Standard, TypedGame
from gamelang.core.typed import Carried, Node, Parameter, Pick, Random, Scan, Trace
from gamelang.core.verdicts import Estimator
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.lowering.picks import differentiable, draw_of
from gamelang.lowering.sampled import Decided, Lowering


def estimators(game: TypedGame) -> tuple[tuple[Estimator, ...], tuple[Diagnostic, ...]]:
    """(one for each draw and way, in the order of the file; why a run refuses some)."""
    if not game.randoms:
        return (), ()
    work = _Telling(game)
    found, refused = list(work.reparametrised()), list[Diagnostic]()
    if any(isinstance(node, Pick) for node in work.nodes):
        decided, refused = _decided(game)
        found += [one for each in decided for one in work.chosen(each)]
    ordered = sorted(dict.fromkeys(found), key=lambda one: (one.line, one.name))
    return tuple(ordered), tuple(refused)


def _decided(game: TypedGame) -> tuple[list[Decided], list[Diagnostic]]:
    """The lowering's own decisions; batches, whose sizes may be unknown, do not change them."""
    samplers = tuple(replace(sampler, batch=None) for sampler in game.samplers)
    lowering, refused = Lowering(replace(game, samplers=samplers)), list[Diagnostic]()
    for player in game.players:
        try:
            lowering.player(player)
        except Rejected as refusal:
            refused += [d for d in refusal.diagnostics if d not in refused]
    return lowering.decided, refused


class _Telling:
    def __init__(self, game: TypedGame) -> None:
        self.game = game
        self.nodes = tuple(typed.postorder(*(player.loss for player in game.players)))
        self.records = {record.node.name: record for record in game.randoms}

    def reparametrised(self) -> Iterator[Estimator]:
        """Draws of basic noise that a parameter moves or stretches."""
        of_choices = {draw_of(node) for node in self.nodes if isinstance(node, Pick)}
        values = {let.span: let.value for let in self.game.lets}
        for node in self.nodes:
            if not isinstance(node, Random) or node.name in of_choices:
                continue
            record = self.records[node.name]
            value = values.get(record.span)
            if value is None or not isinstance(record.distribution, Standard):
                continue
            parameters = parameters_of(value, self.nodes)
            if parameters:
                held = all(parameter.held for parameter in parameters)
                yield self._named(record, Estimator("", 0, "none" if held else "reparametrised"))

    def chosen(self, decided: Decided) -> Iterator[Estimator]:
        """What became of the choices of one expectation."""
        inside = tuple(typed.postorder(decided.expectation.body))
        unsized = any(isinstance(n, Pick) and self._values(n) is None for n in inside)
        nodes = (*self.nodes, *inside, *typed.postorder(*decided.scored))
        for node, score in (
            *((n, False) for n in decided.summed),
            *((n, True) for n in decided.scored),
        ):
            if not isinstance(node, Pick):
                continue  # a draw with constant probabilities
            parameters = parameters_of(node.probabilities, nodes)
            if parameters:
                record = self.records[draw_of(node)]
                held = all(parameter.held for parameter in parameters)
                yield self._named(record, self._way(node, score, held, unsized))

    def _way(self, pick: Pick, score: bool, held: bool, unsized: bool) -> Estimator:
        values = None if score or unsized else self._values(pick)
        if held:
            return Estimator("", 0, "none", values)
        if unsized:
            return Estimator("", 0, "unknown")
        baseline = score and pick.baseline is not None
        return Estimator("", 0, "score" if score else "sum", values, baseline)

    def _values(self, pick: Pick) -> int | None:
        return pick.probabilities.shape[0].value(self.game.sizes)

    def _named(self, record: RandomRecord, one: Estimator) -> Estimator:
        line, _ = self.game.source.position(record.span.start)
        return replace(one, name=record.node.name.partition("'")[0], line=line)


def parameters_of(root: Node, nodes: Iterable[Node] = ()) -> set[Parameter]:
    """The parameters by which a value has a derivative. `nodes`: where the recurrences are whose
    last values it may hold."""
    steps: dict[Node, tuple[Node, Node]] = {}
    for scan in (node for node in nodes if isinstance(node, Scan)):
        rounds = zip(scan.carried, scan.starts, scan.bodies, strict=False)
        steps |= {carried: (start, body) for carried, start, body in rounds}

    def below(node: Node) -> Sequence[Node]:
        match node:
            case Carried():
                return steps.get(node, ())
            case Trace(scan, slot):
                return (*scan.starts[slot : slot + 1], scan.bodies[slot])
            case _:
                return typed.children(node)

    return {node for node in differentiable(root, below) if isinstance(node, Parameter)}
