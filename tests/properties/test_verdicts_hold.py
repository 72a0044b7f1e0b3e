"""No verdict is wrong: each yes and no is compared with H and the losses in floats.

A yes must hold at every random point, a no must show at one. This shares nothing with the
analyses but the exact derivative, which test_fields_agree compares with JAX.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.analyses.analysis import analyse
from gamelang.symbolic import derivative
from gamelang.symbolic.game import SymbolicGame
from tests.checking.games import typed
from tests.properties.games import KINDS, games, text
from tests.properties.test_fields_agree import evaluated

POINTS = 4
PATIENCE = {False: 10.0, True: 1.0}  # seconds: a smooth game may stay undecided
Matrix = np.ndarray[Any, Any]


class Seen:
    """The game in floats at a few random points."""

    def __init__(self, symbolic: SymbolicGame, seed: int) -> None:
        random = np.random.default_rng(seed)
        parameters = symbolic.scalars.parameters
        self.owner = np.array([p.player for p in parameters])
        self.H, self.slopes, self.losses = [], [], []
        for _ in range(POINTS):
            point = list(random.normal(size=len(parameters)))
            self.H.append(matrix(symbolic, point))
            self.losses.append(np.array(evaluated(list(symbolic.scalars.losses), point)))
            self.slopes.append(
                np.array([gradient(symbolic, p, point) for p in range(self.players)])
            )

    @property
    def players(self) -> int:
        return int(self.owner.max()) + 1

    @property
    def own(self) -> Matrix:
        same: Matrix = self.owner[:, None] == self.owner[None, :]
        return same

    def all_zero(self, of: Callable[[Matrix], Matrix]) -> bool:
        return all(zero(of(H), np.abs(H).max(initial=1)) for H in self.H)


def zero(values: Matrix, scale: float = 1.0) -> bool:
    return bool(np.all(np.abs(values) <= 1e-9 * (1 + scale)))


def matrix(symbolic: SymbolicGame, point: list[float]) -> Matrix:
    H = np.zeros((len(point), len(point)))
    for place, entry in zip(symbolic.H, evaluated(list(symbolic.H.values()), point), strict=True):
        H[place] = entry
    return H


def gradient(symbolic: SymbolicGame, player: int, point: list[float]) -> Matrix:
    """Of the loss as a function: what `stop` holds varies too."""
    slopes = derivative.gradient(symbolic.graph, symbolic.scalars.losses[player])
    found = np.zeros(len(point))
    for k, value in zip(slopes, evaluated(list(slopes.values()), point), strict=True):
        found[k] = value
    return found


def truths(seen: Seen) -> Mapping[str, bool]:
    """What the floats say; a false yes has probability 0."""
    scale = max(float(np.abs(x).max(initial=1)) for x in seen.losses)
    affine = all(zero(H - seen.H[0], np.abs(H).max(initial=1)) for H in seen.H)
    gaps = [x[1:] - x[:1] for x in seen.losses]
    sums = [x.sum() for x in seen.losses]
    return {
        "potential": seen.all_zero(lambda H: H - H.T),
        "hamiltonian": seen.all_zero(lambda H: H + H.T),
        "rotational_coupling": seen.all_zero(lambda H: np.where(seen.own, 0, H + H.T)),
        "separable": seen.all_zero(lambda H: np.where(seen.own, 0, H)),
        "quadratic": affine,
        "bilinear": affine and seen.all_zero(lambda H: np.where(seen.own, H, 0)),
        "zero_sum": zero(np.array(sums), scale),
        "constant_sum": zero(np.array([s.sum(axis=0) for s in seen.slopes]), scale),
        "common_payoff": all(zero(gap, scale) for gap in gaps),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("smooth", [False, True])
@settings(max_examples=40)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_no_verdict_is_wrong(kind: str, smooth: bool, data: st.DataObject, seed: int) -> None:
    game = typed(text(data.draw(games(kind, smooth))))
    verdicts = analyse(game, PATIENCE[smooth]).verdicts
    for name, holds in truths(Seen(SymbolicGame(game), seed)).items():
        assert verdicts[name].status in ("yes" if holds else "no", "unknown"), name
    if not smooth:
        assert "unknown" not in {v.status for v in verdicts.values()}
    implied(verdicts, (*ALWAYS, *WITHOUT_STOP))


ALWAYS = (
    ("potential", "weighted_potential"),
    ("hamiltonian", "weighted_hamiltonian"),
    ("hamiltonian", "rotational_coupling"),
    ("hamiltonian", "quadratic"),
    ("zero_sum", "constant_sum"),
    ("bilinear", "quadratic"),
    ("pairwise_zero_sum", "polymatrix"),
)
WITHOUT_STOP = (
    ("common_payoff", "potential"),
    ("separable", "potential"),
    ("separable", "polymatrix"),
    ("pairwise_zero_sum", "rotational_coupling"),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("smooth", [False, True])
@settings(max_examples=6)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_no_verdict_is_wrong_where_factors_are_held(
    kind: str, smooth: bool, data: st.DataObject, seed: int
) -> None:
    game = typed(text(data.draw(games(kind, smooth, stops=True))))
    verdicts = analyse(game, PATIENCE[smooth]).verdicts
    for name, holds in truths(Seen(SymbolicGame(game), seed)).items():
        assert verdicts[name].status in ("yes" if holds else "no", "unknown"), name
    if not smooth:
        assert "unknown" not in {v.status for v in verdicts.values()}
    implied(verdicts, ALWAYS if game.stops else (*ALWAYS, *WITHOUT_STOP))


def implied(verdicts: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> None:
    """What follows from what."""
    for strong, weak in pairs:
        if verdicts[strong].status == "yes":
            assert verdicts[weak].status == "yes", (strong, weak)
