"""Sparse points: the same values as the same points written out, and nothing but what is proved."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from gamelang.certify.certificates import Checker
from gamelang.certify.evaluation import Place
from gamelang.certify.sparse.points import OTHERS, value_at
from gamelang.certify.undecided import UndecidedError
from gamelang.certify.witnesses import domain_point, refutation
from gamelang.checking.checking import check
from gamelang.core.verdicts import Verdict
from gamelang.source import Source
from gamelang.syntax.parsing import parse

LOSSES = (
    "norm2(tanh(Z @ V) @ w - x[0])",
    "sum(sigmoid(Z @ V)) * sum(x) + mean(V) * norm2(w)",
    "dot(w, softplus(w)) * x[1] + logsumexp(x) * w[0]",
    "sum(Z @ sigmoid(V)) * x[2] + trace(V @ transpose(V)) * x[0]",
    "sum(outer(x, x + 1) * Q) * w[1]",
    "dot(softmax(x), x) * w[0] + sum(log_softmax(w)) * x[1]",
    "sum(softmax(V, axis=0) @ w, axis=0) * x[1]",
    "sum(x[i] * w[1] ** i for i in k) + prod(x + 1) * w[0]",
    "sum([x[i] * V[i, 0] for i in k]) * w[0] + concat([x, w])[4] * x[0] * w[1]",
    "sum(reshape(V, h, k) @ x) * w[0] + sum(repeat(x, 2)) * w[1]",
    "sum(V[1:k, 0]) * w[0] + sum(diag(Q) * x) * w[1] + sum(diag(x) @ V @ w)",
    "norm(x + 1) * w[0] + exp(-norm2(V)) * x[0] / (2 + x[1] * w[0])",
    "max(x[0], w[1] + 3) * w[0] + (x[1] * w[0] if k > 2 else 0)",
    "sum(relu(x + 2) * V[:, 0]) * w[0] + sum(x[i] * w[0] for i in k if i != 1)",
    "det(eye(2) + x[0] * outer(w, w)) + dot(x, solve(Q + 3 * eye(k), x)) * w[0]",
    "dot(p, x) * w[0] + sum(P @ w) * p[0] * P[0, 0]",
    "entropy((1 + p) / (1 + k)) * w[0] + sum(zeros(k) + ones(k) * w[1]) * x[0]",
)
GAME = """game small
dim k = 3
dim h = 2
const Z = [[(i + 2 * j) / 3 for j in k] for i in 4]
const Q = [[(i - j) / 2 for j in k] for i in k]
player one:
    V: matrix[k, h]
    p: simplex[k]
    P: simplex[2, h]
    minimize LOSS
player two:
    w: vector[h]
    x: vector[k] > -1
    maximize LOSS
"""
SPARSE = {
    OTHERS: Fraction(0),
    "p[*]": Fraction(1, 3),
    "P[*]": Fraction(1, 2),
    "x[*]": Fraction(1, 5),
    "V[0, 0]": Fraction(1, 2),
    "V[1, 1]": Fraction(-2, 3),
    "w[0]": Fraction(3, 4),
    "x[1]": Fraction(2),
    "p[0]": Fraction(1, 7),
}
ENTRIES = (("V[0, 0]", "w[0]"), ("V[2, 1]", "x[1]"), ("x[0]", "w[1]"), ("w[0]", "w[1]"))
ENTRIES += (("p[0]", "x[1]"), ("p[1]", "w[0]"), ("P[0, 0]", "w[1]"))


def checker(loss: str, text: str = GAME) -> Checker:
    source = Source("test.game", text.replace("LOSS", loss))
    return Checker(check(parse(source), source, {}))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_sparse_point_has_the_values_of_the_point_written_out(loss):
    evidence = checker(loss).evidence
    setting = evidence.setting
    whole = {c.name: value_at(setting, SPARSE, c.name) for c in setting.coordinates}
    assert domain_point(setting, {"point": {n: str(v) for n, v in SPARSE.items()}}) == SPARSE
    assert domain_point(setting, {"point": {n: str(v) for n, v in whole.items()}}) == whole
    for entry in (None, *ENTRIES):
        brief = evidence.value(Place({0: Fraction(1)}, SPARSE, entry))
        full = evidence.value(Place({0: Fraction(1)}, whole, entry))
        if isinstance(brief, arb) or isinstance(full, arb):
            assert arb(brief).overlaps(arb(full)), entry
            assert (arb(brief) - arb(full)).abs_upper() < 1e-9
        else:
            assert brief == full, entry


POINTS_OUTSIDE = (
    {"x[*]": "-1"},
    {"x[0]": "-3/2"},
    {"p[*]": "2/3"},
    {"p[0]": "3/4"},
    {"P[0, 0]": "3/2"},
    {"p[2]": "1/3"},
    {"x[3]": "0"},
    {"x[00]": "0"},
    {"x": "0"},
    {"y[*]": "0"},
    {"V[0,0]": "0"},
    {"V[-1, 0]": "0"},
)


@pytest.mark.parametrize("change", POINTS_OUTSIDE, ids=repr)
def test_a_sparse_point_outside_the_domain_or_of_unknown_names_is_refused(change):
    point = {name: str(value) for name, value in SPARSE.items()}
    with pytest.raises(UndecidedError):
        domain_point(checker("0 * x[0]").outline, {"point": {**point, **change}})


KINKED = """game kinked
dim n = 2
player one:
    x: vector[n]
    minimize sum(abs(x)) * sum(y)
player two:
    y: vector[n]
    maximize sum(abs(x)) * sum(y)
"""


def test_where_a_plane_does_not_move_off_a_kink_only_differences_in_it_are_proofs():
    point = {"*": 0, "x[0]": 1, "y[0]": 1}
    entry = {"kind": "witness", "matrix": "A", "entry": ["x[0]", "y[0]"], "point": point}
    potential = refutation(checker("", KINKED).evidence, "potential", entry)
    assert potential.certificate["value"] == 1
    with pytest.raises(UndecidedError, match="kink"):
        refutation(checker("", KINKED).evidence, "hamiltonian", {**entry, "matrix": "S"})
    with pytest.raises(UndecidedError):
        refutation(checker("", KINKED).evidence, "potential", {**entry, "entry": ["x[1]", "y[0]"]})


def test_a_constant_without_a_value_has_no_sparse_points():
    text = "game c\nconst a\nplayer one:\n    x: real\n    minimize a * x * y\n"
    text += "player two:\n    y: real\n    minimize x * y\n"
    witness = {"kind": "witness", "matrix": "A", "entry": ["x", "y"], "point": {"*": 0}}
    with pytest.raises(UndecidedError, match="no value"):
        checker("", text).check("potential", Verdict("no", "witness", certificate=witness))
