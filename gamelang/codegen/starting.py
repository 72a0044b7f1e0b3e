"""Starting values and the projection on the domains, as emitted functions."""

from __future__ import annotations

import numpy as np

from gamelang.codegen import externs
from gamelang.codegen.binding import Bound
from gamelang.codegen.functions import Module, mapping, quoted
from gamelang.codegen.noise import noise
from gamelang.codegen.tables import nested
from gamelang.codegen.values import literal
from gamelang.core.game import Domain, Draw, FromPython, ParameterRecord
from gamelang.core.typed import Node
from gamelang.fields.interface import LeafDomain

MARGIN = 1e-6  # how far inside a strict bound a projected value lies, relative to max(1, |bound|)

SIMPLEX = '''def onto_simplex(x):
    """The nearest probability vectors along the last axis (Duchi et al. 2008, figure 1)."""
    n = x.shape[-1]
    falling = -jnp.sort(-x, axis=-1)
    excess = jnp.cumsum(falling, axis=-1) - 1.0
    places = jnp.arange(1, n + 1).astype(x.dtype).reshape((1,) * (x.ndim - 1) + (n,))
    active = jnp.sum(falling * places > excess, axis=-1, keepdims=True)
    shift = jnp.take_along_axis(excess, active - 1, axis=-1) / active.astype(x.dtype)
    return jnp.maximum(x - shift, 0.0)'''


def domain_of(bound: Bound, domain: Domain | None) -> LeafDomain | None:
    """A domain with concrete limits."""
    if domain is None or domain.form == "nonzero":
        return None
    low, high = _limit(bound, domain.low), _limit(bound, domain.high)
    return LeafDomain(domain.form, low, high, domain.low_strict, domain.high_strict)


def _limit(bound: Bound, node: Node | None) -> float | None:
    if node is None:
        return None
    value = bound.double(node).scalar
    return value if np.isfinite(value) else None


# ---- init


def write_init(module: Module) -> None:
    draws = {r.node: r.start for r in module.game.parameters if isinstance(r.start, Draw)}
    shared = noise(
        {node: (draw.distribution, module.bound.shape(node.shape)) for node, draw in draws.items()}
    )
    bound = [r.node for r in module.game.parameters if isinstance(r.start, FromPython)]
    keys = len(shared.kinds) + len(bound)
    lines = [f"keys = jax.random.split(key, {keys})"] if keys else []
    lines += shared.lines
    texts = {node: f"keys[{len(shared.kinds) + k}]" for k, node in enumerate(bound)}
    texts |= shared.texts
    entries = {}
    for player in module.game.players:
        starts = {r.node.name: _start(module, r, texts.get(r.node, "")) for r in player.parameters}
        entries[player.name] = mapping(starts)
    made = mapping(entries)
    drawn_inside = any(r.domain is not None and r.node in draws for r in module.game.parameters)
    lines.append(f"return project({made})" if drawn_inside else f"return {made}")
    module.function("init(key, dtype=float)", "Starting values.", lines)


def _start(module: Module, record: ParameterRecord, drawn: str) -> str:
    shape = module.bound.shape(record.node.shape)
    match record.start:
        case None:
            value = default_start(domain_of(module.bound, record.domain), shape)
            return f"jnp.full({shape}, {literal(value).text}, dtype)"
        case FromPython(name):
            return externs.started(name, drawn, shape[:-1])
        case Draw(distribution, arguments):
            first, second = (_entries(module, node) for node in arguments)
            if distribution == "uniform":
                return f"{first} + {_width(module, *arguments)} * {drawn}"
            return f"{first} + {second} * {drawn}"
        case node:
            if not node.shape:
                return f"jnp.full({shape}, {literal(module.bound.double(node).scalar).text}, dtype)"
            return _entries(module, node)


def _width(module: Module, low: Node, high: Node) -> str:
    """high - low: one number where both are."""
    if low.shape or high.shape:
        return f"({_entries(module, high)} - {_entries(module, low)})"
    width = module.bound.double(high).scalar - module.bound.double(low).scalar
    return literal(width).text


def _entries(module: Module, node: Node) -> str:
    """A constant expression as a number, or as an array of the given dtype."""
    grid = module.bound.double(node)
    if not node.shape:
        text = literal(grid.scalar).text
        return f"({text})" if text.startswith("-") else text
    values = np.array(grid.entries, np.float64).reshape(grid.sizes)
    if values.size <= 12 and values.ndim == 1:
        return f"jnp.asarray({nested(values)}, dtype)"
    return f"jnp.asarray({module.tables.array('start', values)}, dtype)"


def default_start(domain: LeafDomain | None, shape: tuple[int, ...]) -> float:
    """0, or where that is outside: the middle of the box, its bound ± 1; uniform on a simplex."""
    if domain is None:
        return 0.0
    if domain.form == "simplex":
        return 1.0 / shape[-1]
    low, high = domain.low, domain.high
    above = low is None or low < 0 or (low == 0 and not domain.low_strict)
    below = high is None or high > 0 or (high == 0 and not domain.high_strict)
    if above and below:
        return 0.0
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1.0
    assert high is not None
    return high - 1.0


# ---- project


def has_domains(module: Module) -> bool:
    return any(domain_of(module.bound, r.domain) is not None for r in module.game.parameters)


def write_project(module: Module) -> None:
    """The projection, where a parameter has a domain."""
    if not has_domains(module):
        return
    domains = {r.node: domain_of(module.bound, r.domain) for r in module.game.parameters}
    if any(d is not None and d.form == "simplex" for d in domains.values()):
        module.functions.append(SIMPLEX)
    entries = {}
    for player in module.game.players:
        blocks = {r.node.name: _projected(r, domains[r.node]) for r in player.parameters}
        entries[player.name] = mapping(blocks)
    doc = "The nearest point inside the domains."
    module.function("project(params)", doc, [f"return {mapping(entries)}"])


def _projected(record: ParameterRecord, domain: LeafDomain | None) -> str:
    leaf = f"params[{quoted(record.node.player)}][{quoted(record.node.name)}]"
    if domain is None:
        return leaf
    if domain.form == "simplex":
        return f"onto_simplex({leaf})"
    low, high = bounds(domain)
    if low is not None and high is not None:
        return f"jnp.clip({leaf}, {literal(low).text}, {literal(high).text})"
    if low is not None:
        return f"jnp.maximum({leaf}, {literal(low).text})"
    return leaf if high is None else f"jnp.minimum({leaf}, {literal(high).text})"


def bounds(domain: LeafDomain) -> tuple[float | None, float | None]:
    """The closed box that is projected on: strict bounds moved inside by the margin."""
    low, high = domain.low, domain.high
    if low is not None and domain.low_strict:
        low += MARGIN * max(1.0, abs(low))
    if high is not None and domain.high_strict:
        high -= MARGIN * max(1.0, abs(high))
    return low, high
