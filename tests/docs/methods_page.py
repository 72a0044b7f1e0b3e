"""docs/methods.md, from the records of the methods. `python -m tests.docs.methods_page`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from gamelang.methods.arguments import Argument
from gamelang.methods.choices import methods
from gamelang.methods.method import Method, hyperparameters

PAGE = Path(__file__).parents[2] / "docs" / "methods.md"
HEAD = """# Methods

A method turns the field ξ of a game into a direction; the optimizer (any of optax) turns the
direction into an update, and each player returns to her domains. w are the joint parameters, H the
Jacobian of ξ, H_o the same without the blocks of its players, A = (H − Hᵀ)/2, η the current rate,
Π the projection on the domains. Methods take networks as they take numbers: they ask for products
with H and Hᵀ (JVP, VJP), and only systems of up to 64 unknowns are solved by a matrix.

    gamelang run FILE --method 'sos(strength=0.5)'     # or `method sos(strength=0.5)` in `train:`
    gamelang list methods

A strength that is left to *the rate* follows each player's current rate. Inner steps (of
`extragradient`, `cgd`, `proximal`, `unrolled`) take the current rate as a plain step, whatever the
optimizer. Every method runs in any order (`order alternating(critic=5)`), and
`wrapper slow(k=5, rate=0.5)` (`--wrapper`) takes all players back every k steps, but for a share of
the way (Chavdarova et al. 2021).

The step of each method on a linear field ξ = Hw is compared with its exact matrix to 1e-12, and for
each a claim of its paper is a test. The page is written by `python -m tests.docs.methods_page` from
the records in `gamelang/methods/`; a test fails where it is out of date.
"""


def page() -> str:
    return HEAD + "".join(section(methods()[name]) for name in sorted(methods()))


def section(method: Method) -> str:
    return "\n".join(["", f"## {method.name}", "", *_lines(method), ""])


def _lines(method: Method) -> Iterator[str]:
    yield inspect.cleandoc(type(method).__doc__ or "")
    yield ""
    yield f"- direction: {method.formula}"
    yield f"- for {method.made_for}; a step costs {method.cost.text}"
    yield f"- {method.reference}"
    settings = hyperparameters(method)
    if settings:
        yield ""
        yield "| setting | default | |"
        yield "|---|---|---|"
        yield from (f"| `{s.name}` | {_default(s)} | {s.doc} |" for s in settings)


def _default(setting: Argument) -> str:
    if setting.kind == "player":
        return "must be given"
    if setting.default is None:
        return "the rate"
    value = setting.default
    return str(value) if isinstance(value, bool) else f"{value:g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
