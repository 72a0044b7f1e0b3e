"""`gamelang sweep`: rows in a file, going on, parts, and what is said of mistakes."""

import csv
import json
from pathlib import Path

import pytest

GAME = """\
game saddle

const a > 0 = 2
const b = 1

player row:
    x: real = 1
    minimize x * y + a * x**2 / 2

player column:
    y: real = b
    maximize x * y

train:
    method sgd
    steps 40
    rate 0.1
"""


@pytest.fixture
def saddle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("saddle.game").write_text(GAME, encoding="utf-8")
    return "saddle.game"


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_run_is_a_row_and_rows_that_are_there_are_not_made_again(gamelang, saddle) -> None:
    asked = ("sweep", saddle, "--quiet", "--over", "a=1,2,4", "--over", "rate=0.1,0.2")
    ended = gamelang(*asked, "-o", "all.csv")
    assert ended.status == 0
    assert "6 runs" in ended.out and "rate" in ended.out
    whole = rows("all.csv")
    assert [(r["a"], r["rate"]) for r in whole[:3]] == [
        ("1.0", "0.1"),
        ("1.0", "0.2"),
        ("2.0", "0.1"),
    ]
    assert {
        "method",
        "seed",
        "b",
        "outcome",
        "steps",
        "residual",
        "loss.row",
        "parameter.x",
    } <= set(whole[0])
    assert gamelang(*asked, "--shard", "2/2", "-o", "second.csv").status == 0
    assert rows("second.csv") == whole[3:]
    # cut off: two rows are gone, and come back as they were
    lines = Path("all.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    Path("all.csv").write_text("".join(lines[:5]), encoding="utf-8")
    again = gamelang("sweep", "--resume", "all.csv", "--quiet", "--json")
    assert again.status == 0 and rows("all.csv") == whole
    told = json.loads(again.out)
    assert told["runs"] == 6 and told["output"] == "all.csv"
    other = gamelang(*asked, "--steps", "41", "-o", "all.csv")
    assert other.status == 2 and "holds another sweep (asked of it is not the same)" in other.err


MISTAKES = {
    "rat=0.1,0.2": ("G560", "a sweep cannot vary `rat`", "did you mean `rate`?"),
    "x=1,2": ("G560", "a sweep cannot vary `x`: it is a parameter, which players choose", ""),
    "rate=0.1..1": ("G561", "the range of `rate` does not say how many values it has", "linear:5"),
    "rate=0..1:log:3": (
        "G561",
        "a logarithmic range of `rate` needs ends above 0",
        "0..1:linear:3",
    ),
    "rate=1..2:cubic:3": ("G561", "`cubic` of `rate` is no kind of range", "`linear` or `log`"),
    "rate=0.1,0.10": ("G561", "`rate` has the value 0.1 twice", ""),
    "rate=fast": ("G561", "`rate` takes numbers, not fast", ""),
    "rate=1e9999999": ("G561", "`1e9999999`, a value of `rate`, is no number", ""),
    "rate": ("G561", "`rate` is no name with values", "write NAME=1,2,3"),
    "rate=1,-1e-3": ("G524", "rate", ""),
    "a=1,-1": ("G410", "", ""),
    "rate=1..2000000": ("G563", "`rate` has more than 1,000,000 values", ""),
}


@pytest.mark.parametrize("over", MISTAKES)
def test_a_mistake_is_told_before_anything_runs(gamelang, saddle, over: str) -> None:
    code, words, help = MISTAKES[over]
    ended = gamelang("sweep", saddle, "--over", over, "-o", "out.csv")
    assert ended.status in (1, 2), ended.out
    assert f"error[{code}]" in ended.err and words in ended.err and help in ended.err
    assert not list(Path().glob("out*"))


def test_what_varies_is_not_set_as_well(gamelang, saddle) -> None:
    for more in (("--over", "a=3"), ("--set", "a=3")):
        ended = gamelang("sweep", saddle, "--over", "a=1,2", *more)
        assert ended.status == 2 and "error[G562]" in ended.err
    ended = gamelang("sweep", saddle, "--over", "rate=0.1,0.2", "--rate", "1")
    assert ended.status == 2 and "`rate` is both set and varied" in ended.err


@pytest.mark.soak
def test_two_processes_make_the_same_rows(gamelang, process, saddle) -> None:
    asked = ("sweep", saddle, "--quiet", "--over", "a=1,2,4", "--over", "rate=0.1,0.2")
    assert gamelang(*asked, "-o", "alone.csv").status == 0
    ended = process(*asked, "-o", "shared.csv", "--processes", "2")
    assert ended.status == 0 and "6 runs" in ended.out, ended.err
    assert rows("shared.csv") == rows("alone.csv")
    assert not list(Path().glob("*.parts"))
