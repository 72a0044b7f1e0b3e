"""Of GANs that are trained, those whose samples collapse are called so, and no others."""

from __future__ import annotations

import pytest

from gamelang import compiler, resources
from gamelang.runtime.result import RunResult
from gamelang.runtime.settings import Flags
from gamelang.source import Source
from gamelang.syntax.text import read_source

RING = read_source(resources.folder("specs") / "ring_gan.game")
STRONG = """train:
    method sgd
    optimizer adam(rate=0.01)
    optimizer[generator] adam(rate=0.05)
    batch 64
    precision float32
"""


def trained(text: str, steps: int, **values: str) -> RunResult:
    game = compiler.typed(Source("ring_gan.game", text), values)
    return compiler.run(game, Flags(steps=steps))


@pytest.mark.soak
def test_a_generator_too_strong_for_its_discriminator_collapses() -> None:
    text = RING.text.partition("train:")[0] + STRONG
    found = trained(text, 300, width="16")
    assert found.outcome == "collapsed"
    assert found.metrics["modes"] <= 1
    (covered,) = found.health.coverage
    assert covered.coverage < 0.1


@pytest.mark.soak
def test_one_that_finds_all_modes_has_not_collapsed() -> None:
    found = trained(RING.text, 4000)
    assert found.outcome == "steps_done"
    assert found.metrics["modes"] == 8
    (covered,) = found.health.coverage
    assert covered.coverage > 0.8
