"""The module-level part of emitted code: named constants, index tables, helper functions."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gamelang.codegen.names import Names

LONGEST_LITERAL = 400  # entries; longer tables are packed
WIDTH = 92

HELPERS = {
    "norm": '''def norm(x, axis=None):
    """The Euclidean norm, with gradient 0 at 0."""
    square = jnp.sum(jnp.square(x), axis=axis)
    root = jnp.sqrt(jnp.where(square == 0, 1.0, square))
    return jnp.where(square == 0, 0.0, root)''',
    "dice": '''def dice(score):
    """1, with the derivatives of exp(score) (DiCE, Foerster et al. 2018)."""
    return jnp.exp(score - jax.lax.stop_gradient(score))''',
    "convolve": '''def convolve(image, kernel, bias, stride):
    """Images [..., height, width, channels] convolved, with zeros around them."""
    flat = jnp.reshape(image, (-1, *image.shape[-3:]))
    axes = ("NHWC", "HWIO", "NHWC")
    made = jax.lax.conv_general_dilated(
        flat, kernel, (stride, stride), "SAME", dimension_numbers=axes
    )
    made = made + bias[None, None, None]
    return jnp.reshape(made, (*image.shape[:-3], *made.shape[1:]))''',
    "deconvolve": '''def deconvolve(image, kernel, bias, stride, zeros):
    """Images [..., height, width, channels] spread, with zeros between their points and around."""
    flat = jnp.reshape(image, (-1, *image.shape[-3:]))
    axes = ("NHWC", "HWIO", "NHWC")
    made = jax.lax.conv_general_dilated(
        flat, kernel, (1, 1), zeros, lhs_dilation=(stride, stride), dimension_numbers=axes
    )
    made = made + bias[None, None, None]
    return jnp.reshape(made, (*image.shape[:-3], *made.shape[1:]))''',
    "unpacked": '''def unpacked(text, dtype, shape):
    """An array from its bytes in base 64."""
    return np.frombuffer(base64.b64decode(text), dtype).reshape(shape)''',
}


@dataclass(slots=True)
class Tables:
    """Collects what a module needs before its functions; equal tables are one."""

    names: Names
    lines: list[str] = field(default_factory=list)
    scalars: dict[str, str] = field(default_factory=dict)
    arrays: dict[tuple[Any, ...], str] = field(default_factory=dict)
    helpers: dict[str, str] = field(default_factory=dict)

    def scalar(self, name: str, value: float, comment: str = "") -> str:
        """The identifier of a named constant."""
        if name not in self.scalars:
            self.scalars[name] = self.names.give(name)
            note = f"  # {comment}" if comment else ""
            self.lines.append(f"{self.scalars[name]} = {_number(value)}{note}")
        return self.scalars[name]

    def given(self, name: str) -> str:
        """The identifier of a constant that is given when the module is loaded."""
        if name not in self.scalars:
            self.scalars[name] = self.names.give(name)
            self.lines.append(f"{self.scalars[name]} = given[{json.dumps(name)}]")
        return self.scalars[name]

    def array(self, name: str, values: npt.NDArray[Any]) -> str:
        """The identifier of a table of floats, indices or truth values."""
        kind = {"f": "<f8", "b": "?"}.get(values.dtype.kind, "<i4")
        values = np.ascontiguousarray(values, dtype=kind)
        key = (kind, values.shape, values.tobytes())
        if key not in self.arrays:
            self.arrays[key] = self.names.give(name)
            self.lines.append(f"{self.arrays[key]} = {self._text(values, kind)}")
        return self.arrays[key]

    def helper(self, name: str) -> str:
        """The identifier of a helper function, which is then part of the module."""
        if name not in self.helpers:
            self.helpers[name] = self.names.give(name)
        return self.helpers[name]

    def _text(self, values: npt.NDArray[Any], kind: str) -> str:
        dtype = {"<f8": "np.float64", "?": "bool", "<i4": "np.int32"}[kind]
        if not values.size:
            return f"np.zeros({values.shape}, dtype={dtype})"
        if values.size > LONGEST_LITERAL:
            packed = base64.b64encode(values.tobytes()).decode("ascii")
            return f'{self.helper("unpacked")}("{packed}", "{kind}", {values.shape})'
        return f"np.array({nested(values)}, dtype={dtype})"

    def helper_sources(self) -> dict[str, str]:
        """The text of every helper function in use."""
        return {
            name: HELPERS[name].replace(f"def {name}(", f"def {given}(", 1)
            for name, given in self.helpers.items()
        }


def _number(value: float) -> str:
    if value != value:
        return "jnp.nan"
    if abs(value) == float("inf"):
        return "jnp.inf" if value > 0 else "-jnp.inf"
    return repr(value)


def nested(values: npt.NDArray[Any]) -> str:
    """Nested lists, a line for each row."""
    if values.ndim == 0:
        entry = values.item()
        return _number(entry) if isinstance(entry, float) else repr(entry)
    if values.ndim == 1:
        return _wrapped([nested(v) for v in values])
    rows = ",\n".join(nested(row) for row in values)
    return "[\n" + "\n".join(f"    {line}" for line in rows.splitlines()) + ",\n]"


def _wrapped(entries: list[str]) -> str:
    line = ", ".join(entries)
    if len(line) <= WIDTH:
        return f"[{line}]"
    lines, current = [], ""
    for entry in entries:
        if len(current) + len(entry) > WIDTH:
            lines.append(current.rstrip())
            current = ""
        current += f"{entry}, "
    lines.append(current.rstrip())
    return "[\n" + "\n".join(f"    {x}" for x in lines) + "\n]"
