"""What we print as JSON, as pydantic models: the published schema of `check` and `run`.

Loaded by Python's `Game.check()` and `Game.run()`; the command line prints the same documents
without it. Unknown keys are refused. Integers are numbers; other exact values are strings in the
game language; NaN and infinities are null.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["yes", "no", "conditional", "unknown"]
Exact = int | str
Size = int | str


class Strict(BaseModel):
    """No unknown keys, no changes after construction."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Scope(Strict):
    dims: Literal["all", "given"]
    everywhere: bool


class Verdict(Strict):
    """One answer, with the proof that carries it."""

    status: Status
    proof: Literal["structural", "exact", "witness", "estimated", "none"]
    scope: Scope
    condition: str | None = Field(description="for `conditional`: on which constants it depends")
    reason: str | None = Field(description="in words; for `unknown`: why it was not decided")
    certificate: dict[str, Any]


class Parameter(Strict):
    name: str
    shape: list[Size] = Field(description="family axes first; unknown sizes are expressions")
    network: str | None = Field(
        default=None, description="its declaration; the shape is that of all its weights"
    )


class Player(Strict):
    name: str
    parameters: list[Parameter]
    objective: Literal["minimize", "maximize"]
    count: Size | None = Field(default=None, description="how many members a family has")


class Claim(Strict):
    text: str
    status: Status
    line: int
    condition: str | None = None
    reason: str | None = None


class Estimator(Strict):
    """How a run differentiates a draw whose distribution depends on parameters."""

    name: str
    line: int
    estimator: Literal["sum", "reparametrised", "score", "none", "unknown"] = Field(
        description="sum: over its values, exactly; score: the score function (DiCE); none: the "
        "parameters stand in `stop(...)`; unknown: it depends on sizes without a value"
    )
    values: int | None = Field(description="how many are summed; null: it is drawn")
    baseline: bool = Field(description="whether the score function has one")


class BestResponse(Strict):
    """best: false comes with a better place, where she wins at least `gain`."""

    player: str
    best: bool | None
    why: str
    better: dict[str, Any] | None
    gain: str | None


class FixedPoint(Strict):
    """A point, and what was decided there; null is `not decided` or `not asked`."""

    at: dict[str, Any]
    exact: bool
    eigenvalues: list[str] | None = None
    fixed_point: bool | None = None
    flow_stable: bool | None = None
    centre: bool | None = None
    stable_fixed_point: bool | None = None
    local_nash: bool | None = None
    strict_saddle: bool | None = None
    unstable: bool | None = None
    stackelberg: bool | None = Field(
        default=None, description="two players, the first one leads: a differential equilibrium"
    )
    residual: str | None = Field(default=None, description="at least the residual at `at`")
    radius: dict[str, Any] | None = Field(
        default=None, description="for a rounded `at`: how far each entry may be from it"
    )
    eigenvalue_radius: str | None = Field(default=None, description="the same for `eigenvalues`")
    condition: str | None = Field(default=None, description="on constants: when it is there")
    family: int | None = Field(default=None, description="the family that it was taken from")
    held: bool | None = Field(
        default=None,
        description="by a limit of the domain: ξ is not 0 there, of which other kinds than "
        "local_nash and nash speak",
    )
    nash: bool | None = Field(default=None, description="`solve`: a global Nash equilibrium")
    best_responses: list[BestResponse] | None = Field(default=None, description="`solve` alone")


class Family(Strict):
    """Fixed points that form an affine set, by free letters."""

    at: dict[str, Any]
    letters: list[str]
    where: list[str] = Field(description="comparisons that the letters must fulfil")


class Equilibria(Strict):
    """complete: no other fixed point lies in `box` (null: in the whole domain)."""

    complete: bool
    why: str
    box: dict[str, list[str]] | None
    families: list[Family]


class Monotonicity(Strict):
    """S >= mu and |H| <= lipschitz on `box` (null: everywhere in the domain)."""

    mu: str | None
    lipschitz: str | None
    box: dict[str, list[str]] | None


class Decomposition(Strict):
    """ξ = ∇(potential) + rest under the standard Gaussian, for polynomial ξ."""

    potential: str
    rest: dict[str, str]
    distance_squared: str


class StepRange(Strict):
    """A method converges locally at fixed point number `point` for steps between `above` and
    `below` (null with `always`: for every step beyond `above`; else for none)."""

    method: str
    setting: dict[str, str]
    point: int
    above: str
    below: str | None
    always: bool
    exact: bool = Field(description="false: decimals on the safe side")
    again: bool = Field(description="it converges for some larger steps too")
    why: str


class Recommendation(Strict):
    method: str
    setting: dict[str, str] = Field(default_factory=dict)
    step_below: float | str | None
    why: str


class Diagnostic(Strict):
    code: str
    severity: Literal["error", "warning", "note"]
    message: str
    help: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None


