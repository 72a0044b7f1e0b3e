"""Random numbers of an emitted function: one call for all of a kind, which its arrays share out.

Each call of `jax.random` compiles to a long program, so few of them make a run start sooner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Noise:
    """`lines` draw; `texts` has the array of each wanted name. `kinds` keys are used."""

    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    texts: Mapping[Any, str]


def noise(wanted: Mapping[Any, tuple[str, Shape]]) -> Noise:
    """Arrays by name, each of a kind (`normal`, `uniform`, `gumbel`) and a shape; key number k of
    `keys` is that of kind number k."""
    kinds = tuple(dict.fromkeys(kind for kind, _ in wanted.values()))
    lines: list[str] = []
    texts: dict[Any, str] = {}
    for number, kind in enumerate(kinds):
        shapes = {name: shape for name, (own, shape) in wanted.items() if own == kind}
        if len(shapes) == 1:
            ((name, shape),) = shapes.items()
            texts[name] = f"jax.random.{kind}(keys[{number}], {shape}, dtype)"
            continue
        total = sum(map(prod, shapes.values()))
        lines.append(f"{kind} = jax.random.{kind}(keys[{number}], ({total},), dtype)")
        first = 0
        for name, shape in shapes.items():
            texts[name] = _part(kind, first, first + prod(shape), shape)
            first += prod(shape)
    return Noise(kinds, tuple(lines), texts)


def _part(kind: str, first: int, last: int, shape: Shape) -> str:
    if not shape:
        return f"{kind}[{first}]"
    part = f"{kind}[{first}:{last}]"
    return part if len(shape) == 1 else f"{part}.reshape({shape})"
