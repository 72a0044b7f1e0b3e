"""What `train:` and the command line may choose, and what is wrong with a choice."""

import subprocess
import sys
from fractions import Fraction
from inspect import Parameter, signature

import pytest

from gamelang.core.game import Chosen
from gamelang.methods.arguments import Bound
from gamelang.methods.choices import Order, method_of, methods, optimizer_of, order_of, rate_of
from gamelang.methods.method import hyperparameters
from gamelang.methods.optimizers import OPTIMIZERS, SCHEDULES
from gamelang.methods.sga import Sga
from gamelang.source import NOWHERE

HALF = Fraction(1, 2)


def test_every_method_says_what_it_is() -> None:
    for name, method in methods().items():
        assert method.name == name
        assert method.formula
        assert method.reference
        assert method.cost.xi >= 1
        for h in hyperparameters(method):
            assert h.doc
            assert h.default is None or h.admits(float(h.default))


def test_arguments_are_taken_in_order_and_by_name() -> None:
    assert method_of(Chosen("sga", (HALF, False))) == (Sga(0.5, False), ())
    assert method_of(Chosen("sga", (), {"strength": HALF})) == (Sga(0.5), ())


def test_a_method_that_names_players_is_given_known_ones() -> None:
    leads = Chosen("stackelberg", (), {"leader": "tuner"})
    method, problems = method_of(leads, ["model", "tuner"])
    assert problems == ()
    assert method is not None
    (unknown,) = method_of(leads, ["model", "tuners"])[1]
    assert (unknown.code, unknown.help) == ("G529", "did you mean `tuners`?")
    (missing,) = method_of(Chosen("stackelberg"), ["model", "tuner"])[1]
    assert missing.message == "method `stackelberg` needs its argument `leader`"


@pytest.mark.parametrize(
    ("chosen", "code", "message"),
    [
        (Chosen("sgaa"), "G520", "unknown method `sgaa`"),
        (Chosen("sgd", (HALF,)), "G522", "method `sgd` takes no arguments, not 1"),
        (Chosen("sga", (), {"strenght": HALF}), "G522", "has no argument `strenght`"),
        (Chosen("sga", (HALF,), {"strength": HALF}), "G522", "is given twice"),
        (Chosen("sga", (Fraction(10**400),)), "G524", "must be a number"),
        (Chosen("sga", (), {"epsilon": -HALF}), "G524", "a number at least 0, not -0.5"),
        (Chosen("sga", (), {"align": HALF}), "G524", "is neither True nor False"),
        (Chosen("sga", ("row",)), "G524", "must be a number, not `row`"),
        (Chosen("sga", (True,)), "G524", "must be a number, not `True`"),
    ],
)
def test_a_wrong_method_is_explained(chosen: Chosen, code: str, message: str) -> None:
    method, (problem,) = method_of(chosen)
    assert method is None
    assert problem.code == code
    assert message in problem.message


@pytest.mark.parametrize(
    ("chosen", "code", "message"),
    [
        (Chosen("adm"), "G525", "unknown optimizer `adm`"),
        (Chosen("adam", (-HALF,)), "G524", "a number at least 0 or a schedule, not -0.5"),
        (Chosen("adam", (), {"b1": Fraction(1)}), "G524", "at least 0 and below 1, not 1"),
        (Chosen("sgd", (Chosen("cosin", (HALF, Fraction(9))),)), "G523", "schedule `cosin`"),
        (Chosen("sgd", (Chosen("cosine", (HALF,)),)), "G522", "needs its argument `steps`"),
        (Chosen("sgd", (Chosen("cosine", (HALF, HALF)),)), "G524", "a whole number"),
        (Chosen("sgd", (), {"__class__": HALF}), "G522", "has no argument `__class__`"),
    ],
)
def test_a_wrong_optimizer_is_explained(chosen: Chosen, code: str, message: str) -> None:
    optimizer, (problem,) = optimizer_of(chosen)
    assert optimizer is None
    assert problem.code == code
    assert message in problem.message


def test_a_schedule_is_written_back_as_it_is_read() -> None:
    bound, _ = rate_of(Chosen("cosine", (Fraction(1, 10), Fraction(1000))), NOWHERE)
    assert isinstance(bound, Bound)
    assert bound.text == "cosine(rate=0.1, steps=1000, alpha=0.0)"
    assert rate_of(-HALF, NOWHERE)[1][0].message.startswith("`rate` must be a number at least 0")


def test_an_order_names_players() -> None:
    five = {"critic": Fraction(5)}
    assert order_of(Chosen("alternating", (), five), ["critic"]) == (Order(True, {"critic": 5}), ())
    assert order_of(Chosen("alternating", (), five), ["actor"])[1][0].code == "G526"
    assert order_of(Chosen("alternating", (), {"critic": HALF}), ["critic"])[1][0].code == "G526"
    assert order_of(Chosen("sequential"), [])[1][0].code == "G526"


def test_defaults_are_those_of_optax() -> None:
    from gamelang.runtime.optimizers import RULES

    assert RULES.keys() == OPTIMIZERS.keys()
    for name, optimizer in OPTIMIZERS.items():
        theirs = signature(RULES[name]).parameters
        assert next(iter(theirs)) == "learning_rate"
        for argument in optimizer.arguments[1:]:
            assert theirs[argument.name].default == argument.default, (name, argument.name)
            assert theirs[argument.name].kind is not Parameter.POSITIONAL_ONLY


def test_every_schedule_runs_from_its_first_rate() -> None:
    import jax.numpy as jnp

    from gamelang.runtime.optimizers import schedule

    start = {"warmup": 0.0, "warmup_cosine": 0.0}
    for name, found in SCHEDULES.items():
        given = {a.name: a.default if a.default is not None else 0.5 for a in found.arguments}
        given |= {a.name: 10 for a in found.arguments if a.kind == "whole"}
        given |= {"warmup": 4} if name == "warmup_cosine" else {}
        rates = schedule(Bound(name, given))
        assert float(rates(jnp.asarray(0.0))) == start.get(name, 0.5), name
        assert float(rates(jnp.asarray(25.0))) >= 0


def test_choosing_loads_neither_jax_nor_optax() -> None:
    code = "import sys, gamelang.methods.choices as c; c.methods(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"jax", "optax", "numpy", "sympy"} & set(done.stdout.split())
