"""What `extern("D")` is bound to from Python: a function of a vector of weights and of inputs.

To everything but generated code only the number of its weights is known, and it is the dim
`D.size` of the game.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gamelang.core.dims import Dim
from gamelang.frozen import frozen

SIZE = ".size"


class BindingError(Exception):
    """Something is no network, or not one for these inputs; the texts are message and help."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.help = message, help


@frozen
class Binding:
    """A module or an (init, apply) pair, with its weights as one vector of length `size`.

    `drawn`: starts differ from key to key. init(key) -> weights; apply(weights, *inputs) -> output
    of one sample; restored(weights) -> what was bound, with these weights in it;
    output(shapes of the inputs, None for an index) -> the output's shape, or BindingError.
    """

    size: int
    drawn: bool
    init: Callable[[Any], Any]
    apply: Callable[..., Any]
    restored: Callable[[Any], Any]
    output: Callable[[tuple[tuple[int, ...] | None, ...]], tuple[int, ...]]


Bindings = Mapping[str, Binding]


def nothing_known(name: str) -> str:
    """Why exact work stops at a call."""
    return f"nothing is known of the network that is bound from Python as `{name}`"


def not_known(size: Dim) -> str:
    """Why exact work stops at a size."""
    for name in size.names:
        if name.endswith(SIZE):
            return nothing_known(name.removesuffix(SIZE))
    return f"the size {size} is not known"


def size_name(name: str) -> str:
    """The dim that counts the weights of `extern("name")`."""
    return name + SIZE
