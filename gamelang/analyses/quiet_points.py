"""Sparse points of learning games, at which draws do not matter where they need not.

What multiplies a draw first, a network's first layer, is 0 there: then the network's output is the
same for every sample, and so is a second derivative in its later layers, which is its expectation.
The biases are 1, which keeps units off the kinks of relu.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from gamelang.analyses.inquiry import Point
from gamelang.certify.setting import Setting
from gamelang.certify.sparse.points import named, rest_name
from gamelang.core import typed
from gamelang.core.game import ParameterRecord
from gamelang.core.typed import Apply, Node, Parameter, Product

MULTIPLYING = ("dot", "matmul", "outer", "convolve", "deconvolve")
SEVERAL = 4  # networks that are quiet alone


def has_draws(setting: Setting) -> bool:
    losses = (player.loss for player in setting.game.players)
    return any(isinstance(node, typed.Random) for node in typed.postorder(*losses))


def quiet_points(setting: Setting, points: list[Point]) -> list[list[Point]]:
    """For each of these sparse points: the one at which all that meets draws first is 0, then those
    at which that of one network alone is."""
    first = first_layers(setting)
    alone = [paths for paths in first.values() if len(first) > 1][:SEVERAL]
    kinds = [frozenset[str]().union(*first.values()), *alone]
    return [[_quiet(setting, point, zero, k) for zero in kinds] for k, point in enumerate(points)]


def first_layers(setting: Setting) -> dict[str, frozenset[str]]:
    """Of each network (or single parameter) the arrays that multiply what depends on draws, and
    not on the network itself."""
    groups = _groups(setting)
    below: dict[Node, frozenset[str]] = {}
    random: set[Node] = set()
    found: dict[str, set[str]] = {}
    for node in typed.postorder(*(player.loss for player in setting.game.players)):
        parts = typed.children(node)
        own = frozenset((node.path,)) if isinstance(node, Parameter) else frozenset[str]()
        below[node] = own.union(*(below[part] for part in parts))
        if isinstance(node, typed.Random) or any(part in random for part in parts):
            random.add(node)
        many = isinstance(node, Product) or (isinstance(node, Apply) and len(parts) > 1)
        if not many or (isinstance(node, Apply) and node.function not in MULTIPLYING):
            continue
        met = {groups[path] for part in parts if part in random for path in below[part]}
        if any(part in random for part in parts):
            for path in (path for part in parts if part not in random for path in below[part]):
                if groups[path] not in met:
                    found.setdefault(groups[path], set()).add(path)
    return {group: frozenset(paths) for group, paths in found.items()}


def _groups(setting: Setting) -> dict[str, str]:
    """The network that each parameter belongs to, else itself."""
    groups = {record.node.path: record.node.path for record in setting.game.parameters}
    for net in setting.game.networks:
        groups |= {f"{net.player}.{weight}": f"{net.player}.{net.name}" for weight in net.weights}
    return groups


def _quiet(setting: Setting, point: Point, zero: frozenset[str], seed: int) -> Point:
    """The point with these arrays at 0 and the biases of networks at 1, where domains allow it;
    their weights are positive at every second point, so that no unit of relu is dead."""
    dice = Random(seed)
    weights = {f"{net.player}.{w}" for net in setting.game.networks for w in net.weights}
    records = {record.node.path: record for record in setting.game.parameters}
    free = {path for path, record in records.items() if record.domain is None}
    out = dict(point)
    for name in named(setting, point):
        path = setting.coordinate(name).path
        if path in free and path in zero:
            out[name] = Fraction(0)
        elif path in weights:
            sign = dice.choice((-1, 1)) if seed % 2 and not _is_bias(records[path]) else 1
            out[name] = sign * Fraction(dice.randint(1, 4), 4)
    for path, record in records.items():
        if path in free and path in zero:
            out[rest_name(record)] = Fraction(0)
        elif path in weights and _is_bias(record):
            out[rest_name(record)] = Fraction(1)
    return out


def _is_bias(record: ParameterRecord) -> bool:
    return len(record.node.shape) <= 1
