"""Estimates of ‖S‖, ‖A‖ and of their parts between players, where no proof is within reach.

In: Fields, a seed, a number of probes. Out: Frobenius norms with confidence intervals, and verdicts
that stay `unknown`: numbers rounded at one random point prove nothing. For Gaussian z,
E‖Mz‖² = ‖M‖_F² (Hutchinson 1990); one product Hz and one Hᵀz give Sz and Az.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import exp, inf, isfinite, log, sqrt
from typing import TYPE_CHECKING, Any

from gamelang.core.verdicts import Analysis, Verdict

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields, Tree

PROBES = 64
SEED = 0
DELTA = 0.05  # how often an interval may miss
ROUNDING = 1e-9  # a norm below this part of ‖H‖ may be nothing but rounding

# Verdict -> (the matrix that it wants to vanish, what the game then is).
WANTED = {
    "potential": ("A", "potential"),
    "hamiltonian": ("S", "Hamiltonian"),
    "rotational_coupling": ("S_o", "coupled by rotation alone"),
    "separable": ("H_o", "separable"),
}
# How a matrix acts on z, from Hz and Hᵀz and those of the blocks on the diagonal.
PRODUCTS = {
    "H": {"ahead": 1.0},
    "S": {"ahead": 0.5, "back": 0.5},
    "A": {"ahead": 0.5, "back": -0.5},
    "S_o": {"ahead": 0.5, "back": 0.5, "own": -0.5, "own_back": -0.5},
    "H_o": {"ahead": 1.0, "own": -1.0},
}
MEANING = {
    "A": "‖A‖",
    "S": "‖S‖",
    "S_o": "‖S‖ off the diagonal blocks",
    "H_o": "‖H‖ off the diagonal blocks",
}


@dataclass(frozen=True, slots=True)
class Norm:
    """‖M‖_F at one point; an interval that holds it with probability 1 − DELTA."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """Norms of H, S, A, S_o and H_o (the blocks off the diagonal) at one random point; `batch`: of
    means over one batch of samples."""

    seed: int
    probes: int
    norms: Mapping[str, Norm]
    batch: bool = False

    def vanishes(self, matrix: str) -> bool:
        """Whether what was seen of it is no more than rounding."""
        return self.norms[matrix].value <= ROUNDING * self.norms["H"].value


def estimates(
    fields: Fields,
    matrices: Collection[str] = tuple(MEANING),
    probes: int = PROBES,
    seed: int = SEED,
    seconds: float = inf,
) -> Estimates | None:
    """‖H‖ and the norms of these matrices, from as many probes as the time allows; None where a
    value is not finite. In JAX's float type, which should be float64."""
    import jax
    import numpy as np

    until = time.monotonic() + seconds
    w, batch = random_point(fields, seed), fields.draw(jax.random.key(seed))
    # w is an argument and no constant: XLA would fold with it for seconds.
    squares: Callable[..., Any] = jax.jit(partial(_squares, fields, frozenset(matrices)))
    dice, found = np.random.default_rng(seed), list[dict[str, float]]()
    while len(found) < probes and (not found or time.monotonic() < until):
        z = jax.tree.map(lambda x: dice.standard_normal(x.shape).astype(x.dtype), w)
        found.append({m: float(square) for m, square in squares(w, z, batch).items()})
    if not all(isfinite(square) for one in found for square in one.values()):
        return None
    norms = {m: norm([one[m] for one in found]) for m in found[0]}
    return Estimates(seed, len(found), norms, batch is not None)


def random_point(fields: Fields, seed: int = SEED) -> Tree:
    """The start, moved by Gaussians of variance 1/(longest axis), and back into the domains: sums
    over an axis stay of order 1."""
    import jax
    import numpy as np

    from gamelang.fields.projection import project

    dice = np.random.default_rng([seed, 1])
    w = fields.init(jax.random.key(seed))
    for player in fields.players:
        for leaf in player.leaves:
            at = w[player.name][leaf.name]
            longest = max(leaf.shape[len(player.family) :], default=1)
            noise = (dice.standard_normal(at.shape) / sqrt(longest)).astype(at.dtype)
            w = {**w, player.name: {**w[player.name], leaf.name: at + noise}}
    return project(fields.players, w)


