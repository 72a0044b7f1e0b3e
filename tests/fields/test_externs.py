"""What may be bound as `extern("D")`, and what is said of what may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import gamelang
from gamelang import compiler
from gamelang.certify.document import verify
from gamelang.codegen.load import load
from tests.checking.games import codes, refusal

KEY = jax.random.key(0)
HEAD = "game bound\ndim n\nplayer p:\n    x: vector[2] = 0.3\n    "
TEXT = HEAD + 'net D: vector[2] -> real = extern("D")\n    minimize D(x)**2\n'
PAIR = (lambda key: {"w": jax.random.normal(key, (2,))}, lambda params, x: params["w"] @ x)


def perceptron(inputs: int, outputs: Any) -> Any:
    return eqx.nn.MLP(inputs, outputs, 2, 1, key=KEY)


def said(text: str, **externs: Any) -> str:
    with pytest.raises(gamelang.GameError) as caught:
        gamelang.loads(text, "bound.game", externs=externs)
    return str(caught.value).strip()


def test_another_shape_is_shown_with_the_declared_one() -> None:
    assert (
        said(TEXT, D=perceptron(2, 1))
        == """\
error[G506]: what is bound as `D` gives a vector[1], and `D` is declared to give a real
  --> bound.game:5:25
   |
 5 |     net D: vector[2] -> real = extern("D")
   |                         ^^^^ declared
   = help: give the module the output size "scalar\""""
    )
    assert (
        said(
            TEXT.replace("-> real", "-> vector[3]").replace("D(x)**2", "sum(D(x))"),
            D=perceptron(2, "scalar"),
        )
        == """\
error[G506]: what is bound as `D` gives a real, and `D` is declared to give a vector[3]
  --> bound.game:5:25
   |
 5 |     net D: vector[2] -> vector[3] = extern("D")
   |                         ^^^^^^^^^ declared
   = help: write `-> real`"""
    )


def test_a_module_that_fails_is_quoted() -> None:
    words = said(TEXT, D=perceptron(3, "scalar"))
    assert words.startswith("error[G506]: what is bound as `D` fails on a vector[2]: ")
    assert '5 |     net D: vector[2] -> real = extern("D")' in words
    assert "Traceback" not in words


def test_what_is_no_network_is_refused() -> None:
    wanted = {
        "no pair of two functions": (1, 2, 3),
        "cannot be called": "module",
        "no arrays of floats to learn": lambda x: x[0],
        "the init of `D` fails: no key": (lambda key: 1 / 0 if key is None else fail(), len),
    }
    for words, thing in wanted.items():
        text = said(TEXT, D=thing)
        assert text.startswith("error[G505]: ")
        assert words in text


def fail() -> None:
    raise ValueError("no key\nand more")


def test_a_name_that_no_network_asks_for_is_refused() -> None:
    words = said(TEXT, d=PAIR)
    assert 'something is bound as `d`, and the game has no network `extern("d")`' in words
    assert "did you mean `D`?" in words


def test_a_family_needs_a_start_for_every_member() -> None:
    text = TEXT.replace("player p:", "player p[i in 2]:").replace("D(x)", "D[i](x[i])")
    assert "every member of a family starts with its own" in said(text, D=perceptron(2, "scalar"))
    assert gamelang.loads(text, externs={"D": PAIR}).typed.not_bound == ()


def test_sizes_that_are_not_known_are_asked_for() -> None:
    text = TEXT.replace("D: vector[2]", "D: vector[n]").replace("D(x)", "D(ones(n))")
    words = said(text + "", D=PAIR)
    assert "needs to know the sizes" in words
    assert "load(..., n=...)" in words
    assert gamelang.loads(text, n=2, externs={"D": PAIR}).typed.not_bound == ()


def test_a_name_stands_in_quotes() -> None:
    for wrong in ("D", '"D", 3', "", '"a b"', '"D", key=1'):
        assert codes(TEXT.replace('"D"', wrong)) == ["G121"]
    assert refusal(TEXT.replace('"D"', '"os.system()"')).message.startswith("the name of an extern")


def test_nothing_bound_is_an_answer_for_every_function() -> None:
    text = (
        TEXT.replace("D(x)**2", "D(x + y)**2")
        + "player q:\n    y: real\n    maximize D(x + y)**2\n"
        + "claim zero_sum\nclaim potential\n"
    )
    report = gamelang.loads(text, n=1).check()
    assert [claim.status for claim in report.claims] == ["yes", "unknown"]
    assert "bound from Python as `D`" in (report.claims[1].reason or "")
    assert report.parameters_total == "D.size + 3"
    report = gamelang.loads(text, n=1, externs={"D": PAIR}).check()
    assert report.parameters_total == 5
    assert [claim.status for claim in report.claims] == ["yes", "unknown"]
    assert "bound from Python as `D`" in (report.claims[1].reason or "")


def test_what_needs_the_function_says_how_to_bind_it(tmp_path: Path) -> None:
    game = gamelang.loads(TEXT, n=1)
    for ask in (game.run, game.emit, game.compile):
        with pytest.raises(gamelang.GameError) as caught:
            ask()
        assert (
            str(caught.value).strip()
            == """\
error[G536]: a run needs what `extern("D")` stands for, and that is bound from Python
   = help: in Python: `gamelang.load(path, externs={"D": module}).run()`"""
        )


def test_a_run_stops_resumes_and_ends_alike(tmp_path: Path) -> None:
    game = gamelang.loads(TEXT, n=1, externs={"D": perceptron(2, "scalar")})
    wishes = {"optimizer": "adam", "rate": 0.01}
    whole = game.run(30, out=tmp_path / "whole", **wishes)
    game.run(12, out=tmp_path / "parts", **wishes)
    ended = game.run(30, resume=tmp_path / "parts")
    assert whole.losses["p"] < float(perceptron(2, "scalar")(jnp.full(2, 0.3))) ** 2
    for name, value in whole.parameters.items():
        np.testing.assert_array_equal(value, ended.parameters[name])
    trained = game.externs["D"].restored(ended.parameters["D.weights"])
    loss = trained(jnp.asarray(ended.parameters["x"])) ** 2
    np.testing.assert_allclose(loss, ended.losses["p"], rtol=1e-5)
    with pytest.raises(gamelang.GameError, match="G536"):
        gamelang.loads(TEXT, n=1).run(40, resume=tmp_path / "parts")
    assert ended.networks["D"].shape == (9,)


def test_an_emitted_module_takes_its_networks(tmp_path: Path) -> None:
    game = gamelang.loads(TEXT, n=1, externs={"D": PAIR})
    module: Any = load(game.emit("sgd"))
    module.externs["D"] = game.externs["D"]
    w = module.init(KEY)
    loss = (w["p"]["D.weights"] @ w["p"]["x"]) ** 2
    np.testing.assert_allclose(module.losses(w)["p"], loss, rtol=1e-6)


def test_a_certificate_of_a_bound_game_holds_by_its_text_alone(tmp_path: Path) -> None:
    text = TEXT + "player q:\n    y: real\n    maximize D(x)**2\nclaim zero_sum\n"
    game = gamelang.loads(text, externs={"D": PAIR}).typed
    document = compiler.certificate(compiler.answered(game))
    assert document["settings"] == {"D.size": "2"}
    found = verify(document, tmp_path)
    assert found.ok
