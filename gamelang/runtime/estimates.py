"""Estimates of ‖S‖, ‖A‖ and of their parts between players, where no proof is within reach.

In: Fields, a seed, a number of probes. Out: Frobenius norms with confidence intervals, and verdicts
that stay `unknown`: numbers rounded at one random point prove nothing. For Gaussian z,
E‖Mz‖² = ‖M‖_F² (Hutchinson 1990); one product Hz and one Hᵀz give Sz and Az.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import inf, log, sqrt
from typing import TYPE_CHECKING, Any

from gamelang.core.verdicts import Verdict

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields, Tree

PROBES = 64
SEED = 0
DELTA = 0.05  # how often an interval may miss
TOGETHER = 8  # probes in one compiled call; the clock is read in between
ROUNDING = 1e-9  # a norm below this part of ‖H‖ may be nothing but rounding

# Verdict -> (the matrix that it wants to vanish, what the game then is).
WANTED = {
    "potential": ("A", "potential"),
    "hamiltonian": ("S", "Hamiltonian"),
    "rotational_coupling": ("S_o", "coupled by rotation alone"),
    "separable": ("H_o", "separable"),
}
MEANING = {
    "A": "‖A‖",
    "S": "‖S‖",
    "S_o": "‖S‖ off the diagonal blocks",
    "H_o": "‖H‖ off the diagonal blocks",
}


@dataclass(frozen=True, slots=True)
class Norm:
    """‖M‖_F at one point: the estimate, and an interval that holds it with probability 1 − DELTA."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """The norms of H, S, A, S_o and H_o (the blocks off the diagonal) at one random point."""

    seed: int
    probes: int
    norms: Mapping[str, Norm]

    def vanishes(self, matrix: str) -> bool:
        """Whether what was seen of it is no more than rounding."""
        return self.norms[matrix].value <= ROUNDING * self.norms["H"].value


def estimates(
    fields: Fields, probes: int = PROBES, seed: int = SEED, seconds: float = inf
) -> Estimates | None:
    """The norms from as many probes as the time allows; None if it allows none, or where a value
    is not finite. In JAX's float type, which should be float64."""
    import jax
    import jax.numpy as jnp

    until = time.monotonic() + seconds
    place, draws = jax.random.split(jax.random.key(seed))
    w = random_point(fields, place)
    batch = fields.draw(place)

    def squares(key: Any) -> dict[str, Any]:
        return _squares(fields, w, batch, key)

    several: Callable[[Any], Any] = jax.jit(lambda keys: jax.lax.map(squares, keys))
    keys = jax.random.split(draws, -(-probes // TOGETHER) * TOGETHER)
    found: dict[str, list[float]] = {}
    for start in range(0, len(keys), TOGETHER):
        if start and time.monotonic() > until:
            break
        for matrix, values in several(keys[start : start + TOGETHER]).items():
            found.setdefault(matrix, []).extend(map(float, values))
    if not all(jnp.isfinite(jnp.asarray(values)).all() for values in found.values()):
        return None
    done = min(probes, len(found["H"]))
    return Estimates(seed, done, {m: norm(values[:done]) for m, values in found.items()})


def random_point(fields: Fields, key: Any) -> Tree:
    """The start, moved by Gaussians of variance 1/(longest axis), and back into the domains: sums
    over an axis stay of order 1."""
    import jax

    from gamelang.fields.projection import project

    first, *more = jax.random.split(key, 1 + sum(len(p.leaves) for p in fields.players))
    w = fields.init(first)
    for player in fields.players:
        for leaf in player.leaves:
            at = w[player.name][leaf.name]
            longest = max(leaf.shape[len(player.family) :], default=1)
            noise = jax.random.normal(more.pop(), at.shape, at.dtype)
            w = {**w, player.name: {**w[player.name], leaf.name: at + noise / sqrt(longest)}}
    return project(fields.players, w)


def _squares(fields: Fields, w: Tree, batch: Any, key: Any) -> dict[str, Any]:
    """‖Mz‖² for one Gaussian z and each matrix M."""
    import jax
    import jax.numpy as jnp

    leaves, structure = jax.tree.flatten(w)
    keys = jax.random.split(key, len(leaves))
    drawn = [jax.random.normal(k, x.shape, x.dtype) for k, x in zip(keys, leaves, strict=True)]
    z = jax.tree.unflatten(structure, drawn)
    ahead, back = fields.Hv(w, z, batch), fields.HTv(w, z, batch)
    own, own_back = fields.own_Hv(w, z, batch), fields.own_HTv(w, z, batch)

    def square(*parts: tuple[float, Tree]) -> Any:
        """‖Σ factor · vector‖²."""
        vectors = [jax.tree.leaves(tree) for _, tree in parts]
        factors = [factor for factor, _ in parts]
        sums = (
            sum(f * x for f, x in zip(factors, xs, strict=True))
            for xs in zip(*vectors, strict=True)
        )
        return sum(jnp.vdot(x, x) for x in sums)

    return {
        "H": square((1.0, ahead)),
        "S": square((0.5, ahead), (0.5, back)),
        "A": square((0.5, ahead), (-0.5, back)),
        "S_o": square((0.5, ahead), (0.5, back), (-0.5, own), (-0.5, own_back)),
        "H_o": square((1.0, ahead), (-1.0, own)),
    }


def relative_error(probes: int) -> float:
    """ε with |mean ‖Mz‖² − ‖M‖_F²| ≤ ε‖M‖_F² with probability at least 1 − DELTA:
    ε = √(8 log(2/δ)/m) (Roosta-Khorasani and Ascher 2015, theorem 3)."""
    return sqrt(8 * log(2 / DELTA) / probes)


def norm(squares: list[float]) -> Norm:
    """‖M‖_F from the ‖Mz‖² of all probes: mean/(1 + ε) ≤ ‖M‖_F² ≤ mean/(1 − ε)."""
    mean, error = sum(squares) / len(squares), relative_error(len(squares))
    if error >= 1:  # the bound says nothing of so few probes
        return Norm(sqrt(mean), 0.0, inf)
    return Norm(sqrt(mean), sqrt(mean / (1 + error)), sqrt(mean / (1 - error)))


def verdict(found: Estimates, name: str) -> Verdict:
    """`unknown`, with what the estimates make likely."""
    matrix, kind = WANTED[name]
    size, vanishes = found.norms[matrix], found.vanishes(matrix)
    seen = f"{MEANING[matrix]} ≈ {size.value:.2g}, within {size.low:.2g} and {size.high:.2g},"
    if vanishes:
        seen = f"{MEANING[matrix]} is 0 up to rounding"
    where = f"at a random point ({found.probes} probes, seed {found.seed})"
    likely = "probably" if vanishes else "probably not"
    return Verdict(
        "unknown",
        "estimated",
        reason=f"{seen} {where}: {likely} {kind}",
        certificate={
            "kind": "estimate",
            "matrix": matrix,
            "seed": found.seed,
            "probes": found.probes,
            "interval": {"low": f"{size.low:.6g}", "high": f"{size.high:.6g}"},
            "confidence": f"{1 - DELTA:g}",
        },
    )


def verdicts(fields: Fields, names: Iterable[str], seconds: float) -> dict[str, Verdict]:
    """An estimate for each of these verdicts; none where the time does not suffice."""
    found = estimates(fields, seconds=seconds)
    if found is None or relative_error(found.probes) >= 1:
        return {}
    return {name: verdict(found, name) for name in names}
