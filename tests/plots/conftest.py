"""One small game and one run of it, shared by the tests of pictures."""

import pytest

from gamelang.game import Game, loads
from gamelang.runtime.result import RunResult
from tests.cli.conftest import gamelang as gamelang
from tests.cli.conftest import pennies as pennies

SPIRAL = """\
game spiral

player row:
    x: real = 1
    minimize x**2 / 2 + x*y

player column:
    y: real = 0.5
    minimize -x*y

metric size = x**2 + y**2

train:
    method sgd
    optimizer sgd(rate=0.1)
    steps 50
"""


@pytest.fixture(scope="session")
def spiral() -> Game:
    """ξ = (x + y, −x), H = [[1, 1], [−1, 0]]."""
    return loads(SPIRAL)


@pytest.fixture(scope="session")
def ran(spiral: Game, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """A run of it, with its folder."""
    return spiral.run(out=tmp_path_factory.mktemp("runs") / "spiral", precision="float64")
