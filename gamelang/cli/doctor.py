"""`gamelang doctor`: what this installation consists of and whether it works."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import platform, python_version

import click

from gamelang import compiler, resources
from gamelang.cli import options, terminal
from gamelang.version import __version__

LIBRARIES = (
    "jax",
    "optax",
    "safetensors",
    "sympy",
    "python-flint",
    "lark",
    "pydantic",
    "click",
    "rich",
)
EXTRAS = ("matplotlib", "equinox")
PATIENCE = 60.0
# A process of its own: an accelerator whose driver hangs must not hang us.
ASK_JAX = """\
import jax
jax.config.update("jax_enable_x64", True)
devices = ", ".join(f"{d.platform}:{d.id}" for d in jax.devices())
print(devices, "| float64", "works" if (jax.numpy.ones(1) / 3).dtype == "float64" else "is missing")
"""


@click.command("doctor", short_help="What is installed here, and whether it works.")
@options.colour_of_problems
def command() -> int:
    """Report versions, devices and folders. Exit status 1 if something needed is missing."""
    rows = [("python", python_version(), sys.executable), ("system", platform(), "")]
    rows.append(("gamelang", __version__, str(Path(compiler.__file__).parent)))
    rows += [(name, *_version(name)) for name in LIBRARIES]
    rows += [(name, *_version(name, " (optional)")) for name in EXTRAS]
    rows += [(f"{name}/", *_folder(name)) for name in ("grammars", "specs", "codes")]
    rows.append(("devices", *_devices()))
    rows.append(("compile cache", *_cache()))
    click.echo("\n".join(terminal.columns(rows, indent=0)))
    missing = [name for name, state, _ in rows if state == "missing"]
    click.echo(f"missing: {', '.join(missing)}" if missing else "everything needed is here")
    return 1 if missing else 0


def _version(package: str, optional: str = "") -> tuple[str, str]:
    try:
        return version(package), ""
    except PackageNotFoundError:
        return (f"not installed{optional}" if optional else "missing"), ""


def _folder(name: str) -> tuple[str, str]:
    folder = resources.folder(name)
    count = sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0
    return (f"{count} files", str(folder)) if count else ("missing", str(folder))


def _cache() -> tuple[str, str]:
    from gamelang.runtime.cache import VARIABLE, cache_folder, why_not

    folder = cache_folder()
    if folder is None:
        return "off", f"{VARIABLE}={os.environ[VARIABLE]}"
    if given := os.environ.get("JAX_COMPILATION_CACHE_DIR"):
        return "left to JAX", given
    if not folder.exists():
        return "empty", str(folder)
    if reason := why_not(folder):
        return "not used", f"{folder}: {reason}"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{size / 2**20:.1f} MiB", str(folder)


def _devices() -> tuple[str, str]:
    try:
        answer = subprocess.run(
            [sys.executable, "-c", ASK_JAX],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return "missing", f"JAX did not answer within {PATIENCE:.0f} s"
    except subprocess.CalledProcessError as problem:
        return "missing", (problem.stderr.strip().splitlines() or ["JAX does not start"])[-1]
    devices, _, precision = answer.stdout.strip().partition(" | ")
    return devices, precision
