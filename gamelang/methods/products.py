"""Products with blocks of H, from one linearisation of ξ."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gamelang.methods.method import Tree
from gamelang.methods.vectors import zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields

Product = Callable[[Tree], Tree]
MOST_APART = 4  # players whose rows of H_o v are products of their own


def linearized(game: Fields, w: Tree, batch: Any) -> tuple[Tree, Product]:
    """ξ, and v -> H v."""
    import jax

    xi, H = jax.linearize(lambda at: game.xi(at, batch), w)
    return xi, H


def coupling(game: Fields, w: Tree, batch: Any, H: Product) -> Product:
    """v -> H_o v, where H_o is H without the blocks of its agents.

    A player's rows are those of H times v without her own part; members of families, and players
    where there are many, subtract their own product.
    """
    single = all(not p.family for p in game.players) and len(game.players) <= MOST_APART

    def apart(v: Tree) -> Tree:
        return {p: H(without(v, p))[p] for p in v}

    def subtracted(v: Tree) -> Tree:
        import jax

        whole: Tree = jax.tree.map(lambda x, y: x - y, H(v), game.own_Hv(w, v, batch))
        return whole

    return apart if single else subtracted


def without(v: Tree, player: str) -> Tree:
    """v with zeros in one player's block."""
    return {**v, player: zeros({player: v[player]})[player]}


def each_agent(game: Fields, block: Callable[[Any], Any]) -> Tree:
    """{player: block(agent)}: of a family, one row a member, mapped over its indices."""
    import jax
    import jax.numpy as jnp

    from gamelang.fields.interface import Agent

    found: Tree = {}
    for player in game.players:
        mapped: Callable[..., Any] = lambda *k, name=player.name: block(Agent(name, k))  # noqa: E731
        rank = len(player.family)
        for axis in reversed(range(rank)):
            mapped = jax.vmap(mapped, tuple(0 if k == axis else None for k in range(rank)))
        found[player.name] = mapped(*(jnp.arange(n) for n in player.family))
    return found
