"""Names, owners, circles, settings: who is who, and what the messages say."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gamelang.checking.order import dependency_order
from gamelang.core.ast import Literal
from gamelang.data.table import Table
from gamelang.syntax.parsing import parse_expression
from tests.checking.games import PLAYER, codes, refusal, typed, with_metric

TWO = "game g\nplayer a:\n    x: real\n    minimize a.x\n"
TWO += "player b:\n    x: real\n    minimize b.x * {}\n"


def test_a_name_with_two_owners_needs_one() -> None:
    assert codes(TWO.format("a.x")) == []
    assert refusal(TWO.format("x")).help == "write `a.x` or `b.x`"


@pytest.mark.parametrize(
    ("expression", "code"),
    [("a", "G204"), ("c.x", "G201"), ("a.y", "G205"), ("exp", "G207"), ("y", "G201")],
)
def test_names_that_mean_nothing_are_refused(expression: str, code: str) -> None:
    assert codes(TWO.format(expression)) == [code]


def test_names_may_be_used_before_their_line_and_hide_one_another_locally() -> None:
    text = "game g\nmetric m = f(y)\nlet y = sum(i * z[i] for i in n)\nlet z[i in n] = i + i0\n"
    text += "const i0 = 1\nfn f(y: real) = y * y\ndim n = 3" + PLAYER
    assert codes(text) == []


def test_circles_are_reported_once_and_their_users_stay_silent() -> None:
    text = "game g\nlet a = b\nlet b = c\nlet c = a + d\nlet d = a\nmetric m = a + d" + PLAYER
    assert set(codes(text)) == {"G208"}


def test_a_chain_of_ten_thousand_lets_is_no_problem() -> None:
    chain = "".join(f"let a{k + 1} = a{k} + 1\n" for k in range(10_000))
    game = typed(f"game g\nconst a0\n{chain}metric m = a10000{PLAYER}")
    assert len(game.lets) == 10_000


def test_functions_that_call_functions_do_not_explode() -> None:
    chain = "".join(f"fn f{k + 1}(v: real) = f{k}(v) * f{k}(v)\n" for k in range(60))
    start = f"game g\nfn f0(v: real) = v + 1\n{chain}metric m = "
    assert codes(f"{start}f60(x){PLAYER}") == []
    assert codes(f"{start}f60(2){PLAYER}") == ["G323"]


def test_order_has_what_is_needed_first() -> None:
    order, circles = dependency_order({"a": ["b", "c"], "b": ["c"], "c": [], "d": ["d"]})
    assert order.index("c") < order.index("b") < order.index("a")
    assert circles == [["d", "d"]]


def test_settings_give_dims_and_constants_their_values() -> None:
    text = with_metric("sum(a) * k", "dim n\nconst a: vector[n]\nconst k > 0 = 2")
    settings = {
        "n": Literal(Fraction(2)),
        "a": Table((2,), [Fraction(1), Fraction(5)]),
        "k": parse_expression("1 / 3"),
    }
    game = typed(text, settings)
    assert game.sizes == {"n": 2}
    assert game.unbound == ()
    assert game.constant("a").value == [1, 5]
    assert game.constant("k").value == [Fraction(1, 3)]
    assert typed(text).unbound == ("n", "a")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("kk", "1", "G503"),
        ("k", "-1", "G410"),
        ("n", "1 / 2", "G502"),
        ("n", "0", "G311"),
        ("a", "[1, 2, 3]", "G312"),
        ("k", "[1]", "G312"),
        ("k", "x", "G419"),
        ("k", "zz", "G201"),
    ],
)
def test_settings_are_checked(name: str, value: str, code: str) -> None:
    text = with_metric("sum(a) * k", "dim n = 2\nconst a: vector[n] = 0\nconst k > 0 = 2")
    assert codes(text, {name: parse_expression(value)}) == [code]


def test_dims_may_be_made_of_dims() -> None:
    text = with_metric("sum(a)", "dim n\ndim m = 2 * n + 1\nconst a: vector[m]")
    (size,) = typed(text).constant("a").node.shape
    assert str(size) == "2 * n + 1"
    assert typed(text, {"n": Literal(Fraction(3))}).constant("a").node.shape[0].value({"n": 3}) == 7


def test_values_that_break_their_declaration_are_refused() -> None:
    for declaration, code in {
        "const a > 0 = 0": "G410",
        "const a: real in [0, 1] = 2": "G410",
        "const a: vector[2] <= 1 = [1, 2]": "G410",
        "const a: index[3] = 3": "G410",
        "const a: simplex[2] = [1 / 2, 1 / 3]": "G418",
        "const a: matrix[2, 2] symmetric = [[1, 2], [3, 4]]": "G417",
        "const a: matrix[2, 2] antisymmetric = [[1, 2], [-2, 0]]": "G417",
        "const a: matrix[2, 2] diagonal = [[1, 2], [0, 0]]": "G417",
        "const a: matrix[2, 2] orthogonal = [[1, 2], [0, 0]]": "G417",
        "const a: matrix[2, 2] psd = [[1, 2], [2, 1]]": "G417",
        "const a: vector[2] symmetric": "G417",
        "const a: real in [1, 0]": "G411",
        "const a: real = [1, 2]": "G312",
        "const a = log(-1)": "G415",
    }.items():
        assert codes(f"game g\n{declaration}{PLAYER}") == [code], declaration


def test_lets_that_recur_and_draws_stand_side_by_side() -> None:
    text = """game g
sampler data:
    z: vector[2] ~ normal(0, 1)
let h[t in 3]: real = h[t-1] + k[t] from 0
let k[t in 3]: real = h[t-1] from 0
let eps: real ~ normal(0, 1)
player p:
    w: real
    minimize E[w * z[0] + data.z[0] + h[0] + eps]
"""
    assert codes(text) == []


def test_a_line_of_a_sampler_names_others_with_the_sampler_before_them() -> None:
    text = """game g
sampler data:
    x: real = 2 * data.z + other.z
    z: real ~ normal(0, 1)
sampler other:
    z: real ~ normal(0, 1)
player p:
    w: real
    minimize E[(w - x)**2]
"""
    assert codes(text) == []


def test_names_of_generators_and_indices_make_no_circles() -> None:
    for declaration in (
        "let c = sum(c for c in 3)",
        "let c[c in 3] = 2 * c",
        "const c[c in 3] = 2 * c",
        "let c = sum(c for i in 3 for c in range(i))",
        "fn c(c: real) = c + 1",
    ):
        assert codes(f"game g\n{declaration}{PLAYER}") == [], declaration
    assert codes(f"game g\nlet c = sum(c for i in 3){PLAYER}") == ["G208"]


PAIRED = """game paired

sampler data:
    batch 64
    x: real ~ normal(0, 1)

sampler noise:
    z: real ~ normal(0, 1)

player row:
    w: real
    minimize E[(w * z - x)**2]
"""


def test_a_sampler_without_a_batch_is_paired_at_the_batch_of_train() -> None:
    assert "G432" in codes(PAIRED)
    assert not codes(PAIRED + "\ntrain:\n    batch 64\n")
    assert "G432" in codes(PAIRED + "\ntrain:\n    batch 128\n")


LED = """game led
player model:
    w: real
    minimize (w - lam)**2
player tuner:
    lam: real
    minimize (w - 2)**2
"""


def test_a_leader_may_live_by_the_answers_of_others() -> None:
    def warned(text: str) -> list[str]:
        return [d.code for d in typed(text).warnings]

    assert warned(LED) == ["G118"]
    assert warned(LED + "train:\n    method stackelberg(leader=tuner)\n") == []
