"""What `check` says of the derivatives of draws is what the lowering does with them."""

from __future__ import annotations

import pytest

from gamelang.core.verdicts import Estimator
from gamelang.lowering.estimators import estimators
from gamelang.lowering.sampled import sampled
from gamelang.lowering.scores import BOX
from tests.checking.games import typed as game_of

GAME = """game g
let c: index[{values}] ~ {draw}
player p:
    x: vector[{values}]
    s: real = 1
    maximize E[x[c] + {more}]
"""


def told(text: str) -> tuple[Estimator, ...]:
    found, refused = estimators(game_of(text))
    assert not refused
    return found


def choice(draw: str, values: int | str = 3, more: str = "0") -> str:
    return GAME.format(draw=draw, values=values, more=more)


def has_score(text: str) -> bool:
    """Whether the game that runs holds the function of DiCE."""
    from gamelang.core.typed import Apply, postorder

    game = sampled(game_of(text))
    nodes = postorder(*(player.loss for player in game.players))
    return any(isinstance(node, Apply) and node.function == BOX for node in nodes)


@pytest.mark.parametrize(
    ("draw", "values", "wanted"),
    [
        ("categorical(softmax(x))", 64, Estimator("c", 2, "sum", 64)),
        ("categorical(softmax(x), baseline=2)", 4, Estimator("c", 2, "sum", 4)),
        ("categorical(softmax(x))", 65, Estimator("c", 2, "score")),
        ("categorical(softmax(x), baseline=2)", 65, Estimator("c", 2, "score", baseline=True)),
        ("categorical(stop(softmax(x)))", 4, Estimator("c", 2, "none", 4)),
        ("categorical(stop(softmax(x)))", 65, Estimator("c", 2, "none")),
        ("bernoulli(sigmoid(s))", 2, Estimator("c", 2, "sum", 2)),
    ],
)
def test_a_choice_is_summed_where_it_has_few_values(
    draw: str, values: int, wanted: Estimator
) -> None:
    text = choice(draw, values)
    assert told(text) == (wanted,)
    assert has_score(text) == (values > 64)


def test_a_choice_without_parameters_is_not_told() -> None:
    assert told(choice("categorical([0.5, 0.25, 0.25])")) == ()
    chain = "let d: index[2] ~ categorical([c / 2, 1 - c / 2])\n"
    text = choice("categorical([0.5, 0.25, 0.25])", more="s * d").replace(
        "player", chain + "player"
    )
    assert told(text) == ()


def test_normal_and_uniform_draws_are_reparametrised() -> None:
    text = """game g
let z: real ~ normal(0, 1)
let u: vector[2] ~ uniform(0, s)
let h: real ~ normal(stop(s), 1)
let y = x + z
player p:
    x: real
    s: real = 1
    minimize E[(y - h)**2 + u[0] * x]
"""
    assert told(text) == (Estimator("u", 3, "reparametrised"), Estimator("h", 4, "none"))


def test_a_mixture_has_a_choice_and_its_parts() -> None:
    text = """game g
let m: real ~ mixture([q, 1 - q], [normal(x, 1), normal(0, 1)])
player p:
    x: real
    q: real in [0, 1]
    minimize E[m**2]
"""
    kinds = [one.estimator for one in told(text)]
    assert sorted(kinds) == ["reparametrised", "sum"]


STEPS = """game g
dim T = 4
let a[t in T]: index[2] ~ categorical(softmax(x + s[t-1]){more})
let s[t in T]: index[3] ~ categorical([a[t] / 2, 1 - a[t] / 2, 0]) from 0
let w[t in T]: real ~ normal({mean} * w[t-1], 1) from 0
player p:
    x: vector[2]
    m: real
    maximize E[sum(a[t] * s[t] + m * w[t] for t in T)]
"""


def test_choices_of_a_recurrence_have_scores_and_its_noise_moves() -> None:
    assert told(STEPS.format(more="", mean="m")) == (
        Estimator("a", 3, "score"),
        Estimator("w", 5, "reparametrised"),
    )
    assert told(STEPS.format(more=", baseline=1", mean=2)) == (
        Estimator("a", 3, "score", baseline=True),
    )


def test_one_draw_may_be_summed_here_and_drawn_there() -> None:
    text = """game g
let a: index[8] ~ categorical(softmax(x))
let b: index[9] ~ categorical(softmax(y))
player p:
    x: vector[8]
    maximize E[x[a]]
player q:
    y: vector[9]
    minimize E[y[b] * x[a]]
"""
    found = {(one.name, one.estimator) for one in told(text)}
    assert found == {("a", "sum"), ("a", "score"), ("b", "sum")}


def test_an_unknown_number_of_values_is_said_to_be_unknown() -> None:
    text = "game g\ndim n\n" + choice("categorical(softmax(x))", "n").partition("\n")[2]
    assert told(text) == (Estimator("c", 3, "unknown"),)


def test_what_a_run_refuses_is_told() -> None:
    text = """game g
const R = [[1, 0], [0, 2]]
let c[i in 4]: index[2] ~ categorical(softmax(x))
player p:
    x: vector[2]
    maximize E[sum(R[c[(i + 1) % 4], c[(i + 3) % 4]] for i in 4)]
"""
    _, refused = estimators(game_of(text))
    assert [problem.code for problem in refused] == ["G535"]
