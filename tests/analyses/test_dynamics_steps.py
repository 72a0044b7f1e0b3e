"""The steps at which methods converge locally: exact limits, against spectral radii in numpy."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gamelang.analyses.dynamics.local import linear_field
from gamelang.analyses.dynamics.multipliers import LinearField, characteristic
from gamelang.analyses.dynamics.plain_limit import plain_limit
from gamelang.analyses.dynamics.schur import stable_rates
from gamelang.analyses.dynamics.steps import steps
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.rationals import matrix, simplest
from gamelang.core.deep import Equilibria, StepRange
from gamelang.core.verdicts import FixedPoint
from gamelang.methods.choices import methods
from gamelang.symbolic.limits import UNLIMITED
from tests.analyses.games import two, typed

ONE = Fraction(1)
SETTINGS: dict[str, dict[str, Any]] = {"consensus": {"strength": 1}}
ROTATION = [[0, 1], [-1, 0]]
WEAK_ATTRACTOR = [[1, 10], [-10, 1]]


def field_of(rows: Any, owner: Any = None) -> LinearField:
    owner = owner or list(range(len(rows)))
    exact = [[Fraction(v) for v in row] for row in rows]
    between = [
        [v if owner[i] != owner[j] else Fraction(0) for j, v in enumerate(row)]
        for i, row in enumerate(exact)
    ]
    h = matrix(exact)
    return LinearField(h, h.transpose(), matrix(between))


def limits(terms: Any, rows: Any, **settings: Any) -> list[tuple[str, str | None]]:
    poly = characteristic(terms, {k: Fraction(v) for k, v in settings.items()}, field_of(rows))
    return [
        ("0" if i.low is None else i.low.above(), None if i.high is None else i.high.below())
        for i in stable_rates(poly)
    ]


def four_players(epsilon: Any) -> list[list[Any]]:
    e = Fraction(epsilon)
    return [[e, 1, 1, 1], [-1, e, 1, 1], [-1, -1, e, 1], [-1, -1, -1, e]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("optimistic", [("0", "sqrt(3)/3")]),
        ("cgd", [("0", None)]),
        ("proximal", [("0", None)]),
        ("consensus", [("0", "1")]),
        ("lookahead", [("0", "1")]),
    ],
)
def test_the_plane_rotation_under_methods_of_the_literature(name, expected):
    assert limits(methods()[name].terms, ROTATION, **SETTINGS.get(name, {})) == expected


def test_four_players():
    sga = methods()["sga"].factors
    assert limits(sga, four_players(0), strength=1) == [("0", "1 - sqrt(2)/2")]
    ((low, high),) = limits(sga, four_players("1/100"), strength=1)
    assert low == "0"
    assert high is not None
    assert high.startswith("0.293")
    assert limits(methods()["sgd"].factors, four_players(0)) == []
    assert limits(methods()["extragradient"].factors, four_players(0)) == [("0", "-1 + sqrt(2)")]
    ((_, optimistic),) = limits(methods()["optimistic"].terms, four_players("1/100"))
    assert optimistic is not None
    assert optimistic.startswith("0.239")


def radius(terms: Any, rows: Any, rate: float, setting: dict[str, float]) -> float:
    """The largest |z| with det P(z) = 0, by the companion of P."""
    h = np.array(rows, float)
    own = np.eye(len(h), dtype=bool)
    words = {"H": h, "T": h.T, "O": np.where(own, 0, h)}
    by_power = [np.zeros_like(h) for _ in range(1 + max(t.next for t in terms))]
    for t in terms:
        word = np.eye(len(h))
        for letter in t.matrices:
            word = word @ words[letter]
        by_power[t.next] = by_power[t.next] + word * (
            float(t.scale) * (setting[t.by] if t.by else 1) * rate**t.rate
        )
    last = [np.linalg.solve(by_power[-1], -c) for c in by_power[:-1]]
    size, count = len(h), len(last)
    companion = np.zeros((size * count, size * count))
    companion[: size * (count - 1), size:] = np.eye(size * (count - 1))
    companion[size * (count - 1) :] = np.hstack(last)
    return float(max(abs(np.linalg.eigvals(companion))))


@pytest.mark.parametrize("seed", range(12))
def test_the_limits_are_where_the_spectral_radius_passes_one(seed):
    random = np.random.default_rng(seed)
    size = 2 + seed % 3
    rows = [[Fraction(int(v), 2) for v in row] for row in random.integers(-5, 6, (size, size))]
    for k in range(size):
        rows[k][k] += seed % 4
    stated = {name: m.factors for name, m in methods().items() if m.factors}
    for name, terms in stated.items():
        poly = characteristic(terms, {"strength": ONE, "momentum": ONE / 4}, field_of(rows))
        intervals = stable_rates(poly)
        ends = [float(e.low) for i in intervals for e in (i.low, i.high) if e is not None]
        for rate in (1e-3, 0.01, 0.05, 0.13, 0.4, 0.9, 1.7, 4.0):
            inside = any(
                (i.low is None or rate > i.low.low) and (i.high is None or rate < i.high.low)
                for i in intervals
            )
            if all(abs(rate - end) > 1e-6 for end in ends):
                found = radius(terms, rows, rate, {"strength": 1.0, "momentum": 0.25})
                assert (found < 1) == inside or abs(found - 1) < 1e-9, (name, rate)


@pytest.mark.parametrize("seed", range(4))
def test_the_limit_of_a_plain_method_agrees_with_the_general_way(seed):
    random = np.random.default_rng(seed)
    rows = [[Fraction(int(v)) for v in row] for row in random.integers(-3, 4, (4, 4))]
    for k in range(4):
        rows[k][k] += 5
    for terms in (methods()["sgd"].factors, methods()["sga"].factors):
        setting = {"strength": Fraction(1, 10)}
        general = stable_rates(characteristic(terms, setting, field_of(rows)))
        plain = plain_limit(terms, setting, field_of(rows), UNLIMITED)
        if plain is None:
            assert general == []
        else:
            assert general[0].low is None
            assert general[0].high is not None
            assert abs(general[0].high.low - plain) < Fraction(1, 10**20)


# ---- whole games


def ranges(text: str, **at: Any) -> dict[str, StepRange]:
    point = FixedPoint(at or {"x": 0, "y": 0}, True)
    found = steps(Inquiry(typed(text), 10), Equilibria((point,), True, ""))
    return {f"{r.method} {r.setting.get('strength', '')}".strip(): r for r in found}


def test_weak_attractor():
    found = ranges(two("x**2/2 + 10*x*y", "y**2/2 - 10*x*y"))
    assert found["sgd"].below == found["sga 1"].below == "2/101"
    assert found["sga 0.1"].below == "11/101"
    assert not found["extragradient"].exact
    assert found["extragradient"].below == "0.116176"


def test_plain_descent_never_stands_still_at_a_centre():
    found = ranges(two("x*y", "-x*y"))
    assert found["sgd"].below is None
    assert not found["sgd"].always
    assert found["sga 1"].below == found["extragradient"].below == "1"


def test_a_weak_repellor_attracts_symplectic_steps_and_some_extragradient_ones():
    found = ranges(two("-x**2/20 - x*y", "-y**2/20 + x*y"))
    assert found["sgd"].below is None
    assert found["sga 1"].below == "90/101"
    assert found["extragradient"].above.startswith("0.2299")
    assert found["extragradient"].below is not None


def test_lines_of_fixed_points_attract_nothing_to_one_of_their_points():
    assert all(r.below is None and not r.always for r in ranges(two("x*y", "0*x + x**2")).values())


def test_the_setting_of_the_train_block_is_answered_for():
    text = two("x*y", "-x*y") + "train:\n    method sga(strength=0.5)\n"
    assert "sga 0.5" in ranges(text)


def test_points_on_the_boundary_and_off_rest_are_left_out():
    assert ranges(two("x", "y**2", x="real in [0, 1]")) == {}
    assert ranges(two("x**2", "y**2"), x=1, y=0) == {}


def test_on_a_simplex_lengths_are_those_of_the_whole_vector():
    """Matching pennies: in all entries H turns with eigenvalues ±2i on the tangent space."""
    game = two(
        "dot(x, [[1, -1], [-1, 1]] @ y)",
        "-dot(x, [[1, -1], [-1, 1]] @ y)",
        "",
        "simplex[2]",
        "simplex[2]",
    )
    found = ranges(game, x=["1/2", "1/2"], y=["1/2", "1/2"])
    assert found["extragradient"].below == "1/2"


def test_the_letters_of_a_simplex_are_projected():
    game = Inquiry(typed(two("dot(x, y)", "x[0]", "", "simplex[3]", "vector[3]")), 5).exact
    assert game is not None
    size = len(game.game.parameters)
    made = linear_field(
        game.game, [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    )
    assert [str(made.H[0, k]) for k in range(2)] == ["2/3", "-1/3"]


def test_a_point_with_roots_has_limits_from_below():
    loss = "2*x**2 + y**2 + 4*x*y + 4/3*y**3 - y**4/4"
    point = {"x": "-2 - sqrt(2)", "y": "2 + sqrt(2)"}
    known = FixedPoint(point, True, fixed_point=True)
    inquiry = Inquiry(typed(two(loss, f"-({loss})")), 10)
    found = {
        f"{r.method} {r.setting.get('strength', '')}".strip(): r
        for r in steps(inquiry, Equilibria((known,), True, ""))
    }
    y = 2 + 2**0.5
    h = [[4, 4], [-4, -(2 + 8 * y - 3 * y**2)]]
    for name, r in found.items():
        assert not r.exact
        assert r.below is not None
        setting = {"strength": float(r.setting.get("strength", 1))}
        terms = methods()[r.method].factors
        assert radius(terms, h, float(r.below), setting) < 1 + 1e-9, name
        assert radius(terms, h, float(r.below) * 1.0001, setting) > 1, name
    assert set(found) == {
        *("sgd", "extragradient", "sga 1", "sga 0.1"),
        *("hamiltonian_descent", "consensus 1", "consensus 0.1"),
    }


def test_a_rounded_point_gives_what_the_exact_one_gives():
    text = two("x**2/2 + 10*x*y", "y**2/2 - 10*x*y")
    exact = ranges(text)
    near = FixedPoint(
        {"x": 0, "y": 0}, False, fixed_point=True, radius={"x": "1e-15", "y": "1e-15"}
    )
    for r in steps(Inquiry(typed(text), 10), Equilibria((near,), True, "")):
        other = exact[f"{r.method} {r.setting.get('strength', '')}".strip()].below
        assert r.below is not None
        assert other is not None
        assert 0 <= float(Fraction(other)) - float(r.below) < 1e-5
    loose = FixedPoint({"x": 0, "y": 0}, False, fixed_point=True)
    assert steps(Inquiry(typed(text), 10), Equilibria((loose,), True, "")) == ()


def test_the_simplest_rational_of_an_interval():
    assert simplest(Fraction(3, 10), Fraction(4, 10)) == Fraction(1, 3)
    assert simplest(Fraction(-5, 2), Fraction(-2)) == -2
