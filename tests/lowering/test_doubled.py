"""A score function written by hand is told where the choice is differentiated as well."""

from __future__ import annotations

import pytest

from gamelang.lowering.doubled import doubled
from gamelang.lowering.score_warnings import score_warnings
from tests.checking.games import typed as game_of

HEAD = """game g
const reward = [1, 2, 4]
const old = [0.5, 0.25, 0.25]
let p = softmax(x)
let a: index[3] ~ categorical({p})
let b: index[3] ~ categorical(old)
let adv = reward[a] - 1
player one:
    x: vector[3]
    maximize E[{objective}]
player two:
    y: vector[3]
    minimize E[{other}]
"""


def warned(objective: str, p: str = "p", other: str = "norm2(y) * a") -> list[tuple[str, str]]:
    game = game_of(HEAD.format(objective=objective, p=p, other=other))
    return [(player.name, name) for player, name in doubled(game)]


@pytest.mark.parametrize(
    "objective",
    [
        "log(p[a]) * adv",
        "log(p)[a] * stop(adv)",
        "log_softmax(x)[a] * stop(adv)",
        "-cross_entropy(x, a) * adv",
        "log(softmax(x)[a]) * adv + entropy(p)",
        "adv * (log(p[a]) + 0.1 * norm2(x))",
        "2 * mean([adv * log(p[a]), 1])",
        "where(a == 1, log(p[a]) * adv, 0)",
    ],
)
def test_a_weighted_log_probability_of_a_live_choice_is_told(objective: str) -> None:
    assert warned(objective) == [("one", "a")]
    assert warned(objective, p="stop(p)") == []


@pytest.mark.parametrize(
    "objective",
    [
        "sum(p[k] * log(p[k]) for k in 3) * adv",
        "adv + entropy(p)",
        "adv - 0.1 * log(p[a])",  # a sample of the entropy
        "adv - norm2(x) * cross_entropy(x, a)",
        "-cross_entropy(x, b) * (1 + adv)",  # a label from elsewhere
        "log(p[b]) * adv",
        "log(stop(p)[a]) * adv",
        "stop(log(p[a]) * adv) + adv",
        "log(softmax(2 * x)[a]) * adv",  # of another distribution
        "adv",
    ],
)
def test_other_logarithms_are_not(objective: str) -> None:
    assert warned(objective) == []


def test_only_the_player_whose_choice_it_is_hears_of_it() -> None:
    assert warned("adv", other="log(p[a]) * adv * norm2(y)") == []
    assert warned("adv", other="cross_entropy(y, a) * adv") == []


STEPS = """game g
dim T = 4
const P: tensor[3, 2, 3] = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]], [[0, 0, 1], [1, 0, 0]]]
let a[t in T]: index[2] ~ categorical({p})
let s[t in T]: index[3] ~ categorical(P[s[t-1], a[t]]) from 0
let r[t in T]: real = where(s[t] == 2, 1, 0)
player actor:
    x: matrix[3, 2]
    maximize E[{objective}]
"""
OF_STEPS = (
    "sum(log_softmax(x[s[t-1]])[a[t]] * stop(r[t]) for t in T)",
    "sum(log(softmax(x[s[t-1]])[a[t]]) for t in T) * stop(sum(r))",
    "sum(-cross_entropy(x[s[t-1]], a[t]) * stop(r[t]) for t in T)",
)


@pytest.mark.parametrize("objective", OF_STEPS)
def test_choices_of_a_recurrence_too(objective: str) -> None:
    for p, wanted in (("softmax(x[s[t-1]])", ["a"]), ("softmax(stop(x)[s[t-1]])", [])):
        game = game_of(STEPS.format(p=p, objective=objective))
        assert [name for _, name in doubled(game)] == wanted


def test_returns_of_a_recurrence_are_not_told() -> None:
    objective = "sum(r[t] - 0.1 * log(softmax(x[s[t-1]])[a[t]]) for t in T)"
    assert doubled(game_of(STEPS.format(p="softmax(x[s[t-1]])", objective=objective))) == []


def test_independent_choices_are_told_by_their_index() -> None:
    text = """game g
let a[i in 4]: index[2] ~ categorical(softmax(x[i]))
player one:
    x: matrix[4, 2]
    maximize E[sum(log(softmax(x[i])[a[i]]) * a[i] for i in 4)]
"""
    assert [name for _, name in doubled(game_of(text))] == ["a"]
    other = text.replace("log(softmax(x[i])[a[i]])", "log(softmax(x[3 - i])[a[i]])")
    assert doubled(game_of(other)) == []


def test_the_warning_stands_at_the_logarithm_and_names_the_draw() -> None:
    text = HEAD.format(objective="score * adv", p="p", other="norm2(y)")
    text = text.replace("player one", "let score = log(p[a])\nplayer one")
    [warning] = score_warnings(game_of(text))
    at = warning.span
    assert at is not None and text[at.start : at.end] == "log(p[a])"
    assert warning.severity == "warning"
    assert warning.help == "draw it without a gradient: `~ categorical(stop(p))`"
