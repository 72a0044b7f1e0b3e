"""Networks by hand, of the parameters of one player."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp


def mlp(w: Any, net: str, x: Any, activation: Callable[[Any], Any] = jax.nn.relu) -> Any:
    """Dense layers; an output without an axis for its last layer is a real."""
    depth = sum(name.startswith(f"{net}.weight") for name in w)
    for k in range(depth):
        weight, bias = w[f"{net}.weight{k}"], w[f"{net}.bias{k}"]
        x = x @ weight + (bias[None] if bias.ndim else bias)
        x = activation(x) if k < depth - 1 else x
    return x


def gru(w: Any, net: str, x: Any, h: Any) -> Any:
    """The next state of a gated recurrent unit (Cho et al. 2014), with the gates of PyTorch."""
    reset, update, new = jnp.split(x @ w[f"{net}.weight0"] + w[f"{net}.bias0"][None], 3, axis=1)
    reset_h, update_h, new_h = jnp.split(h @ w[f"{net}.weight1"], 3, axis=1)
    kept = jax.nn.sigmoid(reset + reset_h)
    new = jnp.tanh(new + kept * (new_h + w[f"{net}.bias1"][None]))
    z = jax.nn.sigmoid(update + update_h)
    return (1 - z) * new + z * h


def conv(w: Any, net: str, layer: int, x: Any, stride: int) -> Any:
    """A convolution with zeros around: each point of the result sees a patch of the image."""
    kernel, size = w[f"{net}.weight{layer}"], -(-x.shape[1] // stride)
    missing = max((size - 1) * stride + len(kernel) - x.shape[1], 0)
    x = padded(x, missing // 2, missing - missing // 2)
    return slid(x, kernel, size, stride) + w[f"{net}.bias{layer}"][None, None, None]


def deconv(w: Any, net: str, layer: int, x: Any, stride: int) -> Any:
    """A transposed convolution: zeros between the points, then the kernel slides over them."""
    kernel, size = w[f"{net}.weight{layer}"], stride * x.shape[1]
    reach = size - stride + 1
    spread = jnp.zeros((len(x), reach, reach, x.shape[3])).at[:, ::stride, ::stride].set(x)
    missing = size + len(kernel) - 1 - reach
    x = padded(spread, missing - missing // 2, missing // 2)
    return slid(x, kernel, size, 1) + w[f"{net}.bias{layer}"][None, None, None]


def padded(x: Any, low: int, high: int) -> Any:
    return jnp.pad(x, ((0, 0), (low, high), (low, high), (0, 0)))


def slid(x: Any, kernel: Any, size: int, stride: int) -> Any:
    seen = stride * jnp.arange(size)[:, None] + jnp.arange(len(kernel))[None]
    patches = x[:, seen[:, None, :, None], seen[None, :, None, :]]
    return jnp.einsum("bxyijc,ijcd->bxyd", patches, kernel)
