"""A game as exact work reads it: recurrences that are not too long are written out."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from gamelang.core.game import (
    Claim,
    EquationClaim,
    Named,
    Player,
    PointClaim,
    TypedGame,
    VerdictClaim,
)
from gamelang.core.unrolling import WritingOut, has_scan


def unrolled(game: TypedGame) -> TypedGame:
    """The same game where every recurrence of known, modest length is a Stack of its values; the
    game itself where there is none."""
    roots = [p.loss for p in game.players]
    roots += [named.value for named in (*game.lets, *game.metrics)]
    roots += [c.statement.difference for c in game.claims if isinstance(c.statement, EquationClaim)]
    if not any(has_scan(root) for root in roots):
        return game
    write = WritingOut(game.builder, game.sizes)

    def player(p: Player) -> Player:
        return replace(p, loss=write(p.loss))

    def named(n: Named) -> Named:
        return replace(n, value=write(n.value))

    def claim(c: Claim) -> Claim:
        match c.statement:
            case EquationClaim(difference):
                return replace(c, statement=EquationClaim(write(difference)))
            case VerdictClaim() | PointClaim():
                return c
            case _:
                assert_never(c.statement)

    return replace(
        game,
        players=tuple(player(p) for p in game.players),
        lets=tuple(named(n) for n in game.lets),
        metrics=tuple(named(n) for n in game.metrics),
        claims=tuple(claim(c) for c in game.claims),
    )
