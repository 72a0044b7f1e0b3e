"""The tangent space of simplex parameters, where ξ, H, S and A live (LANGUAGE.md, section 8).

Along a simplex only directions that sum to zero count; what is proved about a game (zero-sum,
potential, Hamiltonian) is proved there.
"""

from __future__ import annotations

from gamelang.codegen.functions import Module, mapping, quoted
from gamelang.core.game import ParameterRecord

DOC = "The part of v along the domains: its entries on a simplex sum to zero."


def has_simplex(module: Module) -> bool:
    return any(_on_simplex(record) for record in module.game.parameters)


def _on_simplex(record: ParameterRecord) -> bool:
    return record.domain is not None and record.domain.form == "simplex"


def write_tangent(module: Module) -> bool:
    """`tangent(v)`, where a parameter lies on a simplex; whether one does."""
    if not has_simplex(module):
        return False
    entries = {}
    for player in module.game.players:
        block = {r.node.name: _along(r) for r in player.parameters}
        entries[player.name] = mapping(block)
    module.function("tangent(v)", DOC, [f"return {mapping(entries)}"])
    return True


def _along(record: ParameterRecord) -> str:
    leaf = f"v[{quoted(record.node.player)}][{quoted(record.node.name)}]"
    return f"{leaf} - jnp.mean({leaf}, axis=-1, keepdims=True)" if _on_simplex(record) else leaf
