"""Typed nodes are hash-consed up to the names of bound variables."""

from __future__ import annotations

from gamelang.core import typed as t
from gamelang.core.building import Builder
from gamelang.core.dims import Dim
from tests.checking.games import typed, with_metric

DATA = "dim n\nconst a: vector[n]\nconst b: vector[n]"


def test_expressions_equal_up_to_bound_names_are_one_node() -> None:
    left = "sum(a[i] * sum(b[k] * a[i] for k in n) for i in n)"
    right = "sum(a[foo] * sum(b[i] * a[foo] for i in n) for foo in n)"
    node = typed(with_metric(f"[{left}, {right}]", DATA)).metrics[0].value
    assert isinstance(node, t.Stack)
    assert node.items[0] is node.items[1]


def test_inner_variables_are_never_captured() -> None:
    first = "sum(a[i] * sum(b[j] for j in n if j != i) for i in n)"
    second = "sum(a[i] * sum(b[j] for j in n if j != j) for i in n)"
    node = typed(with_metric(f"[{first}, {second}]", DATA)).metrics[0].value
    assert isinstance(node, t.Stack)
    assert node.items[0] is not node.items[1]


def test_substitution_reaches_into_binders_and_leaves_bound_variables() -> None:
    b = Builder()
    n = Dim.named("n")
    x = b.parameter("p", "x", (n,))
    i, j = b.variable("i", Dim.of(0), n), b.variable("j", Dim.of(0), n)
    body = b.product((b.index(x, (i,), ()), b.index(x, (j,), ())), (), "real")
    total = b.reduction("sum", j, body, None)
    assert b.variables(total) == {i}
    closed = b.substitute(total, {i: b.number(0, "int")})
    assert b.variables(closed) == frozenset()
    array = b.comprehension(i, total)
    assert isinstance(array, t.Comprehension)
    assert array.variable.key == 2
    assert b.substitute(array, {i: b.number(0, "int")}) is array


def test_a_postorder_walk_has_children_first() -> None:
    node = typed(with_metric("sum(a * b) + sum(a)", DATA)).metrics[0].value
    seen: set[t.Node] = set()
    for below in t.postorder(node):
        assert set(t.children(below)) <= seen
        seen.add(below)
