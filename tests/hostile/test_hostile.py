"""Whatever a file holds, `check` answers within its limits, in words, and touches nothing.

refused/CODE_topic_name.game must be refused with that code; legal/topic_name.game must pass;
survived/topic_name.game may do either. giants.py makes the files that are too large to keep.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.giants import GIANTS, SLOW

HERE = Path(__file__).parent
Examined = Callable[..., list[dict[str, object]]]
NO_PLACE = {"G001"}  # it concerns the whole file


@dataclass(frozen=True)
class Case:
    """A file and what must become of it: refused with a code, passed (""), or either ("?")."""

    name: str
    code: str


def kept() -> Iterator[Case]:
    for path in sorted(HERE.glob("refused/*.game")):
        yield Case(path.name, path.name.split("_")[0])
    for path in sorted(HERE.glob("legal/*.game")):
        yield Case(path.name, "")
    for path in sorted(HERE.glob("survived/*.game")):
        yield Case(path.name, "?")


def made() -> Iterator[Case]:
    for name, code, _ in (*GIANTS, *SLOW):
        yield Case(f"{name}.game", code)


def by_topic() -> dict[str, list[Case]]:
    """Small groups, each one test."""
    topics: dict[str, list[Case]] = defaultdict(list)
    for case in kept():
        words = case.name.removesuffix(".game").split("_")
        topics[words[1] if case.code.startswith("G") else "accepted"].append(case)
    for case in made():
        topics["giant " + case.name.split("_")[0]].append(case)
    return topics


TOPICS = by_topic()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every kept file in one folder, below another in which nothing may appear either."""
    home = tmp_path / "home"
    home.mkdir()
    for group in ("refused", "legal", "survived"):
        shutil.copytree(HERE / group, home, dirs_exist_ok=True)
    (tmp_path / "secret.csv").write_text("1\n2\n3\n")
    return home


@pytest.fixture(scope="module")
def driver() -> Iterator[subprocess.Popen[str]]:
    """One process that forks a child for each file: it loads the checker once."""
    command = [sys.executable, str(HERE / "driver.py")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield process


@pytest.fixture
def examined(driver: subprocess.Popen[str], folder: Path) -> Examined:
    """A bad file must be refused within 5 s; a legal game has its budget of exact work."""

    def examined(names: list[str], legal: bool) -> list[dict[str, object]]:
        assert driver.stdin is not None
        assert driver.stdout is not None
        results = []
        for name in names:
            print(
                json.dumps({"folder": str(folder), "name": name, "legal": legal}),
                file=driver.stdin,
                flush=True,
            )
            results.append(json.loads(driver.stdout.readline()))
        return results

    return examined


def marked(topic: str) -> Any:
    return pytest.param(topic, marks=[pytest.mark.soak] if topic == "giant slow" else [])


@pytest.mark.parametrize("topic", [marked(topic) for topic in TOPICS])
def test_a_hostile_file_gets_an_answer_and_nothing_else(
    topic: str, folder: Path, examined: Examined
) -> None:
    wanted = {case.name: case.code for case in TOPICS[topic]}
    for name, _, text in (*GIANTS, *SLOW):
        if f"{name}.game" in wanted:
            (folder / f"{name}.game").write_text(text(), encoding="utf-8")
    before = sorted(folder.parent.rglob("*"))
    refused = [name for name, code in wanted.items() if code.startswith("G")]
    results = examined(refused, legal=False)
    results += examined([name for name in wanted if name not in refused], legal=True)
    problems = [p for result in results for p in complaints(result, wanted[str(result["name"])])]
    assert not problems, "\n".join(problems)
    assert sorted(folder.parent.rglob("*")) == before


def complaints(result: dict[str, object], code: str) -> Iterator[str]:
    name, status, output = result["name"], result["status"], str(result["output"])
    if result["signal"]:
        yield f"{name}: died of signal {result['signal']}\n{output[-600:]}"
        return
    expected = {"": (0,), "?": (0, 1, 2)}.get(code, (1, 2))
    if status not in expected:
        yield f"{name}: exit status {status}, not {expected}\n{output[-1500:]}"
    if "Traceback" in output or "\x1b" in output:
        yield f"{name}: a traceback or a raw escape\n{output[-1500:]}"
    found = set(re.findall(r"error\[(G\d+)\]", output))
    if status and not found:
        yield f"{name}: refused without a code\n{output[-600:]}"
    if code.startswith("G") and code not in found:
        yield f"{name}: {sorted(found)}, not {code}\n{output[:600]}"
    if found - NO_PLACE and not re.search(rf"--> {re.escape(str(name))}:\d+:\d+", output):
        yield f"{name}: no place\n{output[:600]}"
    if status and len(output) > 60_000:
        yield f"{name}: {len(output)} characters of output"


@pytest.mark.parametrize("name", ["missing.game", ".", "/dev/zero", "circle.game"])
def test_what_is_no_file_is_refused_at_once(name: str, folder: Path, examined: Examined) -> None:
    (folder / "circle.game").symlink_to("circle.game")
    [result] = examined([name], legal=False)
    assert result["status"] in (1, 2), result["output"]
    assert not result["signal"]
    assert "Traceback" not in str(result["output"])


def test_the_corpus_is_large() -> None:
    assert len(list(kept())) >= 150
    assert len(GIANTS) >= 50
