"""`gamelang run --resume`: a run that was cut short ends as if it never had been."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gamelang.runtime.kept import newest

# A shell's background jobs ignore interrupts, and what they start does too: here they are heeded.
HEEDING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from gamelang.cli.main import main
main()
"""
TIMES = {"seconds", "compile_seconds", "run"}
SPIRAL = """\
game spiral
player one:
    x: vector[3] = [1, -2, 3]
    minimize dot(x, y) + sum(x**4) / 40
player two:
    y: vector[3] = 1
    maximize dot(x, y) - sum(y**4) / 40
metric size = sum(x**2) + sum(y**2)
train:
    optimizer adam(rate=1e-3)
    steps 1000000
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spiral.game").write_text(SPIRAL)


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A run as a process of its own, which lives no longer than this."""
    command = [sys.executable, "-c", HEEDING, "run", *arguments, "--quiet", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(*arguments: str) -> tuple[int, str, str]:
    with started(*arguments) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def until(process: subprocess.Popen[str], pattern: str) -> None:
    """Waits for a file."""
    while process.poll() is None and not list(Path().glob(pattern)):
        time.sleep(0.02)
    assert process.poll() is None


def all_of(folder: str) -> tuple[Any, ...]:
    """Everything a run leaves but its times."""
    path = Path(folder)
    result = json.loads((path / "manifest.json").read_text())["result"]
    checkpoint = newest(path).checkpoint
    assert checkpoint is not None
    arrays = {name: array.tobytes() for name, array in checkpoint.arrays.items()}
    lines = (path / "metrics.jsonl").read_bytes()
    return lines, {k: v for k, v in result.items() if k not in TIMES}, arrays, checkpoint.words


@dataclass(frozen=True)
class Whole:
    """A run that nothing cut short, and its seconds."""

    folder: str
    seconds: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "spiral.game").write_text(SPIRAL)
    began = time.monotonic()
    assert ended(str(folder / "spiral.game"), "--out", str(folder / "run"))[0] == 0
    return Whole(str(folder / "run"), time.monotonic() - began)


def killed_and_resumed(times: int, seed: int, whole: Whole) -> None:
    """Kills a run that often, at random moments of a whole run, and lets it end."""
    chance = random.Random(seed)
    for _ in range(times):
        # What is killed before it has begun leaves nothing to resume.
        begun = Path("cut/manifest.json").exists()
        what = ["--resume", "cut"] if begun else ["spiral.game", "--out", "cut"]
        with started(*what, "--checkpoint-every", "0.02") as process:
            time.sleep(chance.uniform(0, whole.seconds))
            process.kill()
            _, err = process.communicate()
        assert process.returncode in (0, -signal.SIGKILL), err
        assert "error" not in err
    begun = Path("cut/manifest.json").exists()
    status, _, err = ended(*(["--resume", "cut"] if begun else ["spiral.game", "--out", "cut"]))
    assert (status, err) == (0, "")
    assert all_of("cut") == all_of(whole.folder)


def test_a_run_that_is_killed_ends_bit_for_bit_as_if_it_were_not(whole: Whole) -> None:
    killed_and_resumed(3, 0, whole)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_kills_lose_nothing(seed: int, whole: Whole) -> None:
    killed_and_resumed(10, seed, whole)


def test_a_run_that_was_asked_to_end_says_how_to_go_on_to_the_same_end(whole: Whole) -> None:
    with started("spiral.game", "--out", "cut") as process:
        until(process, "cut/metrics.jsonl")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.endswith("go on with: gamelang run --resume cut\n")
    taken = json.loads(out)["steps_taken"]
    assert newest(Path("cut")).checkpoint.words["step"] == taken < 1_000_000  # type: ignore[union-attr]
    assert ended("--resume", "cut")[0] == 0
    assert all_of("cut") == all_of(whole.folder)


def test_a_second_interrupt_ends_at_once_and_damages_nothing() -> None:
    with started("spiral.game", "--steps", "2000000000", "--out", "long") as process:
        until(process, "long/metrics.jsonl")
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.005)
        process.communicate(timeout=60)
    assert process.returncode == 130
    status, _, err = ended("--resume", "long", "--stop", "xi_norm < 0")
    assert (status, "G541" in err) == (2, True)
    newest(Path("long"))


def test_more_steps_make_a_run_that_has_ended_longer(gamelang, pennies) -> None:
    def result(*arguments: str) -> dict[str, Any]:
        found = json.loads(gamelang("run", *arguments, "--json", "--quiet").out)
        return {k: v for k, v in found.items() if k not in TIMES}

    result(pennies, "--method", "sgd", "--steps", "700", "--out", "first")
    longer = result("--resume", "first", "--steps", "2600")
    assert longer == result(pennies, "--method", "sgd", "--steps", "2600", "--out", "whole")
    assert longer == result("--resume", "first")
    first, whole = (
        (Path(f) / "metrics.jsonl").read_text().splitlines() for f in ("first", "whole")
    )
    assert set(first) > set(whole)


@pytest.mark.parametrize(
    ("flags", "what"),
    [
        (["--rate", "0.2"], "sgd(rate=0.1, nesterov=False) and is sgd(rate=0.2"),
        (["--method", "sgd"], "method was sga("),
        (["--seed", "1"], "seed was 0 and is 1"),
        (["--precision", "float32"], "precision was float64 and is float32"),
        (["--steps", "10"], "is one of 300 steps, more than 10"),
        (["--stop", "xi_norm < 1"], "stop was not set and is xi_norm < 1"),
    ],
)
def test_another_setting_is_refused(gamelang, pennies, flags, what) -> None:
    gamelang("run", pennies, "--out", "first", "--quiet")
    before = all_of("first")
    refused = gamelang("run", "--resume", "first", *flags)
    assert (refused.status, refused.out) == (2, "")
    assert "error[G541]" in refused.err
    assert what in refused.err
    assert all_of("first") == before


