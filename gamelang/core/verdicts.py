"""What an analysis may say: verdicts, claims, reports and facts, as plain frozen data.

The words are those of INTERFACE.md, `check --json`; settings mirrors them in pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal as Word

from gamelang.frozen import frozen

Status = Word["yes", "no", "conditional", "unknown"]
Proof = Word["structural", "exact", "witness", "estimated", "none"]
GameClass = Word["potential", "hamiltonian", "general", "conditional", "unknown"]

VERDICTS = (
    "potential",
    "hamiltonian",
    "weighted_potential",
    "weighted_hamiltonian",
    "rotational_coupling",
    "zero_sum",
    "constant_sum",
    "pairwise_zero_sum",
    "common_payoff",
    "separable",
    "polymatrix",
    "quadratic",
    "bilinear",
)

DEEP_VERDICTS = ("monotone", "strictly_monotone")  # of `check --deep`

POINT_PROPERTIES = (
    "fixed_point",
    "flow_stable",
    "stable_fixed_point",
    "local_nash",
    "strict_saddle",
    "unstable",
)

# A certificate is JSON: strings, ints, bools, None, lists, dicts; numbers that are not integers
# are strings in the game language.
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


@frozen
class Scope:
    """Where a verdict holds: all dims or the given ones; everywhere, or almost (kinks)."""

    dims: Word["all", "given"] = "given"
    everywhere: bool = True


@frozen
class Verdict:
    """One answer. `conditional` carries `condition`; `unknown` carries `reason`."""

    status: Status
    proof: Proof
    scope: Scope = Scope()
    condition: str | None = None
    reason: str | None = None
    certificate: Mapping[str, Json] = field(default_factory=dict)


@frozen
class ClaimResult:
    """`status` is that of the claim's own text, `not` included."""

    text: str
    status: Status
    line: int
    condition: str | None = None
    reason: str | None = None


@frozen
class BestResponse:
    """Whether a player could do better elsewhere in her own parameters, the others held fixed.

    best: False comes with `better`, her parameters at a point that is proved better; there she
    wins at least `gain`. None: no better place is known, and none is excluded.
    """

    player: str
    best: bool | None
    why: str
    better: Mapping[str, Json] | None = None
    gain: str | None = None


@frozen
class FixedPoint:
    """A point with what was decided there; None: not decided, or not asked.

    exact: `at` is the point itself; else it is rounded, and every entry of the fixed point lies
    within `radius` (of the same shape) of it. `eigenvalue_radius` is the same for `eigenvalues`.
    `residual` is at least the norm of w - Π(w - ξ) at `at`. `condition`: what the constants must
    fulfil for the point to be there. `family`: the number of the family it was taken from.
    `held`: ξ is not 0 there, a limit of the domain holds the point; all kinds but local_nash and
    nash speak of ξ = 0.
    """

    at: Mapping[str, Json]
    exact: bool
    eigenvalues: tuple[str, ...] | None = None
    fixed_point: bool | None = None
    flow_stable: bool | None = None
    centre: bool | None = None
    stable_fixed_point: bool | None = None
    local_nash: bool | None = None
    strict_saddle: bool | None = None
    unstable: bool | None = None
    stackelberg: bool | None = None
    residual: str | None = None
    radius: Mapping[str, Json] | None = None
    eigenvalue_radius: str | None = None
    condition: str | None = None
    family: int | None = None
    held: bool | None = None
    nash: bool | None = None
    best_responses: tuple[BestResponse, ...] | None = None


@frozen
class Estimator:
    """How a run differentiates a draw whose distribution depends on parameters.

    sum: over its `values`, exactly; reparametrised: through the value drawn; score: by the score
    function (DiCE), with a `baseline` or without; none: the parameters stand in `stop(...)`, and
    `values` says whether it is summed all the same; unknown: it depends on sizes without a value.
    """

    name: str
    line: int
    estimator: Word["sum", "reparametrised", "score", "none", "unknown"]
    values: int | None = None
    baseline: bool = False


@frozen
class Analysis:
    """Everything `check` found out about a typed game."""

    game_class: GameClass
    verdicts: Mapping[str, Verdict]
    potential_function: str | None
    claims: tuple[ClaimResult, ...]
    fixed_points: tuple[FixedPoint, ...]


@frozen
class Facts:
    """What was proved, for code generation: only a proved `yes` that holds everywhere sets one."""

    potential: bool = False
    hamiltonian: bool = False
    zero_sum: bool = False
    common_payoff: bool = False
    quadratic: bool = False


def classify(verdicts: Mapping[str, Verdict]) -> GameClass:
    """The class of INTERFACE.md: potential, else hamiltonian, if that is yes; general if both
    are no; else unknown if either is; else conditional."""
    potential, hamiltonian = verdicts["potential"].status, verdicts["hamiltonian"].status
    if potential == "yes":
        return "potential"
    if hamiltonian == "yes":
        return "hamiltonian"
    if potential == hamiltonian == "no":
        return "general"
    if "unknown" in (potential, hamiltonian):
        return "unknown"
    return "conditional"
