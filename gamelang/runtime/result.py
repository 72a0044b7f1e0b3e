"""What a run found out, as plain data: the keys of `run --json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from gamelang.runtime.forecast import Forecast
from gamelang.runtime.health import Health
from gamelang.runtime.outcome import Outcome
from gamelang.runtime.records import Records

MOST_ENTRIES = 1000  # larger arrays appear as shape and norm
NOT_IN_JSON = ("networks", "records")


@dataclass(frozen=True, slots=True)
class Network:
    """A network by its shortest name, the keys of its weights, and how many they are."""

    name: str
    weights: tuple[str, ...]
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RunResult:
    """One run. Losses are what players lower; parameters under their shortest names.

    `steps` is what was asked for, `steps_taken` what was done; all values are those after
    `steps_taken`. `outcome_step` is the first step from which on the outcome was seen; `stop_met`
    None: no condition was set; `interrupted`: the run was cut short, and its outcome is as of then;
    `health` is what was seen of cycles, domination, collapse and rotation; `remarks` are sentences
    for a person; `seconds` are those after compilation. `networks` says which of the parameters are
    weights of one; `records` are what pictures of the run show. Both are not in the document.
    """

    game: str
    method: Mapping[str, Any]
    optimizer: Mapping[str, Any]
    optimizers: Mapping[str, Mapping[str, Any]] | None
    order: str
    wrapper: str | None
    precision: str
    steps: int
    seed: int
    outcome: Outcome
    outcome_step: int
    steps_taken: int
    stop_met: bool | None
    interrupted: bool
    health: Health
    remarks: tuple[str, ...]
    xi_norm: float
    residual: float
    losses: Mapping[str, Any]
    metrics: Mapping[str, Any]
    parameters: Mapping[str, Any]
    networks: Mapping[str, Network]
    records: Records = field(repr=False)
    run: str | None
    compile_seconds: float
    seconds: float
    forecasts: tuple[Forecast, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """The object of `run --json`."""
        found: dict[str, Any] = {"schema_version": 1}
        other = {
            "parameters": self.shown_parameters,
            "health": self.health.document,
            "forecasts": [
                {**told.document, "met": told.met(self.parameters)} for told in self.forecasts
            ],
        }
        for name in self.__slots__:
            value = other[name] if name in other else getattr(self, name)
            if name not in NOT_IN_JSON and (name != "optimizers" or value is not None):
                found[name] = plain(value)
        return found

    @property
    def shown_parameters(self) -> dict[str, Any]:
        """The parameters, with the shape and norm of a network in place of its weights."""
        inside = {weight: net for net in self.networks.values() for weight in net.weights}
        found: dict[str, Any] = {}
        for name, value in self.parameters.items():
            if name not in inside:
                found[name] = value
            elif inside[name].name not in found:
                net = inside[name]
                norms = [np.linalg.norm(np.ravel(self.parameters[w])) for w in net.weights]
                norm = float(np.linalg.norm(norms))
                found[net.name] = {"shape": list(net.shape), "norm": norm}
        return found


def plain(value: Any) -> Any:
    """JSON's form of a value: arrays as lists, large ones as shape and norm, NaN as null."""
    match value:
        case None | bool() | str() | int():
            return value
        case Mapping():
            return {str(name): plain(v) for name, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case float():
            return value + 0.0 if isfinite(value) else None  # no -0
    array = np.asarray(value)
    if array.size > MOST_ENTRIES:
        return {"shape": list(array.shape), "norm": plain(float(np.linalg.norm(array.ravel())))}
    return plain(array.tolist())
