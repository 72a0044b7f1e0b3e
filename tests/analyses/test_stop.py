"""With `stop`, ξ holds parameters fixed and H is the total derivative of ξ, in every answer."""

from __future__ import annotations

import json

import pytest

from gamelang import compiler
from gamelang.certify.certificates import Checker
from gamelang.certify.document import verify
from gamelang.certify.polynomials import UndecidedError
from gamelang.core.verdicts import Analysis, Scope, Verdict
from tests.analyses.games import two
from tests.checking.games import typed


def one(loss: str) -> str:
    return f"game g\nplayer p:\n    x: real\n    y: real\n    minimize {loss}\n"


def answers(text: str) -> Analysis:
    """The analysis, all certificates checked again from their text."""
    checked = compiler.answered(typed(text))
    document = json.loads(json.dumps(compiler.certificate(checked)))
    result = verify(document)
    assert result.ok, result.reason
    return checked.analysis


def statuses(text: str) -> dict[str, str]:
    return {name: verdict.status for name, verdict in answers(text).verdicts.items()}


def hessian(text: str) -> list[list[str]]:
    found = compiler.derived(typed(text), "hessian", "json")
    return found["rows"]  # type: ignore[index, call-overload, return-value]


@pytest.mark.parametrize(
    ("loss", "rows"),
    [
        ("x * stop(x) + y**2/2", [["1", "0"], ["0", "1"]]),
        ("(x - stop(x + y))**2 / 2 + 0*y", [["0", "-1"], ["0", "0"]]),
        ("stop(x) * y + y**2/2", [["0", "0"], ["1", "1"]]),
        ("exp(x) * stop(exp(-x)) + 0*y", [["0", "0"], ["0", "0"]]),
        ("x**2 * stop(y) - stop(x**2) * stop(y)", [["2 * y", "2 * x"], ["0", "0"]]),
    ],
)
def test_the_hessian_is_that_of_the_field(loss: str, rows: list[list[str]]) -> None:
    assert hessian(one(loss)) == rows
    view = compiler.sympy_view(typed(one(loss)))
    shown = [[str(view.H[i, j]).replace("*", " * ") for j in range(2)] for i in range(2)]
    assert shown == rows


def test_one_player_may_turn_around_herself() -> None:
    found = statuses(one("x * stop(y) - y * stop(x)"))
    assert found["hamiltonian"] == found["weighted_hamiltonian"] == "yes"
    assert found["potential"] == found["weighted_potential"] == "no"
    assert found["separable"] == found["common_payoff"] == "yes"


def test_a_common_payoff_need_not_be_a_potential() -> None:
    found = statuses(two("x * stop(y)", "y * x + y * x - y * stop(x)"))
    assert found["common_payoff"] == found["potential"] == "yes"
    found = statuses(two("x * y", "y * stop(x / 2) + stop(x * y / 2)"))
    assert found["common_payoff"] == "yes"
    assert found["potential"] == "no"
    assert found["weighted_potential"] == "yes"


def test_a_sum_of_zero_says_nothing_of_the_coupling() -> None:
    found = statuses(two("x * y", "y * stop(x) - 2 * stop(x * y)"))
    assert found["zero_sum"] == found["pairwise_zero_sum"] == "yes"
    assert found["rotational_coupling"] == found["hamiltonian"] == "no"
    assert found["potential"] == "yes"


def test_values_that_cancel_leave_a_field() -> None:
    found = answers(two("x * stop(x) - stop(x**2) + x**3 - stop(x**3)", "0 * y"))
    assert found.verdicts["zero_sum"].status == "yes"
    assert found.verdicts["quadratic"].status == "no"
    assert found.verdicts["quadratic"].certificate["kind"] == "change"
    assert found.potential_function is not None


def test_a_condition_on_constants_is_that_of_the_field() -> None:
    text = two("x * stop(y**2)", "b * y * stop(x * y)", "const b")
    found = answers(text).verdicts
    assert found["potential"].condition == "b == 2"
    assert found["common_payoff"].condition == "b == 1"


def test_kinks_leave_it_open_or_refute_it() -> None:
    found = statuses(one("abs(x - stop(y)) - stop(abs(x - y)) + 0*y"))
    assert found["zero_sum"] == "yes"
    assert found["potential"] == "unknown"
    assert found["quadratic"] == "unknown"
    # H vanishes on both sides of the gap at 0, and the field jumps there
    gap = statuses(one("x * stop(exp(log(x**2) / 2) / x) + 0*y"))
    assert gap["quadratic"] == gap["bilinear"] == "unknown"


