"""Writes the document that `gamelang verify` checks: the spec, its data, every proof."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gamelang.certify.attached import files_of, sha256
from gamelang.certify.document import SCHEMA_VERSION
from gamelang.core.game import ConstantRecord, TypedGame
from gamelang.core.verdicts import Analysis, Json, Verdict
from gamelang.syntax.parsing import parse

MOST_INLINE = 100_000


def document(
    game: TypedGame, analysis: Analysis, deep: Mapping[str, Verdict] | None = None
) -> dict[str, Json]:
    """Everything needed to check the verdicts again, elsewhere; `deep`: those of `check --deep`."""
    verdicts = {**analysis.verdicts, **(deep or {})}
    return {
        "schema_version": SCHEMA_VERSION,
        "game": game.name,
        "text": game.source.text,
        "text_sha256": sha256(game.source.text.encode()),
        "settings": dict(game.settings),
        "data": _data(game),
        "class": analysis.game_class,
        "potential_function": analysis.potential_function,
        "verdicts": {name: _verdict(v) for name, v in verdicts.items()},
    }


def _verdict(verdict: Verdict) -> dict[str, Json]:
    """An estimate is no proof, and left out."""
    if verdict.status == "unknown":
        verdict = Verdict("unknown", "none")
    return {
        "status": verdict.status,
        "proof": verdict.proof,
        "scope": {"dims": verdict.scope.dims, "everywhere": verdict.scope.everywhere},
        "condition": verdict.condition,
        "certificate": dict(verdict.certificate),
    }


def _data(game: TypedGame) -> dict[str, Json]:
    """The constants that come from files, inline, or by hash where they are large."""
    out: dict[str, Json] = {}
    for name, file in files_of(parse(game.source)).items():
        record = game.constant(name)
        value = record.value
        if name in game.settings or value is None:
            continue
        if len(value) <= MOST_INLINE:
            out[name] = _inline(game, record, list(value))
        elif game.source.folder is not None:
            content = (game.source.folder / file).read_bytes()
            out[name] = {"file": file, "sha256": sha256(content)}
    return out


def _inline(game: TypedGame, record: ConstantRecord, value: list[Fraction]) -> Json:
    sizes: list[Json] = [dim.value(game.sizes) for dim in record.node.shape]
    entries: list[Json] = [v.numerator if v.denominator == 1 else str(v) for v in value]
    return {"sizes": sizes, "entries": entries}
