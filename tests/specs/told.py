"""What the comment of a game for all sizes gives for a run: `# Run it with --set n=3 ...`."""

from __future__ import annotations

import shlex
from pathlib import Path


def values(path: Path) -> dict[str, str]:
    """The settings of that line by name; none where the game runs as it stands."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line.startswith("# Run it with ")]
    words = shlex.split(told[0].removeprefix("# Run it with ")) if told else []
    return dict(word.split("=", 1) for word in words if word != "--set")
