"""What was asked of a run, as JSON and back; asked again of the same text, it is the same run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction
from math import isfinite
from typing import Any

from gamelang.core.game import Chosen, StopCondition
from gamelang.methods.method import Method, hyperparameters
from gamelang.runtime.settings import Flags

OF_PYTHON = {"from": "Python"}  # stands for an object that JSON has no form for


def asked(flags: Flags) -> dict[str, Any]:
    """Flags as JSON."""
    return {f.name: _written(getattr(flags, f.name)) for f in fields(flags)}


def names_from_python(document: Mapping[str, Any], changed: Flags) -> list[str]:
    """What only Python can give again, and does not."""
    return [n for n, v in document.items() if _of_python(v) and _silent(getattr(changed, n, None))]


def flags_of(document: Mapping[str, Any], changed: Flags) -> Flags:
    """The flags that were written, but for those that are given now."""
    given = {f.name: getattr(changed, f.name) for f in fields(changed)}
    earlier = {name: _read(value) for name, value in document.items() if not _of_python(value)}
    now = {name: value for name, value in given.items() if not _silent(value)}
    known = {name: value for name, value in earlier.items() if name in given}
    return replace(Flags(), **{**known, **now})


def _silent(value: Any) -> bool:
    return value is None or (isinstance(value, Mapping) and not value)


def _of_python(value: Any) -> bool:
    inner = value.get("mapping") if isinstance(value, Mapping) else None
    return value == OF_PYTHON or any(map(_of_python, (inner or {}).values()))


def _written(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float() if isfinite(value):
            return float(value)
        case Fraction():
            return {"fraction": str(value)}
        case StopCondition(quantity, symbol, limit):
            return {"stop": [quantity, symbol, str(limit)]}
        case Chosen():
            arguments = [_written(a) for a in value.arguments]
            return {"chosen": value.name, "arguments": arguments, **_keywords(value.keywords)}
        case Method():
            numbers = {h.name: getattr(value, h.name) for h in hyperparameters(type(value))}
            return {"chosen": value.name, "arguments": [], **_keywords(numbers)}
        case Mapping():
            return {"mapping": {str(name): _written(v) for name, v in value.items()}}
    return OF_PYTHON


def _keywords(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"keywords": {name: _written(v) for name, v in values.items()}}


def _read(value: Any) -> Any:
    match value:
        case {"fraction": str(text)}:
            return Fraction(text)
        case {"stop": [quantity, symbol, limit]}:
            return StopCondition(quantity, symbol, Fraction(limit))
        case {"chosen": str(name), "arguments": arguments, "keywords": keywords}:
            known = {k: _exact(_read(v)) for k, v in keywords.items()}
            return Chosen(name, tuple(_exact(_read(a)) for a in arguments), known)
        case {"mapping": inner}:
            return {name: _read(v) for name, v in inner.items()}
    return value


def _exact(value: Any) -> Any:
    """A number as the language has it."""
    return Fraction(value) if isinstance(value, float) else value