def test_the_file_may_be_named_again_if_it_is_the_same(gamelang, pennies) -> None:
    gamelang("run", pennies, "--out", "first", "--quiet")
    again = gamelang("run", pennies, "--resume", "first", "--steps", "400", "--quiet")
    assert again.status == 0
    Path(pennies).write_text(Path(pennies).read_text() + "# later\n")
    refused = gamelang("run", pennies, "--resume", "first")
    assert (refused.status, "its text has changed" in refused.err) == (2, True)
    assert gamelang("run", "--resume", "first", "--quiet").status == 0


def test_changed_data_is_refused(gamelang) -> None:
    Path("costs.csv").write_text("1\n2\n")
    Path("costs.game").write_text(
        'game costs\nconst c: vector[2] = csv("costs.csv")\nplayer one:\n    x: vector[2] = 1\n'
        "    minimize dot(c, x**2)\n"
    )
    assert gamelang("run", "costs.game", "--out", "first", "--quiet").status == 0
    assert gamelang("run", "--resume", "first", "--steps", "2000", "--quiet").status == 0
    Path("costs.csv").write_text("1\n3\n")
    refused = gamelang("run", "--resume", "first", "--steps", "3000")
    assert (refused.status, "error[G541]: costs.csv is not what" in refused.err) == (2, True)


def test_a_run_that_met_a_bad_value_keeps_the_state_before_it(gamelang) -> None:
    Path("root.game").write_text(
        "game root\nplayer one:\n    x: real = 1\n    minimize -x**4\ntrain:\n    rate 0.1\n"
    )
    ended = gamelang("run", "root.game", "--out", "first", "--json", "--quiet")
    assert ended.status == 3
    taken = json.loads(ended.out)["steps_taken"]
    checkpoint = newest(Path("first")).checkpoint
    assert checkpoint is not None
    assert checkpoint.words["step"] == taken - 1
    assert checkpoint.arrays["rows.finite"].all()
    kept = f"is kept in checkpoint-{taken - 1:010d}.safetensors of the run's folder"
    assert f"remark: a value is not finite at step {taken}; the state before it {kept}" in ended.err
    before = all_of("first")
    assert gamelang("run", "--resume", "first", "--quiet").status == 3
    assert all_of("first") == before


def test_a_damaged_checkpoint_is_said_and_the_one_before_used(gamelang, pennies) -> None:
    gamelang("run", pennies, "--out", "whole", "--steps", "900", "--quiet")
    gamelang("run", pennies, "--out", "first", "--steps", "600", "--quiet")
    gamelang("run", "--resume", "first", "--steps", "900", "--quiet")
    file = Path("first/checkpoint-0000000900.safetensors")
    raw = bytearray(file.read_bytes())
    raw[-100] ^= 4
    file.write_bytes(bytes(raw))
    again = gamelang("run", "--resume", "first", "--quiet")
    assert again.status == 0
    assert "note: first/checkpoint-0000000900.safetensors is damaged" in again.err
    assert "checkpoint-0000000600.safetensors, the one before, is used" in again.err
    assert all_of("first") == all_of("whole")
    for path in Path("first").glob("checkpoint-*"):
        path.write_bytes(b"")
    refused = gamelang("run", "--resume", "first")
    assert (refused.status, "error[G540]" in refused.err) == (2, True)


def test_records_that_are_gone_are_written_again(gamelang, pennies) -> None:
    gamelang("run", pennies, "--out", "first", "--quiet")
    before = all_of("first")
    Path("first/metrics.jsonl").unlink()
    assert gamelang("run", "--resume", "first", "--quiet").status == 0
    assert all_of("first") == before


def test_two_runs_never_share_a_folder(gamelang) -> None:
    with started("spiral.game", "--steps", "2000000000", "--out", "long") as process:
        until(process, "long/manifest.json")
        for flags in (["--resume", "long"], ["spiral.game", "--out", "long"]):
            refused = gamelang("run", *flags, "--quiet")
            assert (refused.status, "error[G532]" in refused.err) == (2, True)
        assert (
            f"in use by another run: process {process.pid} on"
            in gamelang("run", "--resume", "long").err
        )


@pytest.mark.skipif(os.name == "nt", reason="limits of file sizes are those of POSIX")
@pytest.mark.parametrize("limit", [300, 4_000, 20_000])
def test_a_disk_without_room_is_an_error_and_loses_nothing(gamelang, pennies, limit) -> None:
    script = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
from gamelang.cli.main import main
main()
"""
    # -B: bytecode would be written under the limit too, cut short, and read by every later process.
    command = [sys.executable, "-B", "-c", script, "run", pennies, "--out", "first", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done.stderr
    assert "error[G532]: cannot write" in done.stderr
    assert not list(Path("first").glob("*.part"))
    if Path("first/manifest.json").exists():
        assert "gamelang run --resume first" in done.stderr
        assert gamelang("run", "--resume", "first", "--quiet").status == 0
        gamelang("run", pennies, "--out", "whole", "--quiet")
        assert all_of("first") == all_of("whole")
