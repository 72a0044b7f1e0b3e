"""Every test runs with strict JAX on the CPU in float64, and with repeatable random games.

The settings are environment variables because they must stand before JAX is first imported,
and because the commands that tests start as processes inherit them.
"""

import os

os.environ.update(
    JAX_PLATFORMS="cpu",
    JAX_ENABLE_X64="1",
    JAX_NUMPY_DTYPE_PROMOTION="strict",
    JAX_NUMPY_RANK_PROMOTION="raise",
    GAMELANG_CACHE="off",
)
os.environ.pop("GAMELANG_DEBUG", None)
os.environ.pop("FORCE_COLOR", None)

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")
