"""S as expressions in parameters and constants, by hyper-dual numbers over normal forms; and the
metric of the domain."""

from __future__ import annotations

from itertools import combinations_with_replacement

from flint import fmpq

from gamelang.certify.expansion import Expanded
from gamelang.certify.forms import ONE
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting


def symmetric_forms(e: Expanded) -> list[list[Form]]:
    """S_ij = (D_ij loss(owner of i) + D_ij loss(owner of j)) / 2."""
    names = [c.name for c in e.setting.coordinates]
    owner = [c.agent for c in e.setting.coordinates]
    rows = [[Form({})] * len(names) for _ in names]
    constants = {name: HyperDual(value) for name, value in e.constants.items()}
    for i, j in combinations_with_replacement(range(len(names)), 2):
        seeded = {
            name: HyperDual(
                value, ONE if name == names[i] else None, ONE if name == names[j] else None
            )
            for name, value in e.point.items()
        }
        run = e.setting.interpreter(HyperDuals(e.forms), seeded, constants)
        bends = [e.setting.loss(run, agent).f12 for agent in (owner[i], owner[j])]
        total = e.forms.field.add([Form({})] + [b for b in bends if b is not None])
        rows[i][j] = rows[j][i] = e.forms.field.scale(total, fmpq(1, 2))
    return rows


def gram(setting: Setting) -> list[list[int]]:
    """The metric: the identity, with a one added within each row of a simplex, whose last entry
    is 1 minus the others."""
    rows = simplex_rows(setting)
    size = len(setting.coordinates)
    out = [[int(i == j) for j in range(size)] for i in range(size)]
    for members in rows:
        for i in members:
            for j in members:
                out[i][j] += 1
    return out


def simplex_rows(setting: Setting) -> list[list[int]]:
    """The positions of the coordinates of each row of a simplex."""
    widths = {
        record.node.path: record.node.shape[-1].value(setting.game.sizes)
        for record in setting.game.parameters
        if record.domain is not None and record.domain.form == "simplex"
    }
    rows: dict[tuple[str, int], list[int]] = {}
    for k, c in enumerate(setting.coordinates):
        width = widths.get(c.path)
        if width is not None:
            rows.setdefault((c.path, c.offset // width), []).append(k)
    return list(rows.values())
