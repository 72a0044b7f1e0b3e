"""What `check --deep` may say: equilibria, monotonicity, decomposition, steps, advice; frozen data.

Texts are expressions of the game language unless a field says otherwise; None: not decided, or
not to be had. A number that is not exact is never in one of these without its enclosure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from gamelang.core.verdicts import FixedPoint, Json, Verdict
from gamelang.frozen import frozen

Bound = tuple[str, str]  # low and high of a closed interval, exact texts


@frozen
class Family:
    """Fixed points that form an affine set: a text for each parameter, with free letters t0, t1 ..

    `where`: comparisons that the letters must fulfil; none: every real value will do.
    """

    at: Mapping[str, Json]
    letters: tuple[str, ...]
    where: tuple[str, ...] = ()


@frozen
class Equilibria:
    """The fixed points found: isolated ones and one of each family.

    complete: no other one lies in `box` (None: in the whole domain). `why` says by which method,
    or what stood in the way.
    """

    points: tuple[FixedPoint, ...]
    complete: bool
    why: str
    box: Mapping[str, Bound] | None = None
    families: tuple[Family, ...] = ()


@frozen
class Monotonicity:
    """S ⪰ mu·I and ‖H‖ ≤ lipschitz on `box` (None: everywhere in the domain).

    Both are exact rationals or rational bounds on the safe side; mu may be negative.
    """

    mu: str | None
    lipschitz: str | None
    box: Mapping[str, Bound] | None


@frozen
class Decomposition:
    """The Hodge split of a polynomial ξ under the standard Gaussian: ξ = ∇φ + rest.

    `distance_squared` is the mean square of the rest, and the rest is what no potential explains.
    """

    potential: str
    rest: Mapping[str, str]
    distance_squared: str


@frozen
class StepRange:
    """For which steps η a method converges locally at one fixed point, by H there.

    It converges exactly for above < η < below; `below` None with `always` true: for every step
    beyond `above`; with `always` false: for none. `exact` false: the limits are decimals on the
    safe side, and between them it does converge. `again`: it converges for some larger steps too.
    `setting` are its hyperparameters (texts).
    """

    method: str
    setting: Mapping[str, str]
    point: int  # number of the fixed point in Equilibria.points
    below: str | None
    always: bool
    why: str
    above: str = "0"
    exact: bool = True
    again: bool = False


@frozen
class Recommendation:
    """What to run; `step_below` None: every step, or not known (`why` says which)."""

    method: str
    setting: Mapping[str, str]
    step_below: str | None
    why: str


@frozen
class Deep:
    """Every deep answer about one game."""

    equilibria: Equilibria
    monotonicity: Monotonicity | None
    conserved: tuple[str, ...]
    decomposition: Decomposition | None
    steps: tuple[StepRange, ...]
    recommendation: Recommendation | None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)  # monotone, strictly_monotone
