"""Every test runs with strict JAX on the CPU in float64, and with repeatable random games.

The settings are environment variables because they must stand before JAX is first imported,
and because the commands that tests start as processes inherit them.
"""

import os
from importlib.metadata import version

# What a test compiles runs a few times: to optimise it takes longer than to run it. XLA refuses a
# flag that it does not know, so with other releases tests compile as users do.
os.environ.update(
    XLA_FLAGS=" ".join(
        [
            "--xla_backend_optimization_level=0",
            "--xla_llvm_disable_expensive_passes=true",
            "--xla_cpu_use_fusion_emitters=false",
            "--xla_cpu_parallel_codegen_split_count=1",
        ]
        if version("jaxlib").startswith("0.10.")
        else []
    ),
    JAX_PLATFORMS="cpu",
    JAX_ENABLE_X64="1",
    JAX_NUMPY_DTYPE_PROMOTION="strict",
    JAX_NUMPY_RANK_PROMOTION="raise",
    GAMELANG_CACHE="off",
)
os.environ.pop("GAMELANG_DEBUG", None)
os.environ.pop("FORCE_COLOR", None)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each process compiles all of gamelang anew

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")