class CheckReport(Strict):
    """`gamelang check --json`."""

    schema_version: Literal[1]
    file: str
    game: str | None
    ok: bool
    players: list[Player]
    parameters_total: Size | None
    game_class: Literal["potential", "hamiltonian", "general", "conditional", "unknown"] = Field(
        alias="class"
    )
    verdicts: dict[str, Verdict]
    potential_function: str | None
    estimators: list[Estimator]
    claims: list[Claim]
    fixed_points: list[FixedPoint]
    equilibria: Equilibria | None = Field(default=None, description="`--deep`")
    monotonicity: Monotonicity | None = Field(default=None, description="`--deep`")
    conserved: list[str] | None = Field(default=None, description="`--deep`")
    decomposition: Decomposition | None = Field(default=None, description="`--deep`")
    steps: list[StepRange] | None = Field(default=None, description="`--deep`")
    recommendation: Recommendation | None
    diagnostics: list[Diagnostic]

    def _repr_html_(self) -> str:
        from gamelang.typesetting.html import report_html

        return report_html(self.model_dump(by_alias=True))

    def _repr_latex_(self) -> str | None:
        """The potential function, where there is one."""
        from gamelang.typesetting.html import potential_latex

        return potential_latex(self.potential_function)


class SolveReport(Strict):
    """`gamelang solve --json`."""

    schema_version: Literal[1]
    file: str
    game: str | None
    fixed_points: list[FixedPoint]
    equilibria: Equilibria | None
    diagnostics: list[Diagnostic]


Outcome = Literal[
    "converged",
    "cycling",
    "diverged",
    "dominated",
    "collapsed",
    "stalled",
    "stopped",
    "steps_done",
]


class Named(BaseModel):
    """A method or optimizer with the arguments that were used."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str


class Forecast(Strict):
    """What was foretold of a run near a fixed point, and whether it came there."""

    at: dict[str, Any]
    radius: float = Field(description="spectral radius of the update: errors grow or die out")
    settles: bool | None = Field(description="null: errors stay as they are, to first order")
    others: list[str] = Field(description="methods that settle there, where this one does not")
    met: bool = Field(description="the run ended there")


class Cycle(Strict):
    """Turns of the parameters over the last half of a run."""

    period: float = Field(description="steps a turn")
    turns: float
    trend: Literal["in", "out", "neither"] | None = Field(
        description="where it spirals; null: fewer than two turns were seen"
    )


class Domination(Strict):
    by: str
    player: str = Field(description="whom it dominates")
    sign: Literal["vanished", "apart"] = Field(
        description="the gradient of `player` vanished, or both gradients are orders apart"
    )
    saturated: bool = Field(description="the loss of `by` is all but at its infimum")
    infimum: float | None = Field(description="the bound that its form gives, if saturated")


class Coverage(Strict):
    """Samples of a generated value against draws of its target."""

    generated: str
    target: str
    coverage: float = Field(description="share of draws that have a sample near")
    spread: float = Field(description="extent of the samples relative to that of the draws")
    reach: float = Field(description="the same share, of the draws nearest to samples")


class Rotation(Strict):
    """Estimates over the last half of a run."""

    A: float | None
    S: float | None


class Health(Strict):
    """What a run shows of the troubles of its field."""

    cycle: Cycle | None
    dominated: Domination | None
    coverage: list[Coverage]
    rotation: Rotation | None = Field(description="null: it was not asked for")


class RunReport(Strict):
    """`gamelang run --json`. `steps` were asked for, `steps_taken` were made; all values are those
    after `steps_taken`; the outcome was seen from `outcome_step` on."""

    schema_version: Literal[1]
    game: str
    method: Named
    optimizer: Named
    optimizers: dict[str, Named] | None = Field(
        default=None, description="by player, where they differ"
    )
    order: str
    wrapper: str | None = Field(default=None, description="`slow(...)` around the method")
    precision: Literal["float32", "float64"]
    steps: int
    seed: int
    outcome: Outcome
    outcome_step: int
    steps_taken: int
    stop_met: bool | None = Field(description="null: there was no stop condition")
    interrupted: bool = Field(description="cut short: the outcome is as of `steps_taken`")
    health: Health
    remarks: list[str] = Field(description="what a person should know, in sentences")
    xi_norm: float | None
    residual: float | None
    losses: dict[str, Any]
    metrics: dict[str, Any]
    parameters: dict[str, Any]
    run: str | None
    compile_seconds: float
    seconds: float
    forecasts: list[Forecast] = Field(
        description="near the fixed points that were known before the run"
    )


class CompareRow(Strict):
    """A method: the run it made, or why it refused the game."""

    name: str
    refused: str | None
    cost: str | None = Field(description="of one step, in ξ, JVP and VJP")
    steps_needed: int | None = Field(description="until `--stop` was met, else until it converged")
    run: RunReport | None


class CompareReport(Strict):
    """`gamelang compare --json`."""

    schema_version: Literal[1]
    game: str
    rows: list[CompareRow]
    picture: str | None


def schema() -> dict[str, Any]:
    """The JSON schema of the reports."""
    return {
        "check": CheckReport.model_json_schema(by_alias=True),
        "solve": SolveReport.model_json_schema(by_alias=True),
        "run": RunReport.model_json_schema(by_alias=True),
        "compare": CompareReport.model_json_schema(by_alias=True),
    }


if __name__ == "__main__":  # python -m gamelang.settings > docs/schema.json
    import json

    print(json.dumps(schema(), indent=2, ensure_ascii=False))
