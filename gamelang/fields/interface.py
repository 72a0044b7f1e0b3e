"""Fields: what a method may ask of a game at a point, and nothing else.

Parameters, directions and vectors are pytrees {player: {parameter: array}}; a family's arrays
have its axes first. Every function is pure and JAX-differentiable, and its dtype is that of the
parameters. Generated code makes Fields (`codegen`), and so do hand-written losses (`handwritten`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, NamedTuple, TypeAlias, final
from typing import Literal as Word

from gamelang.core.verdicts import Facts

Array: TypeAlias = Any  # jax.Array; jax is not imported here
Tree: TypeAlias = dict[str, dict[str, Array]]  # {player: {parameter: array}}
Batch: TypeAlias = Any  # None for deterministic games


class Agent(NamedTuple):
    """One player, or one member of a family. Indices may be traced; () with a family's name
    means the whole family, which `only` takes and `gradient` does not."""

    player: str
    member: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class LeafDomain:
    """Where the entries of one parameter lie, with concrete limits.

    box: low <= entry <= high, None for no limit, strict for <; simplex: entries >= 0 and the
    last axis sums to 1.
    """

    form: Word["box", "simplex"]
    low: float | None = None
    high: float | None = None
    low_strict: bool = False
    high_strict: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One parameter: its whole shape (family axes first) and its domain (None: all reals).

    `key` is its shortest unambiguous name, as in JSON and `--set`.
    """

    name: str
    key: str
    shape: tuple[int, ...]
    domain: LeafDomain | None = None

    @property
    def size(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class FieldPlayer:
    """A player, or a family with the sizes of its axes (() for one player).

    `maximised`: its objective is minus its loss.
    """

    name: str
    leaves: tuple[Leaf, ...]
    family: tuple[int, ...] = ()
    maximised: bool = False

    @property
    def agents(self) -> tuple[Agent, ...]:
        return tuple(Agent(self.name, member) for member in product(*map(range, self.family)))


@dataclass(frozen=True, slots=True)
class Formulas:
    """The functions behind Fields, in the order of its methods; whoever makes Fields gives them."""

    init: Callable[[Array], Tree]
    draw: Callable[[Array], Batch]
    losses: Callable[[Tree, Batch], dict[str, Array]]
    metrics: Callable[[Tree, Batch], dict[str, Array]]
    gradient: Callable[[Agent, Tree, Batch], Tree]
    xi: Callable[[Tree, Batch], Tree]
    Hv: Callable[[Tree, Tree, Batch], Tree]
    HTv: Callable[[Tree, Tree, Batch], Tree]
    own_Hv: Callable[[Tree, Tree, Batch], Tree]
    own_HTv: Callable[[Tree, Tree, Batch], Tree]
    xi_Hxi_HTxi: Callable[[Tree, Batch], tuple[Tree, Tree, Tree]]
    xi_ATxi: Callable[[Tree, Batch], tuple[Tree, Tree]]
    targets: Callable[[Tree, Batch], dict[str, tuple[Array, Array]]] = lambda w, batch: {}


@final
@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """A game as methods, runtime, sweeps and plots see it.

    w: parameters; v: a vector of their shapes; losses are what players lower, {player: scalar},
    for a family an array of its axes. H is the Jacobian of xi, A = (H - H^T)/2; agents (players,
    and members of families) are the blocks of H. Along a simplex, xi, H and A are those of its
    tangent space: vectors are projected there, before and after.
    """

    players: tuple[FieldPlayer, ...]
    facts: Facts
    formulas: Formulas

    @property
    def agents(self) -> tuple[Agent, ...]:
        return tuple(agent for player in self.players for agent in player.agents)

    @property
    def size(self) -> int:
        """d, the number of scalar parameters."""
        return sum(leaf.size for player in self.players for leaf in player.leaves)

    def init(self, key: Array) -> Tree:
        """Starting values, inside the domains, in JAX's default float type."""
        return self.formulas.init(key)

    def draw(self, key: Array) -> Batch:
        """One batch of every sampler; None for a deterministic game."""
        return self.formulas.draw(key)

    def losses(self, w: Tree, batch: Batch = None) -> dict[str, Array]:
        return self.formulas.losses(w, batch)

    def metrics(self, w: Tree, batch: Batch = None) -> dict[str, Array]:
        """The values of the `metric` declarations, scalars."""
        return self.formulas.metrics(w, batch)

    def targets(self, w: Tree, batch: Batch = None) -> dict[str, tuple[Array, Array]]:
        """By its name, the samples of each value that is made to be taken for draws of a sampler,
        with those draws, which come first."""
        return self.formulas.targets(w, batch)

    def gradient(self, agent: Agent | str, w: Tree, batch: Batch = None) -> Tree:
        """The gradient of one agent's loss over all parameters; what stands in `stop(...)` is held
        fixed, whoever it belongs to."""
        return self.formulas.gradient(as_agent(agent), w, batch)

    def xi(self, w: Tree, batch: Batch = None) -> Tree:
        """The simultaneous gradient: each agent's own derivative of its own loss."""
        return self.formulas.xi(w, batch)

    def Hv(self, w: Tree, v: Tree, batch: Batch = None) -> Tree:
        return self.formulas.Hv(w, v, batch)

    def HTv(self, w: Tree, v: Tree, batch: Batch = None) -> Tree:
        return self.formulas.HTv(w, v, batch)

    def own_Hv(self, w: Tree, v: Tree, batch: Batch = None) -> Tree:
        """H_d v: H_d is H with every block outside the diagonal zero."""
        return self.formulas.own_Hv(w, v, batch)

    def own_HTv(self, w: Tree, v: Tree, batch: Batch = None) -> Tree:
        return self.formulas.own_HTv(w, v, batch)

    def xi_Hxi_HTxi(self, w: Tree, batch: Batch = None) -> tuple[Tree, Tree, Tree]:
        """(xi, H xi, H^T xi) with one shared evaluation: what aligned SGA needs."""
        return self.formulas.xi_Hxi_HTxi(w, batch)

    def xi_ATxi(self, w: Tree, batch: Batch = None) -> tuple[Tree, Tree]:
        """(xi, A^T xi) as cheaply as what was proved allows: what SGA without alignment needs."""
        return self.formulas.xi_ATxi(w, batch)

    def only(self, v: Tree, agent: Agent | str) -> Tree:
        """v with zeros outside the agent's block."""
        return only(v, as_agent(agent))


def as_agent(agent: Agent | str) -> Agent:
    return Agent(agent) if isinstance(agent, str) else agent


def only(v: Tree, agent: Agent) -> Tree:
    """v with zeros outside the block of one player, family or member."""
    import jax.numpy as jnp

    def kept(player: str, leaf: Array) -> Array:
        if player != agent.player:
            return jnp.zeros_like(leaf)
        if not agent.member:
            return leaf
        return jnp.zeros_like(leaf).at[agent.member].set(leaf[agent.member])

    return {player: {n: kept(player, x) for n, x in block.items()} for player, block in v.items()}
