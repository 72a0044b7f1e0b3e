"""Expressions in index notation as LaTeX, rows of an `align` environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from gamelang.core.dims import Dim
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.tensors import Applied, Factor, Factors, Relation, Symbol, Tensor
from gamelang.symbolic.tensor.text import components, letters, ordered, relations_last
from gamelang.typesetting.names import word

HALF = Fraction(1, 2)
CALLED = {"sigmoid": "\\sigma", "relu": "\\operatorname{relu}", "erf": "\\operatorname{erf}"}
UPRIGHT = ("sin", "cos", "tan", "tanh", "log")
Names = Mapping[Index, str]


def bracketed(inside: str) -> str:
    return f"\\left({inside}\\right)"


@dataclass(frozen=True, slots=True)
class LatexWriter:
    """Writes tensors; `taken` are the names that the game declares."""

    taken: frozenset[str]

    def text(self, tensor: Tensor, names: Names) -> str:
        parts: list[str] = []
        for c, factors in ordered(tensor):
            above, below = self._monomial(factors, names)
            shown = _fraction(abs(c), above, below)
            sign = "-" if c < 0 else "+"
            if not parts:
                parts.append(f"-{shown}" if c < 0 else shown)
            else:
                parts.append(f"{sign} {shown}")
        return " ".join(parts) or "0"

    def _monomial(self, factors: Factors, names: Names) -> tuple[list[str], list[str]]:
        """What stands above and below the fraction line."""
        above: list[str] = []
        below: list[str] = []
        for bound, part in components(factors):
            if not bound:
                for f in relations_last(part):
                    side = above if f.exponent > 0 else below
                    side.append(self._powered(f, abs(f.exponent), names))
                continue
            inside = {**names, **self._named(bound, names)}
            sums = " ".join(self._over(b, inside) for b in bound)
            body = " ".join(self._powered(f, f.exponent, inside) for f in relations_last(part))
            above.append(f"{sums} {body}")
        return [*(a for a in above if "\\sum" not in a), *_sums_last(above)], below

    def _named(self, indices: Iterable[Index], names: Names) -> dict[Index, str]:
        return dict(zip(indices, letters({*self.taken, *names.values()}), strict=False))

    def _over(self, index: Index, names: Names) -> str:
        last = _size(index.stop - Dim.of(1))
        return f"\\sum_{{{names[index]}={_size(index.start)}}}^{{{last}}}"

    def _powered(self, factor: Factor, exponent: Fraction, names: Names) -> str:
        base = self.factor(factor, names)
        if exponent == 1:
            return base
        if exponent == HALF:
            return f"\\sqrt{{{base}}}"
        plain = isinstance(factor.head, Symbol) and "^" not in base
        if plain:
            return f"{base}^{{{_number(exponent)}}}"
        return f"{bracketed(base)}^{{{_number(exponent)}}}"

    def entry(self, name: str, indices: Iterable[str]) -> str:
        """W_{i j}; the owner above where the name alone does not tell."""
        owner, _, plain = name.rpartition(".")
        below = " ".join(indices)
        shown = word(plain) + (f"_{{{below}}}" if below else "")
        return f"{shown}^{{{word(owner)}}}" if owner else shown

    def factor(self, factor: Factor, names: Names) -> str:
        slots = [self._slot(s, names) for s in factor.slots]
        match factor.head:
            case Symbol(_, "pi"):
                return "\\pi"
            case Symbol() as head:
                return self.entry(head.written, slots)
            case Relation("equal"):
                return f"\\delta_{{{' '.join(slots)}}}"
            case Relation("less"):
                return f"\\mathbf{{1}}_{{{slots[0]} < {slots[1]}}}"
            case Relation():
                return slots[0]
            case Applied() as head:
                return self._applied(head, factor, names)
            case other:
                assert_never(other)

    def _slot(self, slot: Slot, names: Names) -> str:
        return _size(slot) if isinstance(slot, Dim) else names[slot]

    def _applied(self, head: Applied, factor: Factor, names: Names) -> str:
        others = factor.slots[head.visible :]
        outside = {
            a: names[s] for a, s in zip(head.others, others, strict=True) if isinstance(s, Index)
        }
        at = " ".join(self._slot(s, names) for s in factor.slots[: head.visible])
        inside = {**names, **outside, **self._named(head.own, names)}
        inner = self.text(head.inner, inside)
        own = " ".join(inside[a] for a in head.own)
        match head.name:
            case "group":
                return inner
            case "exp":
                return f"e^{{{inner}}}"
            case "abs":
                return f"\\left|{inner}\\right|"
            case "step":
                return f"\\mathbf{{1}}_{{{inner} > 0}}"
            case "inverse":
                return f"{bracketed(f'{self._array(head, inner, own)}^{{-1}}')}_{{{at}}}"
            case "det":
                return f"\\det {self._array(head, inner, own)}"
            case "softmax":
                vector = self._vector(head, inside)
                if vector is not None:
                    return f"\\operatorname{{softmax}}{bracketed(vector)}_{{{at}}}"
                return f"\\operatorname{{softmax}}_{{{own}}}{bracketed(inner)}_{{{at}}}"
            case "logsumexp":
                return f"\\log {self._over(head.own[0], inside)} e^{{{inner}}}"
            case name if name in UPRIGHT:
                return f"\\{name}{bracketed(inner)}"
            case name:
                return f"{CALLED.get(name, f'{chr(92)}operatorname{{{name}}}')}{bracketed(inner)}"

    def _vector(self, head: Applied, names: Names) -> str | None:
        """The name of a vector whose entries the inner expression is."""
        single = head.inner.single
        if single is None or not isinstance(single.head, Symbol) or head.own != single.slots[-1:]:
            return None
        return self.entry(single.head.written, [self._slot(s, names) for s in single.slots[:-1]])

    def _array(self, head: Applied, inner: str, own: str) -> str:
        """A matrix: its name, or its entry in brackets."""
        single = head.inner.single
        if single is not None and isinstance(single.head, Symbol) and single.slots == head.own:
            return self.entry(single.head.written, ())
        return f"\\left[{inner}\\right]_{{{own}}}"


def _sums_last(above: list[str]) -> list[str]:
    """A sum swallows what follows it: all but the last in brackets."""
    sums = [a for a in above if "\\sum" in a]
    return [*(bracketed(s) for s in sums[:-1]), *sums[-1:]]


def _fraction(c: Fraction, above: list[str], below: list[str]) -> str:
    if not below and c.denominator != 1:
        head = f"\\frac{{{c.numerator}}}{{{c.denominator}}}"
        return " ".join((head, *above))
    top = [str(c.numerator)] if c.numerator != 1 or not above else []
    if not below:
        return " ".join([*top, *above])
    bottom = [str(c.denominator)] if c.denominator != 1 else []
    return f"\\frac{{{' '.join([*top, *above])}}}{{{' '.join([*bottom, *below])}}}"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{value.numerator}/{value.denominator}"


def _size(size: Dim) -> str:
    return str(size).replace(" * ", " ")
