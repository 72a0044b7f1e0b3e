"""Finds the entries of an extension folder: being there is the registration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Hashable
from functools import cache
from typing import TypeVar, cast

E = TypeVar("E")


def entries(package: str, kind: type[E]) -> dict[str, E]:
    """Every module-level value of this kind in the package's modules, by its `name`."""
    return cast("dict[str, E]", _entries(package, cast("Hashable", kind)))


@cache
def _entries(package: str, kind: Hashable) -> dict[str, object]:
    assert isinstance(kind, type)
    found: dict[str, object] = {}
    for module in sorted(
        m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__)
    ):
        for value in vars(importlib.import_module(f"{package}.{module}")).values():
            if isinstance(value, kind):
                found.setdefault(value.name, value)  # type: ignore[attr-defined]
    return found
