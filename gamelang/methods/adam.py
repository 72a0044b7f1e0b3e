"""Adam's step as a direction, for methods that take it twice or look back on it.

Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR 2015.
"""

from __future__ import annotations

from typing import Any

from gamelang.methods.method import Tree
from gamelang.methods.vectors import zeros

Moments = tuple[Any, Tree, Tree]  # how often, mean, mean square


def first_moments(w: Tree) -> Moments:
    import jax.numpy as jnp

    return jnp.asarray(0, jnp.int32), zeros(w), zeros(w)


def adam(moments: Moments, slope: Tree, b1: Any, b2: Any, epsilon: Any) -> tuple[Tree, Moments]:
    """m̂ / (√v̂ + epsilon) with the moments after this slope."""
    import jax
    import jax.numpy as jnp

    count, mean, square = moments
    count = count + 1
    mean = jax.tree.map(lambda m, x: b1 * m + (1 - b1) * x, mean, slope)
    square = jax.tree.map(lambda v, x: b2 * v + (1 - b2) * x * x, square, slope)
    exponent = count.astype(jax.tree.leaves(slope)[0].dtype)
    first, second = 1 - b1**exponent, 1 - b2**exponent
    direction: Tree = jax.tree.map(
        lambda m, v: m / first / (jnp.sqrt(v / second) + epsilon), mean, square
    )
    return direction, (count, mean, square)
