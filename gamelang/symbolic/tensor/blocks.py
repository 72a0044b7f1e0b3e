"""Losses, ξ, H, S and A of a game for every size: one expression for each pair of parameters.

ξ of a family is ∂ℓ_i/∂q_k at k = i; the block of H between two members has i and j apart, and
what holds for i = j alone stands in terms with (i == j). Simplexes are taken as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal as Word

from gamelang.core.dims import ZERO
from gamelang.core.game import ParameterRecord, Player, TypedGame
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.derivative import derivative
from gamelang.symbolic.tensor.functions import algebra
from gamelang.symbolic.tensor.indices import Index, Sizes, Slot
from gamelang.symbolic.tensor.reading import Reader
from gamelang.symbolic.tensor.tensors import HELD, Tensor

HALF = Fraction(1, 2)
COLUMN = 50  # the free indices of columns are numbered from here
Part = Word["hessian", "S", "A"]


@dataclass(frozen=True, slots=True)
class Block:
    """A parameter of a player, with the indices of its rows and of its columns."""

    key: str
    player: Player
    rows: tuple[Index, ...]
    columns: tuple[Index, ...]

    @property
    def turned(self) -> Mapping[Index, Slot]:
        """Rows in place of columns."""
        return dict(zip(self.columns, self.rows, strict=True))


@dataclass(frozen=True)
class TensorGame:
    """A typed game in index notation; every part is made when it is asked for."""

    game: TypedGame
    algebra: Algebra

    @cached_property
    def losses(self) -> Mapping[str, Tensor]:
        """By player; of a family the loss of member i, i its variable."""
        reader, valued = Reader(self.game, self.algebra), self.game.valued
        return {player.name: reader.tensor(valued(player.loss)) for player in self.game.players}

    @cached_property
    def apart(self) -> Mapping[str, Tensor]:
        """The losses, with symbols of its own for what stands in `stop(...)`."""
        reader = Reader(self.game, self.algebra)
        return {player.name: reader.tensor(player.loss) for player in self.game.players}

    def family(self, player: Player) -> tuple[Index, ...]:
        """The indices that stand for a member."""
        known = self.algebra.sizes.known
        found = []
        for v in player.variables:
            if v.start != ZERO:
                raise NotExpandableError("a family whose members do not count from 0")
            found.append(Index("variable", v.key, ZERO, known(v.stop)))
        return tuple(found)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(
            self._block(player, record)
            for player in self.game.players
            for record in player.parameters
        )

    def _block(self, player: Player, record: ParameterRecord) -> Block:
        sizes = [self.algebra.sizes.known(size) for size in record.node.shape]
        rows = tuple(Index("free", k, ZERO, size) for k, size in enumerate(sizes))
        columns = tuple(Index("free", COLUMN + k, ZERO, size) for k, size in enumerate(sizes))
        return Block(record.key, player, rows, columns)

    @cached_property
    def xi(self) -> Mapping[str, Tensor]:
        """∂ℓ_p/∂θ_p by parameter, in the indices of its rows."""
        found = {}
        for block in self.blocks:
            members = self.family(block.player)
            own = dict(zip(members, block.rows, strict=False))
            loss = self.algebra.moved(self.apart[block.player.name], dict(own))
            found[block.key] = derivative(self.algebra, loss, block.key, block.rows)
        return found

    @cached_property
    def hessian(self) -> Mapping[tuple[str, str], Tensor]:
        """∂ξ/∂θ by two parameters, in the rows of the first and the columns of the second."""
        return {
            (row.key, column.key): self._slope(self.xi[row.key], column)
            for row in self.blocks
            for column in self.blocks
        }

    def _slope(self, xi: Tensor, by: Block) -> Tensor:
        """The total derivative: what is held varies with its parameter."""
        names = (by.key, by.key + HELD) if self.game.stops else (by.key,)
        parts = [derivative(self.algebra, xi, name, by.columns) for name in names]
        return parts[0] if len(parts) == 1 else self.algebra.sum([(part, 1) for part in parts])

    def transposed(self, row: Block, column: Block) -> Tensor:
        """The block of Hᵀ."""
        names: dict[Index, Slot] = dict(zip(column.rows, column.columns, strict=True))
        names |= row.turned
        return self.algebra.moved(self.hessian[column.key, row.key], names)

    def part(self, what: Part) -> Mapping[tuple[str, str], Tensor]:
        """H, S = (H + Hᵀ)/2 or A = (H - Hᵀ)/2, by blocks."""
        if what == "hessian":
            return self.hessian
        sign = 1 if what == "S" else -1
        return {
            (row.key, column.key): self.algebra.sum(
                [
                    (self.hessian[row.key, column.key], HALF),
                    (self.transposed(row, column), sign * HALF),
                ]
            )
            for row in self.blocks
            for column in self.blocks
        }


def tensor_game(game: TypedGame) -> TensorGame:
    """The game in index notation; its parts raise NotExpandableError where it has none."""
    return TensorGame(game, algebra(Sizes(game.sizes, game.minima)))
