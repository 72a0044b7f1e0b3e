"""Recurrences written out: a value for each step, and nothing where those are too many."""

from fractions import Fraction

from gamelang.core.typed import Index, Number, Scan, Stack, Sum, Trace, postorder
from gamelang.core.unrolling import WritingOut, has_scan
from gamelang.lowering.unrolling import unrolled
from tests.checking.games import exact, typed, with_metric

FIBONACCI = """dim T = 8
let f[t in T] = f[t-1] + g[t-1] from 1
let g[t in T] = f[t-1] from 0"""


def written(expression: str, declarations: str) -> list[Fraction]:
    """The exact entries of a vector made of recurrences without parameters."""
    value = exact("c", f"{declarations}\nconst c = {expression}")
    return list(value) if isinstance(value, list) else [value]


def test_values_follow_from_those_before() -> None:
    assert written("f", FIBONACCI) == [1, 2, 3, 5, 8, 13, 21, 34]
    assert written("g[T-1]", FIBONACCI) == [21]


def test_the_first_value_stands_before_the_first_wherever_it_is_read() -> None:
    assert written("[f[t-1] for t in T]", FIBONACCI) == [1, 1, 2, 3, 5, 8, 13, 21]
    back = "dim T = 4\nlet G[t in T] = t + G[t+1] / 2 from 8"
    assert written("[G[t+1] for t in T]", back) == [Fraction(15, 4), Fraction(11, 2), 7, 8]
    assert written("G[0]", back) == [Fraction(15, 8)]


def test_the_shifted_one_of_several_indices_recurs() -> None:
    heat = """dim T = 3
dim n = 3
let u[i in n, t in T] = u[i, t-1] + (u[i-1, t-1] if i > 0 else 0) from i + 1"""
    rows = written("[[u[i, t] for t in T] for i in n]", heat)
    assert rows == [[1, 1, 1], [3, 4, 5], [5, 8, 12]]


def test_values_at_the_same_step_may_stand_in_any_order() -> None:
    text = """dim T = 3
let z[t in T] = 2 * a[t] + b[t] from 1
let a[t in T] = b[t] + 1
let b[t in T] = z[t-1] from 9"""
    assert written("[a[t] + b[t] for t in T]", text) == [3, 11, 35]


def test_indices_recur() -> None:
    text = "dim T = 5\nlet k[t in T]: index[3] = (k[t-1] + 2) % 3 from 0\n"
    assert written("[[10, 20, 30][k[t]] for t in T]", text) == [30, 20, 10, 30, 20]


def test_what_is_too_long_stays() -> None:
    text = with_metric("h[T-1]", "dim T = 100000\nlet h[t in T] = h[t-1] / 2 from p.x")
    assert has_scan(unrolled(typed(text)).metrics[0].value)
    text = with_metric("h[T-1]", "dim T\nlet h[t in T] = h[t-1] / 2 from p.x")
    assert has_scan(unrolled(typed(text)).metrics[0].value)
    known = text.replace("dim T", "dim T = 3")
    assert not has_scan(unrolled(typed(known)).metrics[0].value)


def test_a_game_without_recurrences_is_itself() -> None:
    game = typed(with_metric("p.x"))
    assert unrolled(game) is game


def test_a_sequence_that_needs_no_last_value_is_no_scan() -> None:
    text = with_metric("sum(h[t-1] for t in T)", "dim T = 3\nlet h[t in T] = t * p.x from 1")
    assert not has_scan(typed(text).metrics[0].value)


def test_written_out_entries_are_picked() -> None:
    text = with_metric("h[1]", "dim T = 2\nlet h[t in T] = h[t-1] + p.x from 0")
    game = typed(text)
    value = WritingOut(game.builder, {"T": 2})(game.metrics[0].value)
    kinds = {type(node) for node in postorder(value)}
    assert not kinds & {Scan, Trace, Stack, Index}
    assert kinds >= {Sum, Number}


def test_equal_sequences_keep_their_own_first_values() -> None:
    text = "dim T = 2\nlet a[t in T] = 1 from 5\nlet b[t in T] = 1 from 7"
    assert written("[a[t-1] + 10 * b[t-1] for t in T]", text) == [75, 11]
    assert written("[a[t+1] + 10 * b[t-1] for t in T]", text) == [71, 15]
