"""What `check --deep` may say: equilibria, monotonicity, decomposition, steps, advice; frozen data.

Texts are expressions of the game language unless a field says otherwise; None: not decided, or
not to be had. A number that is not exact is never in one of these without its enclosure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gamelang.core.verdicts import FixedPoint, Json

Bound = tuple[str, str]  # low and high of a closed interval, exact texts


@dataclass(frozen=True, slots=True)
class Equilibria:
    """The fixed points found.

    complete: no other one lies in `box` (None: in the whole domain). `why` says by which method,
    or what stood in the way. `family`: a text for each parameter, with free letters `t0, t1, ..`,
    where the fixed points form an affine set.
    """

    points: tuple[FixedPoint, ...]
    complete: bool
    why: str
    box: Mapping[str, Bound] | None = None
    family: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Monotonicity:
    """S ⪰ mu·I and ‖H‖ ≤ lipschitz on `box` (None: everywhere in the domain).

    Both are exact rationals or rational bounds on the safe side; mu may be negative.
    """

    mu: str | None
    lipschitz: str | None
    box: Mapping[str, Bound] | None


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The Hodge split of a polynomial ξ under the standard Gaussian: ξ = ∇φ + rest.

    `distance_squared` is the mean square of the rest, and the rest is what no potential explains.
    """

    potential: str
    rest: Mapping[str, str]
    distance_squared: str


@dataclass(frozen=True, slots=True)
class StepRange:
    """For which steps η a method converges locally at one fixed point, by H there.

    It converges exactly for 0 < η < below; `below` None with `always` true: for every step; with
    `always` false: for none. `setting` are its hyperparameters (texts).
    """

    method: str
    setting: Mapping[str, str]
    point: int  # number of the fixed point in Equilibria.points
    below: str | None
    always: bool
    why: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to run; `step_below` None: every step, or not known (`why` says which)."""

    method: str
    setting: Mapping[str, str]
    step_below: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Deep:
    """Every deep answer about one game."""

    equilibria: Equilibria
    monotonicity: Monotonicity | None
    conserved: tuple[str, ...]
    decomposition: Decomposition | None
    steps: tuple[StepRange, ...]
    recommendation: Recommendation | None
