"""docs/games.md: the catalogue, with what was proved. `python -m tests.docs.games_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gamelang import compiler
from gamelang.core.verdicts import Verdict
from gamelang.syntax.text import read_source
from tests.specs.told import small

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "games.md"
SPECS = sorted((ROOT / "specs").glob("*.game"))
HEAD = """# The catalogue

Every game of `specs/`, with what `gamelang check` proves of it: its class, and the verdicts that
are yes and do not follow from another one. The page is written by
`python -m tests.docs.games_page`; a test fails where it is out of date. Of a learning system, which
[docs/results](results/README.md) shows trained, it is the small form of `tests/systems`.

| game | class | proved | claims | reference |
|---|---|---|---|---|
"""
IMPLIED = {
    "weighted_potential": "potential",
    "weighted_hamiltonian": "hamiltonian",
    "constant_sum": "zero_sum",
    "rotational_coupling": "hamiltonian",
    "polymatrix": "pairwise_zero_sum",
    "quadratic": "bilinear",
}


def page() -> str:
    return HEAD + "".join(f"{row(path)}\n" for path in SPECS)


def row(path: Path) -> str:
    game = compiler.typed(read_source(path), small(path))
    found = compiler.analyse(game)
    proved = [text for name, verdict in found.verdicts.items() if (text := _proved(name, verdict))]
    said = [text for text in proved if IMPLIED.get(text) not in proved]
    size = " for every size" if any(dim.value is None for dim in game.dims) else ""
    cells = (
        f"[{path.stem}](../specs/{path.name}): {game.title}",
        found.game_class + size,
        ", ".join(said),
        str(len(game.claims)),
        reference(path),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _proved(name: str, verdict: Verdict) -> str:
    if verdict.status == "conditional":
        return f"{name} iff {verdict.condition}"
    return name if verdict.status == "yes" else ""


def reference(path: Path) -> str:
    """What the comment of a game says behind `Reference:`."""
    return " ".join(_reference(path)).removeprefix("Reference: ")


def _reference(path: Path) -> Iterator[str]:
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        inside = line.startswith("# Reference: ") or (inside and line.startswith("# "))
        if inside and not line.startswith("# Run it with "):
            yield line.removeprefix("# ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
