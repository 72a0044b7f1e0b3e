"""A run's folder: manifest.json, metrics.jsonl and state.npz, each written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import jax
import numpy as np

from gamelang.core.game import TypedGame
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.runtime.result import plain

FINITE = json.JSONEncoder(allow_nan=False)
LIBRARIES = ("gamelang", "jax", "jaxlib", "optax", "numpy")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """An existing folder that belongs to one run."""

    path: Path

    def manifest(self, document: Mapping[str, Any]) -> None:
        """Writes manifest.json, in place of an earlier one."""
        _write(self.path / "manifest.json", json.dumps(document, indent=2).encode() + b"\n")

    def records(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Appends lines to metrics.jsonl."""
        lines = "".join(_line(document) + "\n" for document in documents)
        with (self.path / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(lines)

    def state(self, state: Any) -> None:
        """Writes state.npz: the leaves of a state in order, under names that say where each
        stands; a key as its data. Nothing in it needs pickle."""
        arrays = {}
        for path, leaf in jax.tree_util.tree_leaves_with_path(state):
            random = jax.numpy.issubdtype(leaf.dtype, jax.dtypes.prng_key)
            plain = jax.random.key_data(leaf) if random else leaf
            arrays[jax.tree_util.keystr(path)] = np.asarray(plain)
        target = self.path / "state.npz"
        partial = target.with_suffix(".part.npz")
        np.savez(partial, allow_pickle=False, **arrays)
        os.replace(partial, target)


def new_folder(game: str, parent: Path = Path("runs")) -> RunFolder:
    """A folder of its own below `parent`, named after game and time: `runs/NAME-DATE-TIME`."""
    stem = f"{game}-{time.strftime('%Y%m%d-%H%M%S')}"
    for name in (stem, *(f"{stem}-{k}" for k in range(2, 1000))):
        try:
            (parent / name).mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise Rejected([_cannot(parent / name, error)]) from None
        return RunFolder(parent / name)
    raise Rejected([Diagnostic("G532", f"no free name for a run folder in {parent}")])


def chosen_folder(path: Path) -> RunFolder:
    """The folder of `--out`: made if need be, and refused if something stands in it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        empty = next(path.iterdir(), None) is None
    except OSError as error:
        raise Rejected([_cannot(path, error)]) from None
    if not empty:
        text = f"the run folder {path} is not empty"
        raise Rejected([Diagnostic("G532", text, help="choose another --out")])
    return RunFolder(path)


def manifest_of(game: TypedGame, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What a run was: its game with every setting, and what it ran on."""
    text = game.source.text
    return {
        "schema_version": 1,
        "game": game.name,
        "source": {
            "name": game.source.name,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "text": text,
        },
        "set": dict(game.settings),
        "settings": dict(settings),
        "versions": {"python": platform.python_version(), **_versions()},
        "device": str(jax.devices()[0]),
        "platform": platform.platform(),
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _line(document: Mapping[str, Any]) -> str:
    try:
        return FINITE.encode(document)
    except ValueError:  # NaN and infinities are rare: looking at every number costs more
        return json.dumps(plain(document))


@cache
def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # a bare checkout
            continue
    return found


def _cannot(path: Path, error: OSError) -> Diagnostic:
    return Diagnostic("G532", f"cannot make the run folder {path}: {error.strerror}")


def _write(target: Path, content: bytes) -> None:
    """Replaces a file in one step."""
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(content)
    os.replace(partial, target)
