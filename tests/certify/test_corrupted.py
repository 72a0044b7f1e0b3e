"""`gamelang verify` refuses what is false and what is malformed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest

from gamelang.certify.attached import sha256
from gamelang.certify.document import PROOF_OF_KIND, verify
from gamelang.diagnostics.model import Rejected
from tests.certify.corruptions import (
    FAMILIES,
    Document,
    alone,
    changed,
    deep,
    headings,
    parts,
    rewritten,
    without,
)
from tests.certify.true_certificates import NAMES, fresh

SAMPLED = 3  # every third corruption is tried here, all of them in the soak
each = pytest.mark.parametrize("name", NAMES)


def refusal(document: object, folder: Path | None = None) -> str:
    """Why a document is refused; no words where it is accepted."""
    try:
        result = verify(document, folder)
    except Rejected as rejected:
        return rejected.diagnostics[0].message
    assert result.ok == (result.reason is None)
    return result.reason or ""


@each
def test_the_true_certificate_holds(name: str) -> None:
    assert refusal(fresh(name)) == ""


def test_every_kind_of_certificate_is_corrupted() -> None:
    kinds = {
        part["kind"]
        for name in NAMES
        for _, part in parts(fresh(name))
        if isinstance(part, dict) and "kind" in part
    }
    assert kinds == PROOF_OF_KIND.keys()


def pieces(name: str) -> list[Document]:
    """The verdicts of a certificate one by one, one of each kind."""
    document = fresh(name)
    kinds: dict[str | None, str] = {}
    for verdict, given in document["verdicts"].items():
        kinds.setdefault(given["certificate"].get("kind"), verdict)
    return [alone(document, verdict) for verdict in kinds.values()]


@each
def test_each_verdict_holds_alone(name: str) -> None:
    for piece in pieces(name):
        assert refusal(piece) == ""


def corrupted(name: str) -> Iterator[tuple[str, Document]]:
    for piece in pieces(name):
        for family in FAMILIES:
            yield from family(piece)


def refuse(documents: Iterable[tuple[str, Document]]) -> int:
    """How many there were."""
    count = 0
    for what, document in documents:
        words = refusal(document)
        assert words and words.isprintable(), what
        count += 1
    return count


@each
def test_what_is_corrupted_is_refused_in_words(name: str) -> None:
    assert refuse(islice(corrupted(name), NAMES.index(name) % SAMPLED, None, SAMPLED)) >= 25


@pytest.mark.soak
@each
def test_whatever_is_corrupted_is_refused_in_words(name: str) -> None:
    assert refuse(corrupted(name)) >= 90


def test_the_heading_of_a_certificate_is_refused_in_words() -> None:
    whole = fresh("mass_spring")
    assert refuse(chain(headings(whole), deep(whole))) >= 80


REWRITTEN = [
    ("battle_of_the_sexes", "[[2, 0], [0, 1]]", "[[3, 0], [0, 1]]"),
    ("bilinear_matrix", "maximize dot(x, A @ y)", "maximize 2 * dot(x, A @ y)"),
    ("cases", "(a + 2)", "(a + 3)"),
    ("contest", "- x[i]", "- 2 * x[i]"),
    ("cournot", "const b > 0 = 1", "const b > 0 = 2"),
    ("either", "(1 - a)", "(2 - a)"),
    ("leaning", "x * exp(y)", "x * exp(2 * y)"),
    ("mass_spring", "const mu > 0 = 2", "const mu > 0 = 3"),
    ("polar", "bowl - x * y", "bowl - 2 * x * y"),
    ("slopes", "b[i] * sum(q)", "b[i]**2 * sum(q)"),
    ("zero_sum_potential", "-(x**2 + y**2)", "-(x**2 + 2 * y**2)"),
]


@pytest.mark.parametrize(("name", "old", "new"), REWRITTEN)
def test_a_text_with_another_coefficient_has_other_proofs(name: str, old: str, new: str) -> None:
    document = rewritten(fresh(name), old, new)
    assert refusal(document)
    assert refusal({**document, "text_sha256": fresh(name)["text_sha256"]})


SETTINGS = [
    ("cournot", {"n": "2"}),
    ("cournot", {"b": "2"}),
    ("cournot", {"ghost": "1"}),
    ("cournot", {"n": "10**10**10"}),
    ("cournot", {"n": "2.5"}),
    ("cournot", {"n": "("}),
    ("cases", {"a": "1"}),
    ("cases", {"a": "-2"}),
    ("contest", {"n": "2"}),
    ("contest", {"n": "1"}),
    ("mass_spring", {"mu": "1", "kappa": "1"}),
    ("mass_spring", {"mu": "-1"}),
    ("bilinear_matrix", {"A": "[[0, 0], [0, 0], [0, 0]]"}),
]


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_other_settings_make_another_game(name: str, settings: dict[str, str]) -> None:
    assert refusal({**fresh(name), "settings": settings})


OTHER_POINTS = [
    ("battle_of_the_sexes", "hamiltonian", {"p[0]": 2, "q[0]": "1/2"}),
    ("battle_of_the_sexes", "hamiltonian", {"p[0]": "-1/2", "q[0]": "1/2"}),
    ("contest", "hamiltonian", {"x[0]": 0, "x[1]": 1}),
    ("contest", "hamiltonian", {"x[0]": -3, "x[1]": 1}),
    ("contest", "separable", {"x[0]": 1, "x[1]": 1}),
    ("contest", "potential", {"x[0]": 1, "x[1]": 1}),
    ("cournot", "hamiltonian", {f"q[{i}]": -1 for i in range(5)}),
    ("matching_pennies_logits", "hamiltonian", {"x": 0, "y": 0}),
    ("polar", "separable", {"x": 1, "y": 1}),
    (
        "rock_paper_scissors",
        "potential",
        {f"{p}.p[{k}]": 1 for p in ("row", "column") for k in (0, 1)},
    ),
]


@pytest.mark.parametrize(("name", "verdict", "point"), OTHER_POINTS)
def test_a_point_outside_the_domain_or_with_another_value_proves_nothing(
    name: str, verdict: str, point: dict[str, Any]
) -> None:
    document = fresh(name)
    path: tuple[Any, ...] = ("verdicts", verdict, "certificate")
    if document["verdicts"][verdict]["certificate"]["kind"] == "at_sizes":
        path = (*path, "certificate")
    assert refusal(changed(document, (*path, "point"), point))


OTHER_ENTRIES = [
    ("battle_of_the_sexes", "separable", ["p[0]", "p[0]"]),
    ("cournot", "hamiltonian", ["q[0]", "q[0]"]),
    ("rock_paper_scissors", "potential", ["row.p[0]", "row.p[1]"]),
    ("rock_paper_scissors", "potential", ["row.p[0]", "column.p[0]"]),
    ("rock_paper_scissors", "potential", ["row.p[2]", "column.p[0]"]),
]


@pytest.mark.parametrize(("name", "verdict", "entry"), OTHER_ENTRIES)
def test_another_entry_has_another_value(name: str, verdict: str, entry: list[str]) -> None:
    document = fresh(name)
    assert document["verdicts"][verdict]["certificate"]["entry"] != entry
    assert refusal(changed(document, ("verdicts", verdict, "certificate", "entry"), entry))


TABLES: list[object] = [
    {"sizes": [3, 2], "entries": [7, 0, 0, 7, 0, 0]},
    {"sizes": [2, 3], "entries": [1, 2, 3, 4, 5, 6]},
    {"sizes": [6], "entries": [1, 2, 3, 4, 5, 6]},
    {"sizes": [3, 2], "entries": [1, 2, 3]},
    {"sizes": [3, 2], "entries": [0, 0, 0, 0, 0, 0]},
    {"sizes": [3, 2.0], "entries": [1, 2, 3, 4, 5, 6]},
    {"sizes": [3, True], "entries": [1, 2, 3]},
    {"sizes": [-3, -2], "entries": [1, 2, 3, 4, 5, 6]},
    {"sizes": [10**9, 10**9], "entries": []},
    {"sizes": [3, 2], "entries": [1, 2, 3, 4, 5, float("nan")]},
    {"sizes": [3, 2], "entries": [1, 2, 3, 4, 5, "1e999999"]},
    {"sizes": [3, 2], "entries": [1, 2, 3, 4, 5, None]},
    {"sizes": [3, 2], "entries": 6},
    {"file": "bilinear_matrix.csv", "sha256": "0" * 64},
    {"file": "\0", "sha256": "0" * 64},
    {"file": 3, "sha256": 3},
    {},
    None,
]


@pytest.mark.parametrize("table", TABLES)
def test_other_data_make_another_game(table: object) -> None:
    assert refusal(changed(fresh("bilinear_matrix"), ("data", "A"), table))


def test_data_belong_to_the_constants_that_come_from_files() -> None:
    here = Path("specs").resolve()
    assert refusal(without(fresh("bilinear_matrix"), ("data", "A")), here)
    entries = {"sizes": [], "entries": [7]}
    assert refusal(changed(fresh("cournot"), ("data",), {"b": entries}))
    assert refusal(changed(fresh("cournot"), ("data",), {"ghost": entries}))


@pytest.fixture
def beside(tmp_path: Path) -> tuple[dict[str, Any], Path]:
    """A certificate that names its file by hash, and the folder where the file lies."""
    document = fresh("bilinear_matrix")
    table = document["data"]["A"]["entries"]
    content = "".join(f"{table[k]},{table[k + 1]}\n" for k in (0, 2, 4))
    (tmp_path / "bilinear_matrix.csv").write_text(content)
    document["data"]["A"] = {"file": "bilinear_matrix.csv", "sha256": sha256(content.encode())}
    return document, tmp_path


def test_a_file_beside_the_certificate_is_the_one_that_was_certified(beside) -> None:
    document, folder = beside
    assert refusal(document, folder) == ""
    assert refusal(document, folder / "elsewhere")
    assert refusal(document)
    (folder / "bilinear_matrix.csv").write_text("1,2\n3,4\n5,6\n")
    assert refusal(document, folder)


@pytest.mark.parametrize(
    "named", ["copy.csv", "../bilinear_matrix.csv", "/bilinear_matrix.csv", ""]
)
def test_a_file_that_the_text_does_not_name_is_not_looked_at(beside, named: str) -> None:
    document, folder = beside
    content = (folder / "bilinear_matrix.csv").read_bytes()
    (folder / "copy.csv").write_bytes(content)
    (folder / "bilinear_matrix.csv").write_text("1,2\n3,4\n5,6\n")
    assert refusal(changed(document, ("data", "A", "file"), named), folder)
