"""`check --json` as plain data, straight from the dataclasses: no library is loaded for it.

The keys are a contract; gamelang/settings.py holds the same shape as a schema, and a test
validates the one against the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

from gamelang.core.checked import Checked
from gamelang.core.dims import ONE, ZERO, Dim
from gamelang.core.game import NetworkRecord, ParameterRecord, Player, TypedGame
from gamelang.core.verdicts import (
    BestResponse,
    ClaimResult,
    Estimator,
    FixedPoint,
    Json,
    Verdict,
)

SCHEMA_VERSION = 1
LARGEST_ARRAY = 1_000
Document = dict[str, Json]


def check_report(file: str, checked: Checked, diagnostics: list[Document]) -> Document:
    """The report of a game that was checked, whatever its claims came to."""
    game, analysis = checked.game, checked.analysis
    failed = any(d["severity"] == "error" for d in diagnostics)
    return {
        "schema_version": SCHEMA_VERSION,
        "file": file,
        "game": game.name,
        "ok": not failed,
        "players": plain(players(game)),
        "parameters_total": parameters_total(game),
        "class": analysis.game_class,
        "verdicts": {name: verdict(v) for name, v in analysis.verdicts.items()},
        "potential_function": analysis.potential_function,
        "estimators": [_estimator(one) for one in checked.estimators],
        "claims": [_claim(claim) for claim in analysis.claims],
        "fixed_points": [fixed_point(point) for point in analysis.fixed_points],
        "recommendation": None,
        "diagnostics": plain(diagnostics),
    }


def refused_report(file: str, diagnostics: list[Document]) -> Document:
    """The report of a text that is no game: the same keys, nothing claimed."""
    return {
        "schema_version": SCHEMA_VERSION,
        "file": file,
        "game": None,
        "ok": False,
        "players": [],
        "parameters_total": None,
        "class": "unknown",
        "verdicts": {},
        "potential_function": None,
        "estimators": [],
        "claims": [],
        "fixed_points": [],
        "recommendation": None,
        "diagnostics": plain(diagnostics),
    }


def verdict(v: Verdict) -> Document:
    return {
        "status": v.status,
        "proof": v.proof,
        "scope": {"dims": v.scope.dims, "everywhere": v.scope.everywhere},
        "condition": v.condition,
        "reason": v.reason,
        "certificate": dict(v.certificate),
    }


def players(game: TypedGame) -> list[Document]:
    """Who there is, and what each may change."""
    return [_player(player, owned(game, player), game.sizes) for player in game.players]


def parameters_total(game: TypedGame) -> int | str:
    """How many scalars are learnt: a number, or an expression in the unknown dims."""
    sizes = (_count(p.node.shape) for p in game.parameters)
    return _size(reduce(Dim.__add__, sizes, ZERO), game.sizes)


def number(value: Fraction) -> int | str:
    """An exact number in JSON: integers as numbers, others in the game language."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _count(shape: Sequence[Dim]) -> Dim:
    return reduce(Dim.__mul__, shape, ONE)


def _size(dim: Dim, sizes: Mapping[str, int]) -> int | str:
    value = dim.value(sizes)
    return str(dim) if value is None else value


def owned(game: TypedGame, player: Player) -> list[ParameterRecord | NetworkRecord]:
    """What a player may change as it was declared: a network stands for all its weights."""
    nets = {name: n for n in game.networks if n.player == player.name for name in n.weights}
    found: dict[str, ParameterRecord | NetworkRecord] = {}
    for parameter in player.parameters:
        net = nets.get(parameter.node.name)
        found.setdefault(parameter.node.name if net is None else net.name, net or parameter)
    return list(found.values())


def _player(
    player: Player, parameters: list[ParameterRecord | NetworkRecord], sizes: Mapping[str, int]
) -> Document:
    shown: Document = {
        "name": player.name,
        "parameters": [_parameter(p, sizes) for p in parameters],
        "objective": "maximize" if player.maximised else "minimize",
    }
    if player.variables:
        shown["count"] = _size(_count(player.family_shape), sizes)
    return shown


def _parameter(parameter: ParameterRecord | NetworkRecord, sizes: Mapping[str, int]) -> Document:
    if isinstance(parameter, NetworkRecord):
        shape: list[Json] = [_size(dim, sizes) for dim in parameter.shape]
        return {"name": parameter.name, "shape": shape, "network": parameter.text}
    return {
        "name": parameter.node.name,
        "shape": [_size(dim, sizes) for dim in parameter.node.shape],
    }


def _claim(claim: ClaimResult) -> Document:
    return {
        "text": claim.text,
        "status": claim.status,
        "line": claim.line,
        "condition": claim.condition,
        "reason": claim.reason,
    }


def _estimator(one: Estimator) -> Document:
    return {name: getattr(one, name) for name in Estimator.__match_args__}


def fixed_point(point: FixedPoint) -> Document:
    names = [name for name in FixedPoint.__match_args__ if name != "best_responses"]
    shown: Document = {name: plain(getattr(point, name)) for name in names}
    shown["at"] = {name: _shortened(value) for name, value in point.at.items()}
    if point.radius is not None:
        shown["radius"] = {name: _shortened(value) for name, value in point.radius.items()}
    shown["best_responses"] = (
        None
        if point.best_responses is None
        else [
            {name: plain(getattr(response, name)) for name in BestResponse.__match_args__}
            for response in point.best_responses
        ]
    )
    return shown


def _shortened(value: Json) -> Json:
    """An array above the size that anyone reads: its shape and norm."""
    entries, shape = _entries(value)
    if len(entries) <= LARGEST_ARRAY:
        return value
    squares = sum(Fraction(str(e)) ** 2 for e in entries)
    return {"shape": list(shape), "norm": str(float(squares) ** 0.5)}


def _entries(value: Json) -> tuple[list[Json], tuple[int, ...]]:
    if not isinstance(value, list):
        return [value], ()
    parts = [_entries(item) for item in value]
    return [e for entries, _ in parts for e in entries], (len(value), *parts[0][1])


def plain(value: object) -> Json:
    """Tuples as lists, mappings as dicts."""
    match value:
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case None | bool() | int() | str():
            return value
        case Fraction():
            return number(value)
        case _:
            raise TypeError(f"no JSON for {type(value).__name__}")
