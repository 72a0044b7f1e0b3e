"""Coefficients as equations in the game's language: `b[i] == b[j] for all i, j`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.table import Factor, Monomial, Slot, Table, Terms
from gamelang.certify.undecided import UndecidedError
from gamelang.core.dims import ZERO

LETTERS = "ijklrstuvw"
UNWRITTEN = "the condition for all sizes cannot be written"


def written(
    indexed: Indexed,
    terms: Terms,
    indices: Sequence[Slot],
    different: Sequence[tuple[Slot, Slot]],
) -> str:
    """`terms == 0` for all values of the indices, which get letters in this order."""
    writer = _Writer(indexed, indices)
    return writer.equation(_whole(terms)) + writer.quantifier(indices, different)


def _whole(terms: Terms) -> Terms:
    """A multiple with whole coefficients that have no common factor."""
    below = lcm(*(c.denominator for c in terms.values()))
    above = gcd(*(c.numerator * (below // c.denominator) for c in terms.values()))
    return {m: c * below / above for m, c in terms.items()}


class _Writer:
    def __init__(self, indexed: Indexed, indices: Sequence[Slot]) -> None:
        self.table = indexed.table
        game = indexed.game
        taken = {c.name for c in game.constants} | {d.name for d in game.dims}
        self.letters = [x for x in (*LETTERS, *(f"i{k}" for k in range(40))) if x not in taken]
        self.names = dict(zip(indices, self.letters, strict=False))

    def equation(self, terms: Terms) -> str:
        """Positive terms on one side, negative ones on the other; a number on the right."""
        if len(terms) == 1:
            ((monomial, _),) = terms.items()
            return f"{self._term(monomial, Fraction(1))} == 0"
        if len(terms) == 2 and len({c > 0 for c in terms.values()}) == 1:
            left, right = sorted((not m[1], self._term(m, abs(c))) for m, c in terms.items())
            return f"{left[1]} == -{right[1]}"
        sides = [
            sorted(self._term(m, abs(c)) for m, c in terms.items() if (c > 0) == above)
            for above in (True, False)
        ]
        texts = sorted((self._bare(side), " + ".join(side) or "0") for side in sides)
        return f"{texts[0][1]} == {texts[1][1]}"

    def _bare(self, side: Sequence[str]) -> bool:
        """Whether a side holds no name."""
        return not any(c.isalpha() for text in side for c in text)

    def quantifier(self, indices: Sequence[Slot], different: Sequence[tuple[Slot, Slot]]) -> str:
        if not indices:
            return ""
        names = ", ".join(self.names[s] for s in indices)
        pairs = sorted(sorted((self.names[a], self.names[b])) for a, b in different)
        unequal = " and ".join(f"{a} != {b}" for a, b in pairs)
        if len(indices) == 2 and unequal:
            return f" for all {unequal}"
        return f" for all {names}" + (f" with {unequal}" if unequal else "")

    def _term(self, monomial: Monomial, c: Fraction) -> str:
        ranges, factors = monomial
        names = {**self.names}
        for d in range(len(ranges)):
            names[d] = self.letters[len(self.names) + d]
        above = sorted(factor_text(self.table, f, names) for f in factors if f[1] > 0)
        below = sorted(factor_text(self.table, (at, -e), names) for at, e in factors if e < 0)
        if c != 1 or not above:
            above.insert(0, str(c))
        text = " / ".join([" * ".join(above), *below])
        for d, place in reversed(list(enumerate(ranges))):
            here = self.table.ranges[place]
            if here.without or here.start != ZERO:
                raise UndecidedError(UNWRITTEN)
            text = f"sum({text} for {names[d]} in {here.stop})"
        return text


def factor_text(table: Table, factor: Factor, names: Mapping[Slot, str]) -> str:
    """`b[i]**2`; UndecidedError for what the language has no short word for."""
    at, e = factor
    head = table.heads[at[0]]
    slots = [str(table.constants[s]) if s in table.constants else names[s] for s in at[1:]]
    match head.kind:
        case "constant" if head.name != "same entry":
            text = f"{head.name}[{', '.join(slots)}]" if slots else head.name
        case "dim":
            text = head.name
        case "index":
            (text,) = slots
        case "number" if head.name == "pi":
            text = "pi"
        case _:
            raise UndecidedError(UNWRITTEN)
    return text if e == 1 else f"{text}**{e}"
