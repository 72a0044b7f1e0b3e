"""Eigenvalues at a point: of H and its parts S and A, and of the map that one step is.

A step takes parameters, moments of the optimizer and memory of the method to new ones. Near a fixed
point it converges if every eigenvalue of its derivative lies within the unit circle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.plots.picture import Picture
from gamelang.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, PAGE, PURPLE, panels
from gamelang.plots.subject import Subject
from gamelang.plots.words import titled, words
from gamelang.runtime.program import State

Array: TypeAlias = NDArray[Any]

MOST = 1000  # scalar parameters of a game whose H is written out
HEIGHT = 3.4


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Eigenvalues of H, S and A, and of the derivative of a step; None where it has none."""

    title: str
    H: Array
    S: Array
    A: Array
    step: Array | None

    @property
    def radius(self) -> float | None:
        """The spectral radius of a step."""
        return None if self.step is None else float(np.abs(self.step).max())


def spectrum(subject: Subject) -> Spectrum:
    """The eigenvalues at the point that was asked for. Raises Rejected."""
    if subject.size > MOST:
        text = f"a spectrum is of up to {MOST:,} parameters, and this game has {subject.size:,}"
        raise Rejected([Diagnostic("G550", text)])
    place, where = subject.place(_default(subject))
    H = np.asarray(subject.hessian(place), float)
    if not np.isfinite(H).all():
        raise Rejected([Diagnostic("G550", f"H is not finite at {where}")])
    return Spectrum(
        titled(subject.title, f"{subject.learning}, at {where}", PAGE),
        np.linalg.eigvals(H),
        np.linalg.eigvalsh((H + H.T) / 2),
        1j * np.linalg.eigvalsh((H - H.T) / 2j),
        _of_step(subject, place),
    )


def _default(subject: Subject) -> str:
    if subject.given is not None:
        return "end"
    return str(subject.fixed_points[0].number) if subject.fixed_points else "start"


def _of_step(subject: Subject, place: Array) -> Array | None:
    found = step_derivative(subject, place)
    return np.linalg.eigvals(found) if np.isfinite(found).all() else None


def step_derivative(subject: Subject, place: Array) -> Array:
    """The derivative of a step at a place by all that is a real number in its state: parameters,
    moments, memory. It is the second step: a first one may differ from all that follow."""
    program, w = subject.program, subject.tree(place)
    state = replace(jax.jit(program.step)(program.at(w, subject.key)), parameters=w)
    moving = (state.parameters, state.moments, state.memory, state.slow)
    leaves, form = jax.tree.flatten(moving)
    real = [jnp.issubdtype(leaf.dtype, jnp.floating) for leaf in leaves]
    vector, unravel = ravel_pytree([x for x, r in zip(leaves, real, strict=True) if r])

    def after(vector: jax.Array) -> jax.Array:
        changed = iter(unravel(vector))
        now = [next(changed) if r else x for x, r in zip(leaves, real, strict=True)]
        w, moments, memory, slow = jax.tree.unflatten(form, now)
        before = replace(state, parameters=w, moments=moments, memory=memory, slow=slow)
        return _real(program.step(before), real)

    return np.asarray(jax.jit(jax.jacfwd(after))(vector), float)


def _real(state: State, real: list[Any]) -> jax.Array:
    moved = jax.tree.leaves((state.parameters, state.moments, state.memory, state.slow))
    return ravel_pytree([x for x, r in zip(moved, real, strict=True) if r])[0]


def draw(subject: Subject) -> Figure:
    return figure(spectrum(subject))


def figure(data: Spectrum) -> Figure:
    """H, S and A on the left, a step and the unit circle on the right."""
    made, (left, right) = panels(1, 2, PAGE, HEIGHT)
    made.suptitle(data.title)
    left.set_title("H, S and A")
    left.axvline(0, color=GREY, linewidth=0.6)
    left.axhline(0, color=GREY, linewidth=0.6)
    _points(left, data.S, "s", GREEN, "S", filled=False)
    _points(left, data.A, "^", ORANGE, "A", filled=False)
    _points(left, data.H, "o", BLUE, "H", filled=True)
    left.legend(loc="best")
    _draw_step(right, data)
    for ax in (left, right):
        ax.set_xlabel("real part")
        ax.set_ylabel("imaginary part")
    return made


def _draw_step(ax: Axes, data: Spectrum) -> None:
    ax.add_patch(Circle((0, 0), 1, fill=False, edgecolor=BLACK, linewidth=0.8))
    ax.set_aspect("equal")
    extent = 1.15
    if data.step is None or data.radius is None:
        ax.set_title(words("a step has no derivative here"))
    else:
        ax.set_title(f"a step: spectral radius {data.radius:.6g}")
        _points(ax, data.step, "o", PURPLE, "a step", filled=True)
        extent = max(extent, 1.1 * data.radius)
    ax.set(xlim=(-extent, extent), ylim=(-extent, extent))


def _points(ax: Axes, values: Array, marker: str, shade: str, label: str, *, filled: bool) -> None:
    inside = shade if filled else "none"
    ax.plot(
        values.real,
        values.imag,
        marker,
        color=shade,
        markerfacecolor=inside,
        label=label,
        gid=label,
        clip_on=False,
    )


PICTURE = Picture(
    "spectrum",
    "Eigenvalues of H, S, A and of a step, at a fixed point, the start or the end.",
    draw,
    frozenset({"at"}),
)
