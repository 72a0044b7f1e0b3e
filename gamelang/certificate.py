"""The document of `check --certificate` as pydantic models: its published schema.

The checker reads the document without them (`certify/document.py`), so that it stands alone. What
fits the schema may still be false; what does not fit is no certificate. The kinds of proofs stand
in docs/certificates.md.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, create_model

from gamelang.core.verdicts import DEEP_VERDICTS, VERDICTS, GameClass
from gamelang.settings import Strict

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Positive = Annotated[int, Field(gt=0)]
Rational = Annotated[str, Field(pattern="^-?[0-9]+(/[1-9][0-9]*)?$")]
Number = int | Rational
Point = Annotated[
    dict[str, Number],
    Field(
        description="a value for every scalar parameter that is free to move; of those that are "
        "not named `V[*]` is the value of all of V, and `*` that of all others"
    ),
]
Combination = Annotated[dict[str, Number], Field(description="player -> what multiplies its loss")]
Two = Annotated[list[str], Field(min_length=2, max_length=2)]


class Part(Strict):
    """Types are told apart: true is no number, and 1.0 no integer."""

    model_config = ConfigDict(strict=True)


class Interval(Part):
    """An interval that encloses a value and does not hold 0."""

    low: Rational
    high: Rational


# An integer, an enclosing interval, or a text in the game language: a rational, or an expression
# in the constants that have no value.
Value = int | str | Interval


class Theorem(Part):
    kind: Literal["theorem"]
    theorem: str
    statement: str


class Terms(Part):
    """The terms of the losses cancel for all sizes exactly on the condition, or at no size."""

    kind: Literal["terms"]
    statement: str


class WeightedTheorem(Part):
    """The theorem for losses times these weights, texts in a family's own indices."""

    kind: Literal["weighted_theorem"]
    weights: dict[str, str]


class Identity(Part):
    kind: Literal["identity"]
    statement: str


class PotentialFunction(Part):
    kind: Literal["potential_function"]
    phi: str


class Weights(Part):
    """Player -> a positive weight."""

    kind: Literal["weights"]
    weights: dict[str, str]


class Branches(Part):
    """It holds almost everywhere: on every side of every kink."""

    kind: Literal["branches"]
    statement: str


class Witness(Part):
    """An entry of H, S or A that is not 0 at the point."""

    kind: Literal["witness"]
    matrix: Literal["H", "S", "A"]
    entry: Two
    point: Point
    value: Value


class Difference(Part):
    """An iterated difference of a combination of losses that is not 0."""

    kind: Literal["difference"]
    combination: Combination
    point: Point
    moves: Annotated[list[dict[str, Number]], Field(max_length=3)]
    value: Value


class Change(Part):
    """An entry of H that differs between two points: the second minus the first."""

    kind: Literal["change"]
    entry: Two
    points: Annotated[list[Point], Field(min_length=2, max_length=2)]
    value: Value


class Coefficient(Part):
    """A coefficient of a polynomial combination of losses that is not 0."""

    kind: Literal["coefficient"]
    combination: Combination
    monomial: dict[str, Positive]
    value: Value


Place = Annotated[Witness | Difference | Change | Coefficient, Field(discriminator="kind")]


class Witnesses(Part):
    """Values that no allowed constants make 0 together."""

    kind: Literal["witnesses"]
    places: list[Place]


class Link(Part):
    """The second derivative of the losses of two players in a parameter of each."""

    pair: Two
    entry: Two
    point: Point
    values: Annotated[list[Value], Field(min_length=2, max_length=2)]


class Cycle(Part):
    """Ratios of weights that contradict each other."""

    kind: Literal["cycle"]
    links: Annotated[list[Link], Field(min_length=1)]


class OneSided(Link):
    """The first derivative is not 0, and the second player's loss separates."""

    kind: Literal["one-sided"]


AtGivenSizes = Annotated[
    Witness | Difference | Change | Coefficient | Witnesses | Cycle | OneSided,
    Field(discriminator="kind"),
]


