"""What a sweep varies: axes of values, from texts such as `rate=1e-3..1:log:16`, and their product.

A value is an exact number or a word. Runs are numbered through the product, the first axis slowest
and the seed fastest, so a run's number depends on nothing but the axes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import exp, isfinite, log, prod
from typing import Any, TypeAlias, TypeVar

from gamelang.diagnostics.model import Diagnostic, Rejected

Value: TypeAlias = Fraction | str
Runs = TypeVar("Runs", range, list[int])

SEED = "seed"
MOST_RUNS = 1_000_000
LONGEST = 60  # characters of one number
DIGITS = 12  # significant, of the numbers between the ends of a logarithmic range
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?(/[1-9]\d*)?")
WORD = re.compile(r"[^\W\d]\w*")
RANGE = re.compile(r"(?P<low>.+?)\.\.(?P<high>.+?)(:(?P<kind>[^:]*):(?P<count>[^:]*))?")
FORMS = "write NAME=1,2,3 or NAME=1e-3..1:log:16 or NAME=0..1:linear:5 or NAME=1..5"


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that is varied, by its name, and its values, no two of which are equal."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The product of axes."""

    axes: tuple[Axis, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def runs(self) -> int:
        return prod(self.shape)

    def at(self, run: int) -> dict[str, Value]:
        """The value of every axis in the run with this number, counted from 0."""
        found = {}
        for axis in reversed(self.axes):
            run, place = divmod(run, len(axis.values))
            found[axis.name] = axis.values[place]
        return {axis.name: found[axis.name] for axis in self.axes}


def grid_of(axes: Iterable[Axis], seeds: int | None, first_seed: int) -> Grid:
    """The axes, and as many seeds from the first one on. Raises Rejected where that is too much."""
    found = list(axes)
    twice = sorted({a.name for a in found if sum(a.name == b.name for b in found) > 1})
    if twice:
        text = f"{_names(twice)} is varied twice"
        raise refused("G562", text, "give all values of a name in one --over")
    if seeds is not None:
        found.append(Axis(SEED, tuple(Fraction(first_seed + k) for k in range(seeds))))
    if prod(len(axis.values) for axis in found) > MOST_RUNS:
        shape = " × ".join(str(len(axis.values)) for axis in found)
        text = f"{shape} are more than the {MOST_RUNS:,} runs that one sweep may have"
        raise refused("G563", text, "take fewer values of an axis, or sweep in several parts")
    return Grid(tuple(found))


def axis_of(text: str) -> Axis:
    """An axis from `NAME=VALUES`. Raises Rejected."""
    name, sign, values = (part.strip() for part in text.partition("="))
    if not (sign and name and values):
        raise refused("G561", f"--over: `{text}` is no name with values", FORMS)
    return Axis(name, distinct(name, _values(name, values)))


def axis_from_python(name: str, values: Any) -> Axis:
    """An axis from a text as after `NAME=`, or from numbers and words. A float stands for its
    shortest decimal. Raises Rejected."""
    if isinstance(values, str):
        return axis_of(f"{name}={values}")
    listed = values.tolist() if hasattr(values, "tolist") else values
    found = [_from_python(name, v) for v in (listed if isinstance(listed, Iterable) else [listed])]
    return Axis(name, distinct(name, found))


def _from_python(name: str, value: Any) -> Value:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool | str):
        return str(plain)
    if isinstance(plain, Fraction | int):
        return Fraction(plain)
    if isinstance(plain, float) and isfinite(plain):
        return Fraction(repr(plain))
    raise refused("G561", f"{name}: `{value}` is neither a finite number nor a word", FORMS)


def distinct(name: str, values: Iterable[Value]) -> tuple[Value, ...]:
    """The values, which must be some and differ. Raises Rejected."""
    found = tuple(values)
    if not found:
        raise refused("G561", f"--over: `{name}` has no values", FORMS)
    if len(set(found)) < len(found):
        again = next(v for k, v in enumerate(found) if v in found[:k])
        text = f"--over: `{name}` has the value {shown(again)} twice"
        raise refused("G561", text, "leave one of them out")
    return found


