"""What `show` prints of a game with unknown sizes: losses, ξ, H, S, A in index notation.

Text and JSON are in the game language. A block of a matrix is one entry for all its indices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING
from typing import Literal as Word

from gamelang.symbolic.tensor.blocks import Block, TensorGame
from gamelang.symbolic.tensor.indices import Index
from gamelang.symbolic.tensor.latex import LatexWriter
from gamelang.symbolic.tensor.tensors import Tensor
from gamelang.symbolic.tensor.text import Writer, letters
from gamelang.symbolic.views import TITLES, What

if TYPE_CHECKING:
    from gamelang.core.verdicts import Json


@dataclass(frozen=True)
class Notation:
    """The names of a game's indices: rows have the first letters, columns the next."""

    game: TensorGame

    @cached_property
    def taken(self) -> frozenset[str]:
        game = self.game.game
        return frozenset(
            (
                *(dim.name for dim in game.dims),
                *(constant.name for constant in game.constants),
                *(player.name for player in game.players),
                *(named.name for named in (*game.lets, *game.metrics)),
                *(part for p in game.parameters for part in (p.key, p.node.name)),
            )
        )

    @cached_property
    def letters(self) -> tuple[str, ...]:
        return tuple(islice(letters(self.taken), 2 * self.rank))

    @property
    def rank(self) -> int:
        return max((len(block.rows) for block in self.game.blocks), default=0)

    def rows(self, block: Block) -> dict[Index, str]:
        return dict(zip(block.rows, self.letters, strict=False))

    def columns(self, block: Block) -> dict[Index, str]:
        return dict(zip(block.columns, self.letters[self.rank :], strict=False))

    def members(self, name: str) -> dict[Index, str]:
        """The letters of a family's member."""
        player = next(p for p in self.game.game.players if p.name == name)
        return dict(zip(self.game.family(player), self.letters, strict=False))


def entry(key: str, names: Mapping[Index, str]) -> str:
    """`x`, `W[i, j]`."""
    return f"{key}[{', '.join(names.values())}]" if names else key


def _blocks(
    notation: Notation, what: Word["hessian", "S", "A"]
) -> Iterator[tuple[Block, Block, Tensor, dict[Index, str]]]:
    part = notation.game.part(what)
    for row in notation.game.blocks:
        for column in notation.game.blocks:
            names = {**notation.rows(row), **notation.columns(column)}
            yield row, column, part[row.key, column.key], names


def as_json(game: TensorGame, what: What) -> Json:
    """losses: {player: text}; xi: {parameter: text}; matrices: {parameters, columns, rows}, the
    rows and columns of all entries of a parameter as one."""
    notation = Notation(game)
    writer = Writer(notation.taken)
    if what == "losses":
        return {
            entry(name, notation.members(name)): writer.text(loss, notation.members(name))
            for name, loss in game.losses.items()
        }
    keys = {block.key: block for block in game.blocks}
    if what == "xi":
        return {
            entry(key, notation.rows(keys[key])): writer.text(tensor, notation.rows(keys[key]))
            for key, tensor in game.xi.items()
        }
    texts = [writer.text(tensor, names) for _, _, tensor, names in _blocks(notation, what)]
    width = len(game.blocks)
    rows: list[Json] = [[*texts[k : k + width]] for k in range(0, len(texts), width)]
    return {
        "parameters": [entry(b.key, notation.rows(b)) for b in game.blocks],
        "columns": [entry(b.key, notation.columns(b)) for b in game.blocks],
        "rows": rows,
    }


def as_text(game: TensorGame, what: What) -> str:
    """One line for a loss, an entry of ξ or a block."""
    notation = Notation(game)
    writer = Writer(notation.taken)
    lines: dict[str, str] = {}
    if what == "losses":
        for name, loss in game.losses.items():
            names = notation.members(name)
            lines[f"loss({entry(name, names)})"] = writer.text(loss, names)
    elif what == "xi":
        for block in game.blocks:
            names = notation.rows(block)
            lines[f"xi[{entry(block.key, names)}]"] = writer.text(game.xi[block.key], names)
    else:
        for row, column, tensor, names in _blocks(notation, what):
            place = f"{entry(row.key, notation.rows(row))}, "
            place += entry(column.key, notation.columns(column))
            lines[f"{TITLES[what]}[{place}]"] = writer.text(tensor, names)
    width = max(map(len, lines), default=0)
    return "\n".join(f"{name:<{width}} = {value}" for name, value in lines.items())


def as_latex(game: TensorGame, what: What) -> str:
    """Rows of an `align` environment."""
    notation = Notation(game)
    writer = LatexWriter(notation.taken)
    rows: list[str] = []
    if what == "losses":
        for name, loss in game.losses.items():
            names = notation.members(name)
            head = f"\\ell_{{{writer.entry(name, names.values())}}}"
            rows.append(f"{head} &= {writer.text(loss, names)}")
    elif what == "xi":
        for block in game.blocks:
            names = notation.rows(block)
            head = f"\\xi_{{{writer.entry(block.key, names.values())}}}"
            rows.append(f"{head} &= {writer.text(game.xi[block.key], names)}")
    else:
        for row, column, tensor, names in _blocks(notation, what):
            first = writer.entry(row.key, notation.rows(row).values())
            second = writer.entry(column.key, notation.columns(column).values())
            rows.append(f"{TITLES[what]}_{{{first},\\,{second}}} &= {writer.text(tensor, names)}")
    return " \\\\\n".join(rows)
