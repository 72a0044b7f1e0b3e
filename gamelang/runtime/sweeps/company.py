"""The processes that share a sweep: who this one is, and how they wait for each other.

They meet through jax.distributed: started by us on this machine, with a coordinator on loopback, or
by Slurm, Open MPI or a TPU pod, whose environment JAX reads itself.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

VARIABLE = "GAMELANG_SWEEP_PROCESS"  # `0/2@127.0.0.1:40000`, of a process that we started
LOOPBACK = "127.0.0.1"
CLUSTERS = ("SLURM_STEP_NUM_TASKS", "OMPI_COMM_WORLD_SIZE")  # how many processes were started
POD = "TPU_WORKER_HOSTNAMES"
PATIENCE = 0.1  # seconds between looks at the processes
GRACE = 20.0  # seconds to save, before those that are left are ended


@dataclass(frozen=True, slots=True)
class Company:
    """This process and how many there are."""

    which: int = 0
    of: int = 1

    @property
    def leads(self) -> bool:
        """Whether it is the one that begins, merges and tells."""
        return self.which == 0

    @property
    def tells(self) -> bool:
        """Whether it tells a person: not of processes that we started, since we do."""
        return self.leads and VARIABLE not in os.environ

    def wait(self, point: str) -> None:
        """Until all are here."""
        if self.of > 1:
            from jax.experimental.multihost_utils import sync_global_devices

            sync_global_devices(point)


ALONE = Company()


def is_started(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this is one of several processes that somebody started together."""
    counts = [environment.get(name, "") for name in CLUSTERS]
    many = any(count.isdigit() and int(count) > 1 for count in counts)
    return VARIABLE in environment or many or "," in environment.get(POD, "")


def joined() -> Company:
    """Meets the others. Before JAX has looked for devices."""
    import jax

    # its handler would take SIGTERM away from the one that saves
    jax.config.update("jax_enable_preemption_service", False)  # type: ignore[no-untyped-call]
    found = re.fullmatch(r"(\d+)/(\d+)@(.+)", os.environ.get(VARIABLE, ""))
    if found:
        jax.config.update("jax_check_proxy_envs", False)  # type: ignore[no-untyped-call]
        jax.distributed.initialize(
            coordinator_address=found[3],
            coordinator_bind_address=found[3],
            num_processes=int(found[2]),
            process_id=int(found[1]),
            cluster_detection_method="deactivate",
        )
    else:
        jax.distributed.initialize()
    _libraries_print_to_stderr()
    return Company(jax.process_index(), jax.process_count())


def _libraries_print_to_stderr() -> None:
    """Gloo tells on the standard output that it is connected; results alone belong there."""
    sys.stdout.flush()
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)


def started(count: int, arguments: Sequence[str], between: Callable[[], None]) -> bool:
    """Starts so many processes of `python -m gamelang` with these arguments; whether any of them
    did not come to its end. `between` is called while they work. If one fails, and on an interrupt,
    the others are asked to save."""
    address = f"{LOOPBACK}:{_free_port()}"
    command = [sys.executable, "-m", "gamelang", *arguments]
    running: list[subprocess.Popen[bytes]] = []
    try:
        for which in range(count):
            environment = {**os.environ, VARIABLE: f"{which}/{count}@{address}"}
            running.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL))
        return _failed(running, between)
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()


def _failed(running: list[subprocess.Popen[bytes]], between: Callable[[], None]) -> bool:
    asked: float | None = None
    while any(process.poll() is None for process in running):
        failed = any(process.poll() not in (None, 0) for process in running)
        try:
            between()
            time.sleep(PATIENCE)
        except KeyboardInterrupt:
            failed = True
        if failed and asked is None:
            asked = time.monotonic()
            for process in running:
                if process.poll() is None:
                    process.terminate()
        if asked is not None and time.monotonic() > asked + GRACE:
            break
    return any(process.poll() != 0 for process in running)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