def _values(name: str, text: str) -> list[Value]:
    whole = RANGE.fullmatch(text)
    if whole is None:
        return [value_of(name, part.strip()) for part in text.split(",")]
    low, high = (_number(name, whole[end].strip()) for end in ("low", "high"))
    if whole["kind"] is None:
        return _counted(name, low, high)
    count = _count(name, whole["count"].strip())
    match whole["kind"].strip():
        case "linear":
            return [low + (high - low) * k / (count - 1) for k in range(count)]
        case "log":
            return _logarithmic(name, low, high, count)
        case kind:
            text = f"--over: `{kind}` of `{name}` is no kind of range"
            raise refused("G561", text, "`linear` or `log`, then how many: 1e-3..1:log:16")


def _counted(name: str, low: Fraction, high: Fraction) -> list[Value]:
    """Whole numbers from one to the other."""
    if low.denominator != 1 or high.denominator != 1 or low > high:
        text = f"--over: the range of `{name}` does not say how many values it has"
        raise refused("G561", text, f"write {name}={shown(low)}..{shown(high)}:linear:5")
    if high - low >= MOST_RUNS:
        raise refused("G563", f"--over: `{name}` has more than {MOST_RUNS:,} values")
    return [Fraction(k) for k in range(int(low), int(high) + 1)]


def _logarithmic(name: str, low: Fraction, high: Fraction, count: int) -> list[Value]:
    """Equal ratios; the ends exact, what is between rounded to DIGITS significant digits."""
    if low <= 0 or high <= 0:
        text = f"--over: a logarithmic range of `{name}` needs ends above 0"
        raise refused("G561", text, f"write {name}={shown(low)}..{shown(high)}:linear:{count}")
    first, width = log(low), log(high) - log(low)
    inner = (exp(first + width * k / (count - 1)) for k in range(1, count - 1))
    return [low, *(Fraction(f"{x:.{DIGITS}g}") for x in inner), high]


def _count(name: str, text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if count < 2:
        raise refused(
            "G561",
            f"--over: `{text}` is not how many values `{name}` has",
            "write a whole number, 2 or more, at the end",
        )
    if count > MOST_RUNS:
        raise refused("G563", f"--over: `{name}` has more than {MOST_RUNS:,} values")
    return count


def value_of(name: str, text: str) -> Value:
    return text if WORD.fullmatch(text) else _number(name, text)


def _number(name: str, text: str) -> Fraction:
    if not NUMBER.fullmatch(text) or len(text) > LONGEST:
        short = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
        raise refused("G561", f"--over: `{short}`, a value of `{name}`, is no number", FORMS)
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or 1)


def shown(value: Value) -> str:
    """A value as it may be typed again: a decimal where that is exact and short."""
    if isinstance(value, str):
        return value
    if value.denominator == 1 and abs(value) < 10**15:
        return str(value.numerator)
    short = repr(float(value))
    return short if Fraction(short) == value else str(value)


def plain(value: Value) -> Any:
    """A value as a number, or as its word."""
    return value if isinstance(value, str) else float(value)


def shard(runs: int, text: str | None) -> range:
    """The numbers of the runs of `--shard 2/5`: one of as many parts, of nearly equal size, in
    order. Raises Rejected."""
    if text is None:
        return range(runs)
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    which, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= which <= of:
        raise refused("G565", f"--shard: `{text}` is no part", "write 1/8, 2/8, ... 8/8")
    return part(range(runs), which - 1, of)


def part(runs: Runs, which: int, of: int) -> Runs:
    """One of so many nearly equal parts, counted from 0."""
    return runs[len(runs) * which // of : len(runs) * (which + 1) // of]


def settings_text(values: Mapping[str, Value]) -> str:
    """`rate=0.1, seed=3`."""
    return ", ".join(f"{name}={shown(value)}" for name, value in values.items())


def refused(code: str, text: str, help: str | None = None) -> Rejected:
    return Rejected([Diagnostic(code, text, help=help)])


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
