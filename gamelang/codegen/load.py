"""Emitted source to Fields: loaded as an ordinary module, through the import machinery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType
from typing import Any

from gamelang.codegen.binding import Bound, bind
from gamelang.codegen.module import emit_fields
from gamelang.codegen.starting import domain_of
from gamelang.core.game import Draw, FromPython, Player, TypedGame
from gamelang.core.verdicts import Facts
from gamelang.fields.interface import (
    Array,
    Batch,
    FieldPlayer,
    Fields,
    Formulas,
    Leaf,
    Tree,
)


class _Emitted(InspectLoader):
    """A loader whose module is a text we wrote ourselves."""

    def __init__(self, source: str) -> None:
        self.source = source

    def get_source(self, fullname: str) -> str:
        return self.source

    def is_package(self, fullname: str) -> bool:
        return False


Given = Mapping[str, Any]  # values of constants: numbers, or arrays of rank 0 that may be traced
NOTHING: Given = {}


def load(source: str, name: str = "gamelang_emitted", given: Given = NOTHING) -> ModuleType:
    """The module of emitted source. Only for what `emit` wrote: it runs."""
    loader = _Emitted(source)
    spec = spec_from_loader(name, loader, origin="emitted by gamelang")
    assert spec is not None
    module = module_from_spec(spec)
    vars(module)["given"] = given
    loader.exec_module(module)
    return module


def fields_of(game: TypedGame, facts: Facts) -> Fields:
    """The game's Fields, from generated code. Rejected: a value is missing (G530)."""
    return fields_by_constants(game, facts, frozenset())(NOTHING)


def fields_by_constants(
    game: TypedGame, facts: Facts, open: frozenset[str]
) -> Callable[[Given], Fields]:
    """The game's Fields as a function of constants that have no value in it. `facts` must hold for
    all their values. ValueNeeded: the code has another form for other values of one."""
    text, players = emit_fields(game, facts, open), players_of(game, open)
    return lambda given: _fields(game, facts, load(text, given=given), players)


def _fields(game: TypedGame, facts: Facts, module: Any, players: tuple[FieldPlayer, ...]) -> Fields:
    from gamelang.fields import autodiff

    vars(module).get("externs", {}).update(game.externs)
    tangent = vars(module).get("tangent", lambda v: v)
    has_batch = hasattr(module, "draw")
    batched = _as_it_is if has_batch else _batched
    losses, field = batched(module.losses), batched(module.xi)

    def moved(w: Tree, held: Tree, batch: Batch) -> dict[str, Array]:
        given = (w, batch) if has_batch else (w,)
        found: dict[str, Array] = module.losses(*given, *((held,) if game.stops else ()))
        return found

    formulas = Formulas(
        init=autodiff.compiled(module.init) if _draws(game) else module.init,
        draw=autodiff.compiled(module.draw) if has_batch else lambda key: None,
        losses=losses,
        metrics=batched(module.metrics),
        gradient=partial(autodiff.gradient, moved),
        xi=field,
        Hv=module.Hv if has_batch else lambda w, v, batch: module.Hv(w, v),
        HTv=module.HTv if has_batch else lambda w, v, batch: module.HTv(w, v),
        own_Hv=lambda w, v, batch: autodiff.own_Hv(players, field, w, tangent(v), batch),
        own_HTv=lambda w, v, batch: tangent(autodiff.own_HTv(players, field, w, v, batch)),
        xi_Hxi_HTxi=batched(module.xi_Hxi_HTxi),
        xi_ATxi=batched(module.xi_ATxi),
        targets=vars(module).get("targets", _no_targets),
    )
    return Fields(players, facts, formulas)


def _no_targets(w: Any, batch: Any) -> dict[str, tuple[Any, Any]]:
    return {}


def _draws(game: TypedGame) -> bool:
    """Whether starting values are drawn: many small operations, compiled as one."""
    return any(isinstance(record.start, Draw | FromPython) for record in game.parameters)


def _as_it_is(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return function


def _batched(function: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """A function of the parameters that takes a batch and needs none."""
    return lambda w, batch: function(w)


def players_of(game: TypedGame, open: frozenset[str] = frozenset()) -> tuple[FieldPlayer, ...]:
    """Players with concrete shapes and domains."""
    bound = bind(game, open)
    return tuple(_player(bound, player) for player in game.players)


def _player(bound: Bound, player: Player) -> FieldPlayer:
    leaves = tuple(
        Leaf(r.node.name, r.key, bound.shape(r.node.shape), domain_of(bound, r.domain))
        for r in player.parameters
    )
    return FieldPlayer(player.name, leaves, bound.shape(player.family_shape), player.maximised)
