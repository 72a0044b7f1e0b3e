"""How many samples a step has for an expectation: its samplers' batch, else that of `train:`."""

from __future__ import annotations

from collections.abc import Iterable

from gamelang.core import typed
from gamelang.core.game import DEFAULT_BATCH, TypedGame
from gamelang.core.typed import Expectation, Random
from gamelang.diagnostics.model import Diagnostic, Rejected


def batch_size(game: TypedGame, drawn: Iterable[Random]) -> int:
    """The samples of an expectation over these draws. Rejected (G530) where a size is not known;
    checking has seen to it that all samplers of one expectation have the same."""
    records = {record.node.name: record for record in game.randoms}
    for node in drawn:
        sampler = records[node.name].sampler
        if sampler is not None:
            return _of_sampler(game, sampler)
    return game.train.batch or DEFAULT_BATCH


def batch_sizes(game: TypedGame) -> dict[str, set[int]]:
    """For each basic random value the batches in which it is drawn; all unknown sizes count as
    one."""
    found: dict[str, set[int]] = {}
    roots = [p.loss for p in game.players] + [metric.value for metric in game.metrics]
    for node in typed.postorder(*roots):
        if isinstance(node, Expectation):
            drawn = [n for n in typed.postorder(node.body) if isinstance(n, Random)]
            try:
                size = batch_size(game, drawn)
            except Rejected:
                size = 0
            for one in drawn:
                found.setdefault(one.name, set()).add(size)
    return found


def _of_sampler(game: TypedGame, name: str) -> int:
    record = next(s for s in game.samplers if s.name == name)
    match record.batch:
        case None:
            return game.train.batch or DEFAULT_BATCH
        case "all":
            return next(d.rows for d in game.datasets if d.name == name)
        case size:
            value = size.value(game.sizes)
            if value is None:
                names = " ".join(f"--set {n}=..." for n in sorted(size.names))
                text = f"the batch of sampler `{name}` must have a value to run"
                problem = Diagnostic("G530", text, record.span, help=f"add {names}")
                raise Rejected([problem], game.source)
            return value
