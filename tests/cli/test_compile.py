"""`gamelang compile`: a module that needs only jax."""

import subprocess
import sys
from pathlib import Path

import pytest

USE = """
import sys
sys.path.insert(0, {folder!r})
import jax, out
w = out.init(jax.random.key(0))
for _ in range(300):
    w = out.step(w, 0.1)
print(all(abs(leaf) < 1e-3 for leaf in jax.tree.leaves(w)))
print({{"losses", "xi", "Hv", "HTv", "direction", "step"}} <= set(dir(out)))
print(any(name.startswith("gamelang") for name in sys.modules))
"""


def test_the_module_learns_without_gamelang(gamelang, pennies, tmp_path: Path) -> None:
    assert gamelang("compile", pennies, "-o", str(tmp_path / "out.py")).status == 0
    done = subprocess.run(
        [sys.executable, "-P", "-c", USE.format(folder=str(tmp_path))],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.stdout.split() == ["True", "True", "False"], done.stderr


@pytest.mark.parametrize("method", ["sgd", "sga"])
def test_the_method_can_be_chosen(gamelang, pennies, tmp_path: Path, method: str) -> None:
    out = tmp_path / "out.py"
    assert gamelang("compile", pennies, "-o", str(out), "--method", method).status == 0
    assert f"The direction of {method}" in out.read_text(encoding="utf-8")


def test_an_unknown_method_is_a_usage_error(gamelang, pennies, tmp_path: Path) -> None:
    out = tmp_path / "out.py"
    assert gamelang("compile", pennies, "-o", str(out), "--method", "sdg").status == 2
    assert not out.exists()


def test_a_folder_that_is_not_there_is_a_usage_error(gamelang, pennies, tmp_path: Path) -> None:
    ended = gamelang("compile", pennies, "-o", str(tmp_path / "no" / "out.py"))
    assert ended.status == 2
    assert "cannot write" in ended.err
