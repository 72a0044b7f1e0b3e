"""What a sweep is, as JSON, and back: its manifest holds all that is needed to do it again."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from gamelang.runtime.asked import asked, flags_of
from gamelang.runtime.manifest import data_of, now, surroundings
from gamelang.runtime.result import plain
from gamelang.runtime.settings import Flags
from gamelang.runtime.sweeps.axes import Axis, Grid, shown, value_of
from gamelang.source import Source


def manifest_of(
    source: Source, values: Mapping[str, Any], flags: Flags, grid: Grid, shard: str | None
) -> dict[str, Any]:
    """The document that stands beside the rows, but for what it runs on."""
    document = {
        "schema_version": 1,
        "kind": "sweep",
        "source": {
            "name": source.name,
            "sha256": sha256(source.text.encode()).hexdigest(),
            "text": source.text,
            "folder": None if source.folder is None else str(source.folder.resolve()),
        },
        "data": data_of(source),
        "set": {name: str(value) for name, value in values.items()},
        "asked": asked(flags),
        "over": [{"name": a.name, "values": [shown(v) for v in a.values]} for a in grid.axes],
        "shard": shard,
    }
    return plain(document)  # type: ignore[no-any-return]


def begun(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """With what it runs on. JAX then has looked for devices."""
    return plain({**manifest, **surroundings(), "started": now()})  # type: ignore[no-any-return]


def source_of(manifest: Mapping[str, Any]) -> Source:
    kept = manifest["source"]
    folder = None if kept["folder"] is None else Path(kept["folder"])
    return Source(kept["name"], kept["text"], folder)


def flags_again(manifest: Mapping[str, Any]) -> Flags:
    return flags_of(manifest["asked"], Flags())


def axes_of(manifest: Mapping[str, Any]) -> list[Axis]:
    """Its axes, the seed among them."""
    return [
        Axis(one["name"], tuple(value_of(one["name"], text) for text in one["values"]))
        for one in manifest["over"]
    ]
