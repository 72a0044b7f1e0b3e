"""H and S as expressions in parameters and constants, by hyper-dual numbers over normal forms; and
the metric of the domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement

from flint import fmpq

from gamelang.builtins.interpret import Interpreter
from gamelang.certify.expansion import Expanded
from gamelang.certify.forms import ONE
from gamelang.certify.hyperdual import HyperDual, HyperDuals, held
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting


def symmetric_forms(e: Expanded) -> list[list[Form]]:
    """S_ij = (H_ij + H_ji) / 2; without stops both from one pass."""
    names = [c.name for c in e.setting.coordinates]
    owner = [c.agent for c in e.setting.coordinates]
    rows = [[Form({})] * len(names) for _ in names]
    constants = {name: HyperDual(value) for name, value in e.constants.items()}
    for i, j in combinations_with_replacement(range(len(names)), 2):
        run = _run(e, names[i], names[j], constants)
        back = _run(e, names[j], names[i], constants) if e.setting.stops else run
        bends = [e.setting.loss(run, owner[i]).f12, e.setting.loss(back, owner[j]).f12]
        total = e.forms.field.add([Form({})] + [b for b in bends if b is not None])
        rows[i][j] = rows[j][i] = e.forms.field.scale(total, fmpq(1, 2))
    return rows


def hessian_forms(e: Expanded) -> list[list[Form]]:
    """H_ij, the derivative of ξ_i along coordinate j, with stops too."""
    constants = {name: HyperDual(value) for name, value in e.constants.items()}
    rows: list[list[Form]] = []
    for row in e.setting.coordinates:
        entries = []
        for column in e.setting.coordinates:
            run = _run(e, row.name, column.name, constants)
            entries.append(e.setting.loss(run, row.agent).f12 or Form({}))
        rows.append(entries)
    return rows


def slopes(e: Expanded) -> Iterator[tuple[dict[str, HyperDual[Form]], Form]]:
    """ξ by coordinate, with the seeds from which it comes."""
    constants = {name: HyperDual(value) for name, value in e.constants.items()}
    for c in e.setting.coordinates:
        seeded = _seeded(e, c.name, None)
        run = e.setting.interpreter(HyperDuals(e.forms), seeded, constants, held(seeded))
        yield seeded, e.setting.loss(run, c.agent).f1 or Form({})


def _run(
    e: Expanded, row: str, column: str, constants: Mapping[str, HyperDual[Form]]
) -> Interpreter[HyperDual[Form]]:
    """The losses, seeded with e1 along the row and e2 along the column."""
    seeded = _seeded(e, row, column)
    return e.setting.interpreter(HyperDuals(e.forms), seeded, constants, held(seeded))


def _seeded(e: Expanded, row: str, column: str | None) -> dict[str, HyperDual[Form]]:
    return {
        name: HyperDual(value, ONE if name == row else None, ONE if name == column else None)
        for name, value in e.point.items()
    }


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