def test_sizes_that_are_not_known_take_counterexamples_only() -> None:
    text = """game g
dim n >= 2
player p:
    x: vector[n]
    minimize dot(x, stop(x)) {}
"""
    assert statuses(text.format("* stop(x[0])"))["potential"] == "no"
    open_ones = answers(text.format("")).verdicts
    assert open_ones["potential"].status == open_ones["quadratic"].status == "unknown"


@pytest.mark.parametrize(
    ("name", "certificate"),
    [
        ("potential", {"kind": "theorem"}),
        ("potential", {"kind": "identity"}),
        ("potential", {"kind": "potential_function", "phi": "x * y"}),
        ("hamiltonian", {"kind": "identity"}),
        ("weighted_potential", {"kind": "weighted_theorem"}),
        ("weighted_potential", {"kind": "weights", "weights": {"first": "1", "second": "1"}}),
        ("quadratic", {"kind": "theorem"}),
    ],
)
def test_what_holds_of_the_values_is_refused_of_the_field(
    name: str, certificate: dict[str, object]
) -> None:
    """As functions both losses are xy; ξ is (y², x)."""
    game = typed(two("x * stop(y**2) + stop(x * y - x * y**2)", "x * y"))
    scope = Scope("all" if "theorem" in str(certificate["kind"]) else "given")
    verdict = Verdict("yes", "exact", scope, certificate=certificate)  # type: ignore[arg-type]
    with pytest.raises(UndecidedError):
        Checker(game).check(name, verdict)


@pytest.mark.parametrize(
    ("name", "certificate"),
    [
        (
            "potential",
            {
                "kind": "difference",
                "combination": {"first": 1, "second": -1},
                "point": {"x": 0, "y": 0},
                "moves": [{"x": 1}, {"y": 1}],
            },
        ),
        (
            "potential",
            {
                "kind": "coefficient",
                "combination": {"first": 1, "second": -1},
                "monomial": {"x": 1, "y": 1},
            },
        ),
        (
            "zero_sum",
            {"kind": "witness", "matrix": "S", "entry": ["x", "y"], "point": {"x": 1, "y": 1}},
        ),
        ("hamiltonian", {"kind": "change", "entry": ["x", "y"], "points": []}),
    ],
)
def test_no_other_function_is_looked_at(name: str, certificate: dict[str, object]) -> None:
    """ξ = (y, x) although the losses' values differ by xy."""
    game = typed(two("x * y", "y * stop(x) + stop(x * y)"))
    verdict = Verdict("no", "witness", certificate=certificate)  # type: ignore[arg-type]
    with pytest.raises(UndecidedError):
        Checker(game).check(name, verdict)
    assert compiler.analyse(game).verdicts["potential"].status == "yes"


TD = """game td
player critic:
    w: real
    minimize ((w - stop(1 + w))**2 + (2*w - stop(w/2))**2) / 4
player actor:
    theta: real
    minimize theta**2/2 - theta * stop(w)
"""


def test_fixed_points_and_their_stability_are_those_of_the_field() -> None:
    """By hand: ξ_w = ((w - (1 + w)) + 2 (2w - w/2)) / 2 = (3w - 1)/2."""
    deep = compiler.answered_deeply(typed(TD)).deep
    assert deep is not None
    (point,) = deep.equilibria.points
    assert point.at == {"w": "1/3", "theta": "1/3"}
    assert deep.equilibria.complete
    assert set(point.eigenvalues or ()) == {"3/2", "1"}
    assert point.flow_stable is True
    assert point.local_nash is None
    assert point.stackelberg is None


def test_what_others_hold_leaves_best_responses_as_they_are() -> None:
    found = compiler.solve(typed(two("x**2/2 - x * stop(y)", "y**2/2 + y * stop(x)")))
    (point,) = found.points
    assert point.at == {"x": 0, "y": 0}
    assert point.nash is True
    held = compiler.solve(typed(two("x**2/2 - x * stop(y + x)", "y**2/2 + y * stop(x)")))
    assert all(p.nash is None and p.local_nash is None for p in held.points)


def test_facts_of_values_are_no_facts_of_gradients() -> None:
    facts = compiler.facts(typed(two("x * y", "y * stop(x) - 2 * stop(x * y)")))
    assert not facts.zero_sum
    assert not facts.common_payoff
    assert facts.potential
