"""The analysis as a whole: facts, light imports, large games, unknown sizes, every question."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gamelang.analyses.analysis import analyse, facts
from gamelang.analyses.question import Question
from gamelang.catalog import entries
from gamelang.certify.document import verify
from gamelang.core.verdicts import VERDICTS
from tests.analyses.games import analysed, two, typed

LIGHT = """
import sys
from gamelang.analyses.analysis import analyse
from gamelang.checking.checking import check
from gamelang.source import Source
from gamelang.syntax.parsing import parse
text = '''game pennies
const k > 0 = 1
player row:
    x: real
    minimize k * x * y
player column:
    y: real
    maximize k * x * y
claim hamiltonian
claim fixed_point(x=0, y=0)
'''
source = Source("pennies.game", text)
found = analyse(check(parse(source), source, {}))
assert found.game_class == "hamiltonian"
assert all(v.status != "unknown" for v in found.verdicts.values())
print([m for m in ("sympy", "jax", "numpy", "pydantic", "multiprocessing") if m in sys.modules])
"""


def test_every_verdict_has_its_question():
    questions = entries("gamelang.analyses.questions", Question)
    assert set(questions) == set(VERDICTS)
    assert all(q.question.endswith("?") for q in questions.values())


def test_a_decided_small_game_loads_no_heavy_library():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_facts_are_only_what_was_proved_everywhere():
    found = facts(typed(two("x*y", "-x*y")))
    assert (found.hamiltonian, found.zero_sum, found.quadratic) == (True, True, True)
    assert (found.potential, found.common_payoff) == (False, False)
    assert not facts(typed(two("abs(x - y)", "-abs(x - y)"))).hamiltonian


def test_a_hundred_firms_are_decided_completely():
    text = """game cournot
dim n = 100
const a > 0
const b > 0
const c: vector[n] >= 0
player firm[i in n]:
    q: real >= 0 = 1
    maximize q[i] * (a - b * sum(q)) - c[i] * q[i]
"""
    found = analyse(typed(text), 30)
    assert found.game_class == "potential"
    assert all(v.status != "unknown" for v in found.verdicts.values())


def test_unknown_sizes_are_unknown_with_the_reason():
    text = """game network
dim n >= 2
const d > 0
player node[i in n]:
    x: real
    minimize x[i]**2 - d * (exp(sum(x)) if i == 0 else exp(x[0]) * exp(sum(x) - x[0]))
"""
    found = analysed(text)
    assert found.game_class == "unknown"
    assert "size n" in found.verdicts["potential"].reason


def test_no_time_means_no_answer_but_no_error():
    found = analyse(typed(two("exp(x*y) * sin(x)", "tanh(x + y) * y")), 0.0)
    assert found.game_class in ("general", "unknown")


@pytest.mark.parametrize("loss", ["0", "1", "3 / 2", "x - x"])
def test_losses_without_parameters_make_every_verdict_plain(loss):
    found = analysed(two(loss, "0"))
    assert found.verdicts["potential"].status == "yes"
    assert found.verdicts["hamiltonian"].status == "yes"


def test_a_potential_function_is_a_certificate_of_its_own():
    from gamelang.analyses.certificate import document

    text = two("exp(x)*y**2 + sin(x)", "exp(x)*y**2 - y", "const a = 2")
    game = typed(text)
    made = document(game, analyse(game))
    assert verify(made).ok
    assert made["potential_function"]
