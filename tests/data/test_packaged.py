"""Packaged data sets: their rows, and the split of them."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from sklearn import datasets

from gamelang.data.packaged import SETS, packaged
from gamelang.data.rows import Column
from gamelang.data.table import DataError

WIDTHS = {"digits": 64, "iris": 4}


def columns(name: str) -> list[Column]:
    width = (WIDTHS[name],)
    return [Column("x", width, False, False, "vector"), Column("label", (), True, False, "index")]


def rows(name: str, part: str | None) -> list[tuple[Fraction, ...]]:
    """Every row with its label behind it."""
    x, label = (found.entries for found in packaged(name, part, columns(name)))  # type: ignore[arg-type]
    width = WIDTHS[name]
    return [(*x[k * width : (k + 1) * width], label[k]) for k in range(len(label))]


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_the_rows_of_scikit_learn(name: str) -> None:
    wanted = getattr(datasets, f"load_{name}")()
    scale = 16 if name == "digits" else 1
    found = np.array(rows(name, None), np.float64)
    np.testing.assert_array_equal(found[:, :-1] * scale, wanted.data)
    np.testing.assert_array_equal(found[:, -1], wanted.target)


@pytest.mark.parametrize("name", SETS)
def test_the_parts_are_disjoint_together_the_whole_and_stratified(name: str) -> None:
    whole, train, test = (rows(name, part) for part in (None, "train", "test"))
    assert Counter(train) + Counter(test) == Counter(whole)
    labels, kept = (Counter(row[-1] for row in part) for part in (whole, test))
    assert kept == {label: count // 5 for label, count in labels.items()}


def test_the_test_part_of_iris_is_every_fifth_flower() -> None:
    assert rows("iris", "test") == rows("iris", None)[4::5]


def test_a_column_of_another_width_is_refused() -> None:
    with pytest.raises(DataError, match="64 numbers and a label of 10 kinds"):
        packaged("digits", "test", columns("iris"))