def _squares(
    fields: Fields, matrices: frozenset[str], w: Tree, z: Tree, batch: Any
) -> dict[str, Any]:
    """‖Mz‖² for each matrix M, and for H."""
    parts = {"ahead": fields.Hv(w, z, batch), "back": fields.HTv(w, z, batch)}
    if matrices & {"S_o", "H_o"}:
        parts["own"] = fields.own_Hv(w, z, batch)
        parts["own_back"] = fields.own_HTv(w, z, batch)
    wanted = (m for m in PRODUCTS if m in matrices or m == "H")
    return {m: _square({part: parts[part] for part in PRODUCTS[m]}, PRODUCTS[m]) for m in wanted}


def _square(parts: Mapping[str, Tree], factors: Mapping[str, float]) -> Any:
    """‖Σ factor · vector‖²."""
    import jax
    import jax.numpy as jnp

    vectors = [[factor * x for x in jax.tree.leaves(parts[p])] for p, factor in factors.items()]
    return sum(jnp.vdot(total, total) for total in map(sum, zip(*vectors, strict=True)))


def norm(squares: Sequence[float]) -> Norm:
    """‖M‖_F from the ‖Mz‖² of m probes: mean/(1 + a) ≤ ‖M‖_F² ≤ mean/(1 − b)."""
    mean, (above, below) = sum(squares) / len(squares), relative_errors(len(squares))
    return Norm(sqrt(mean), sqrt(mean / (1 + above)), sqrt(mean / (1 - below)))


def relative_errors(probes: int) -> tuple[float, float]:
    """(a, b): each of mean > (1 + a)‖M‖_F² and mean < (1 − b)‖M‖_F² has probability δ/2 at most.

    a − log(1 + a) = −b − log(1 − b) = 2 log(2/δ)/m, Chernoff's bound for one singular value, the
    worst case; both are below √(8 log(2/δ)/m) (Roosta-Khorasani and Ascher 2015, theorem 3) where
    that is below 1.
    """
    wanted = 2 * log(2 / DELTA) / probes
    above = _root(lambda a: a - log(1 + a) - wanted, 0.0, 4 * wanted + 4)
    below = _root(lambda b: -b - log(1 - b) - wanted, 0.0, 1 - exp(-wanted - 1))
    return above, below


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function changes its sign, from above."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high


def verdict(found: Estimates, name: str) -> Verdict:
    """`unknown`, with what the estimates make likely."""
    matrix, kind = WANTED[name]
    size, vanishes = found.norms[matrix], found.vanishes(matrix)
    value, low, high = (f"{float(f'{x:.2g}'):g}" for x in (size.value, size.low, size.high))
    seen = f"{MEANING[matrix]} ≈ {value}, within {low} and {high},"
    if vanishes:
        seen = f"{MEANING[matrix]} is 0 up to rounding"
    probes = "1 probe" if found.probes == 1 else f"{found.probes} probes"
    samples = "for one batch of samples, " if found.batch else ""
    where = f"{samples}at a random point ({probes}, seed {found.seed})"
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


def verdicts(fields: Fields, names: Sequence[str], seconds: float) -> dict[str, Verdict]:
    """An estimate for each of these verdicts; none where the time does not suffice."""
    found = estimates(fields, {WANTED[name][0] for name in names}, seconds=seconds)
    if found is None:
        return {}
    return {name: verdict(found, name) for name in names}


def with_estimates(analysis: Analysis, found: Mapping[str, Verdict]) -> Analysis:
    """The answers with these beside what stayed open; claims about them give the same reason."""
    words = {text: v for name, v in found.items() for text in (name, f"not {name}")}
    claims = tuple(
        replace(claim, reason=words[claim.text].reason)
        if claim.status == "unknown" and claim.text in words
        else claim
        for claim in analysis.claims
    )
    return replace(analysis, verdicts={**analysis.verdicts, **found}, claims=claims)