class AtSizes(Part):
    """What fails at one choice of the unknown sizes does not hold for all."""

    kind: Literal["at_sizes"]
    sizes: dict[str, Positive]
    certificate: AtGivenSizes


class Condition(Part):
    """Yes where the equations of some case hold, no elsewhere."""

    kind: Literal["condition"]
    cases: Annotated[list[Annotated[list[str], Field(min_length=1)]], Field(min_length=1)]
    places: list[Place]


class Pivots(Part):
    """ξ is affine, and elimination in S - mu G leaves these positive pivots and zeros."""

    kind: Literal["pivots"]
    point: Point
    mu: Number
    pivots: list[Number]


class Minors(Part):
    """No principal minor of S is negative, by the declared signs."""

    kind: Literal["minors"]


class Boxes(Part):
    """S - mu G is positive semidefinite on boxes that cover the domain."""

    kind: Literal["boxes"]
    mu: Number
    coupled: bool = Field(description="false: S vanishes between players")


class Direction(Part):
    """S is negative along a direction (strictly monotone: not positive)."""

    kind: Literal["direction"]
    point: Point
    direction: dict[str, Number]
    value: Value


class Pair(Part):
    """The fields at two points turn towards each other."""

    kind: Literal["pair"]
    points: Annotated[list[Point], Field(min_length=2, max_length=2)]
    value: Value


class Nothing(Part):
    """An unknown verdict claims nothing."""


class Scope(Part):
    dims: Literal["all", "given"] = Field(description="whether it holds for every size")
    everywhere: bool = Field(description="false: only away from kinks")


class Yes(Part):
    status: Literal["yes"]
    proof: Literal["structural", "exact"]
    scope: Scope
    condition: None
    certificate: Annotated[
        Theorem
        | WeightedTheorem
        | Identity
        | PotentialFunction
        | Weights
        | Branches
        | Pivots
        | Minors
        | Boxes,
        Field(discriminator="kind"),
    ]


class No(Part):
    status: Literal["no"]
    proof: Literal["witness", "exact"]
    scope: Scope
    condition: None
    certificate: Annotated[
        Terms
        | Witness
        | Difference
        | Change
        | Coefficient
        | Witnesses
        | Cycle
        | OneSided
        | AtSizes
        | Direction
        | Pair,
        Field(discriminator="kind"),
    ]


class Conditional(Part):
    status: Literal["conditional"]
    proof: Literal["exact"]
    scope: Scope
    condition: str
    certificate: Annotated[Condition | Terms, Field(discriminator="kind")]


class Unknown(Part):
    status: Literal["unknown"]
    proof: Literal["none"]
    scope: Scope
    condition: None
    certificate: Nothing


Verdict = Annotated[Yes | No | Conditional | Unknown, Field(discriminator="status")]
_QUESTIONS: dict[str, Any] = dict.fromkeys(VERDICTS, (Verdict, ...))
_QUESTIONS |= dict.fromkeys(
    DEEP_VERDICTS, (Verdict, Field(default=None, description="with `check --deep`"))
)
Verdicts = create_model("Verdicts", __base__=Part, **_QUESTIONS)


class Table(Part):
    """The numbers of a constant that a file gives, row by row."""

    sizes: list[Positive]
    entries: list[Number]


class File(Part):
    """A large file that lies beside the certificate."""

    file: str
    sha256: Sha256


class Certificate(Part):
    """`gamelang check --certificate`."""

    schema_version: Literal[1]
    game: str
    text: str = Field(description="the spec, in full")
    text_sha256: Sha256
    settings: dict[str, str] = Field(description="what `--set` gave")
    data: dict[str, Table | File]
    game_class: GameClass = Field(alias="class")
    potential_function: str | None
    verdicts: Verdicts  # type: ignore[valid-type]


def schema() -> dict[str, Any]:
    """The JSON schema of certificates."""
    return Certificate.model_json_schema(by_alias=True)


if __name__ == "__main__":  # python -m gamelang.certificate > docs/certificate.schema.json
    import json

    print(json.dumps(schema(), indent=2, ensure_ascii=False))
