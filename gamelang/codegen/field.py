"""The simultaneous gradient and its Jacobian products, with as few passes as what is proved allows.

A small game gets closed forms, a family its own derivative in index notation; everything else
is left to JAX: one gradient where the game is zero-sum or has a common payoff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gamelang.codegen import closed
from gamelang.codegen.alone import alone, learns
from gamelang.codegen.families import own_derivatives
from gamelang.codegen.functions import Module, full, mapping, prologue, quoted
from gamelang.codegen.page import Page
from gamelang.codegen.tangent import has_simplex, write_tangent
from gamelang.codegen.values import ATOM, SIGN, Value
from gamelang.codegen.writer import value
from gamelang.core.game import ParameterRecord, Player
from gamelang.core.typed import Node
from gamelang.core.verdicts import Facts

STRENGTH = "strength"  # λ of SGA, a constant of the module
Blocks = Mapping[ParameterRecord, Node]

HELD = " What stands in stop(...) stays fixed."
XI = "ξ: each player's derivative of its own loss by its own parameters."
HV = "H v: how ξ changes along v."
HTV = "Hᵀ v, the transposed Jacobian of ξ times v."
BOTH = "ξ, H ξ and Hᵀ ξ together."
TURN = "ξ and Aᵀξ, where A = (H - Hᵀ)/2 is the antisymmetric part of H."


def write_field(module: Module, facts: Facts) -> closed.Small | None:
    """xi, Hv, HTv, xi_Hxi_HTxi and xi_ATxi; the closed forms, where the game has them."""
    small = closed.closed_forms(module)
    if small is not None:
        _write_closed(module, facts, small)
        return small
    simplex = write_tangent(module)
    _write_xi(module, facts)
    _write_products(module, simplex)
    _write_turn(module, facts, simplex)
    return None


# ---- closed forms


def _write_closed(module: Module, facts: Facts, small: closed.Small) -> None:
    v = small.vectors()
    along, back = small.forward(v), small.backward(v)
    _expressions(module, "xi(params)", XI + HELD * module.game.stops, small.xi())
    _expressions(module, "Hv(params, v)", HV, along)
    _expressions(module, "HTv(params, v)", HTV, back)
    seeds = small.seeds()
    along, back = small.forward(seeds), small.backward(seeds)
    both = {"field": small.xi(), "along": along, "back": back}
    _at_xi(module, small, "xi_Hxi_HTxi(params)", BOTH, both)
    turned = {"field": small.xi(), "turn": _turned(module, facts, small, seeds)}
    _at_xi(module, small, "xi_ATxi(params)", TURN, turned)


def write_turned(module: Module, facts: Facts, small: closed.Small, doc: str) -> None:
    """The direction ξ + strength Aᵀξ in closed form."""
    a, seeds = module.algebra, small.seeds()
    turn = _turned(module, facts, small, seeds)
    strength = a.builder.parameter(STRENGTH, STRENGTH, ())
    moved = {
        record: a.add((field, a.multiply((strength, turn[record]), shape)), shape)
        for record, field in small.blocks(seeds).items()
        for shape in (record.node.shape,)
    }
    _at_xi(module, small, "direction(params)", doc, {"direction": moved})


def _turned(module: Module, facts: Facts, small: closed.Small, seeds: Sequence[Node]) -> Blocks:
    """Aᵀv: 0, Hᵀv where A = H, its blocks off the diagonal where the game is zero-sum."""
    if facts.potential:
        return {r: module.algebra.zero(r.node.shape) for r in module.game.parameters}
    if facts.hamiltonian:
        return small.backward(seeds)
    if _two_zero_sum(module, facts):
        return small.across(seeds)
    return small.turned(seeds)


def _expressions(module: Module, header: str, doc: str, blocks: Blocks) -> None:
    """A function whose result is one tree of expressions."""
    page = module.page()
    page.count_uses(list(blocks.values()))
    texts = dict(zip(blocks, _texts(module, page, list(blocks.values())), strict=True))
    lines = [*prologue(page), *page.lines, f"return {_tree(module, texts)}"]
    module.function(header, doc, lines)


def _at_xi(
    module: Module, small: closed.Small, header: str, doc: str, results: Mapping[str, Blocks]
) -> None:
    """A function that returns expressions of the parameters and of v at v = ξ."""
    page = module.page()
    strength = module.algebra.builder.parameter(STRENGTH, STRENGTH, ())
    page.memo[page.key(strength, page.scopes.base)] = Value(STRENGTH, ATOM, python=True)
    page.count_uses([node for blocks in results.values() for node in blocks.values()])
    page.count_uses(list(small.fields.values()))
    for v, root in zip(small.vectors(), small.fields.values(), strict=True):
        entry = value(page, root, page.scopes.base)
        if entry.level < SIGN:
            entry = page.assigned(entry, "t")
            page.memo[page.key(root, page.scopes.base)] = entry
        page.memo[page.key(v, page.scopes.base)] = entry
    trees = {
        name: _tree(module, dict(zip(x, _texts(module, page, list(x.values())), strict=True)))
        for name, x in results.items()
    }
    if len(trees) == 1:
        ends = [f"return {tree}" for tree in trees.values()]
    else:
        ends = [*(f"{name} = {tree}" for name, tree in trees.items()), f"return {', '.join(trees)}"]
    module.function(header, doc, [*prologue(page), *page.lines, *ends])


def _texts(module: Module, page: Page, nodes: Sequence[Node]) -> list[str]:
    values = [value(page, node, page.scopes.base) for node in nodes]
    shapes = [module.bound.shape(node.shape) for node in nodes]
    return [full(page, made, (), shape) for made, shape in zip(values, shapes, strict=True)]


def _tree(module: Module, texts: Mapping[ParameterRecord, str]) -> str:
    entries = {
        player.name: mapping({r.node.name: texts[r] for r in player.parameters})
        for player in module.game.players
    }
    return mapping(entries)


# ---- xi by parts


def _two_zero_sum(module: Module, facts: Facts) -> bool:
    """Whether ξ_2 = -∂ℓ_1/∂θ_2: with stops the losses' values say nothing of their gradients."""
    players = module.game.players
    two = len(players) == 2 and not any(p.variables for p in players)
    return facts.zero_sum and two and not module.game.stops


def _write_xi(module: Module, facts: Facts) -> None:
    players = module.game.players
    first = quoted(players[0].name)
    if _two_zero_sum(module, facts):
        second = quoted(players[1].name)
        # a loss without a minus in front: XLA then shares more between H v and Hᵀv (4 % of SGA)
        one, other = (
            (second, first) if players[0].maximised > players[1].maximised else (first, second)
        )
        blocks = {one: f"slope[{one}]", other: "minus"}
        lines = [
            f"slope = jax.grad(lambda w: {module.called('losses', 'w')}[{one}])(params)",
            f"minus = jax.tree.map(jnp.negative, slope[{other}])",
            _result(module, f"{{{first}: {blocks[first]}, {second}: {blocks[second]}}}"),
        ]
        module.function(f"xi({module.given})", XI + " One gradient: it is zero-sum.", lines)
        return
    families = any(p.variables for p in players)
    if facts.common_payoff and not families and not module.game.stops:
        loss = f"lambda w: {module.called('losses', 'w')}[{first}]"
        lines = [_result(module, f"jax.grad({loss})(params)")]
        module.function(f"xi({module.given})", XI + " One gradient: losses are equal.", lines)
        return
    _write_blocks(module)


def _result(module: Module, field: str) -> str:
    """ξ, where there is a simplex along its tangent space."""
    return f"return tangent({field})" if has_simplex(module) else f"return {field}"


def _write_blocks(module: Module) -> None:
    """One block a player: its derivative in index notation if it is a family, else a gradient."""
    page = module.page()
    symbolic: dict[ParameterRecord, Node] = {}
    for player in module.game.players:
        if player.variables and player.parameters and not learns(module, player):
            symbolic.update(own_derivatives(module, player))
    if module.game.stops:
        symbolic = {r: module.normal(module.game.valued(x)) for r, x in symbolic.items()}
    page.count_uses(list(symbolic.values()))
    texts = dict(zip(symbolic, _texts(module, page, list(symbolic.values())), strict=True))
    lines = [*prologue(page), *page.lines]
    blocks = {}
    for player in module.game.players:
        if not player.parameters:
            blocks[player.name] = "{}"
        elif player.parameters[0] in texts:
            blocks[player.name] = mapping({r.node.name: texts[r] for r in player.parameters})
        elif player.variables and not alone(module, player):
            member = page.names.give("member")
            lines += _member_lines(module, player, member)
            blocks[player.name] = _mapped(module, player, member)
        else:
            blocks[player.name] = _own_gradient(module, player)
    lines.append(_result(module, mapping(blocks)))
    module.function(f"xi({module.given})", XI + HELD * module.game.stops, lines)


def _own_gradient(module: Module, player: Player) -> str:
    name = quoted(player.name)
    there = f"{module.moved(f'{{**params, {name}: own}}')}[{name}]"
    there = f"jnp.sum({there})" if player.variables else there
    return f"jax.grad(lambda own: {there})(params[{name}])"


def _member_lines(module: Module, player: Player, member: str) -> list[str]:
    """The own gradient of one member, to be mapped over all of them."""
    name = quoted(player.name)
    axes = ", ".join(f"i{k}" for k in range(len(player.variables)))
    there = module.moved(f"{{**params, {name}: block}}")
    return [
        f"def {member}({axes}, mine):",
        "    def loss(own):",
        f"        everyone = params[{name}]",
        f"        block = {{k: x.at[{axes}].set(own[k]) for k, x in everyone.items()}}",
        f"        return {there}[{name}][{axes}]",
        "",
        "    return jax.grad(loss)(mine)",
        "",
    ]


def _mapped(module: Module, player: Player, member: str) -> str:
    """vmap over every family axis, the innermost last."""
    count = len(player.variables)
    text = member
    for k in reversed(range(count)):
        axes = ", ".join("0" if j == k else "None" for j in range(count))
        text = f"jax.vmap({text}, ({axes}, 0))"
    places = ", ".join(f"jnp.arange({n})" for n in module.family(player))
    return f"{text}({places}, params[{quoted(player.name)}])"


# ---- Jacobian products


def _write_products(module: Module, simplex: bool) -> None:
    along, back = ("tangent(v)", "tangent({})") if simplex else ("v", "{}")
    xi = module.of_params("xi")
    lines = [f"return jax.jvp({xi}, (params,), ({along},))[1]"]
    module.function(module.with_vector("Hv"), HV, lines)
    lines = [f"return {back.format(f'jax.vjp({xi}, params)[1](v)[0]')}"]
    module.function(module.with_vector("HTv"), HTV, lines)
    lines = [
        f"field, H = jax.linearize({xi}, params)",
        "(transposed,) = jax.linear_transpose(H, params)(field)",
        f"return field, H(field), {back.format('transposed')}",
    ]
    module.function(f"xi_Hxi_HTxi({module.given})", BOTH, lines)


def _write_turn(module: Module, facts: Facts, simplex: bool) -> None:
    """xi_ATxi: as `_turned`, by automatic differentiation."""
    if facts.potential:
        lines = [f"return {module.called('xi')}, jax.tree.map(jnp.zeros_like, params)"]
    elif facts.hamiltonian:
        lines = [
            f"field, transpose = jax.vjp({module.of_params('xi')}, params)",
            f"return field, {'tangent(transpose(field)[0])' if simplex else 'transpose(field)[0]'}",
        ]
    elif _two_zero_sum(module, facts):
        lines = _across_lines(module)
    else:
        lines = [
            f"field, along, across = {module.called('xi_Hxi_HTxi')}",
            "return field, jax.tree.map(lambda h, ht: (ht - h) / 2, along, across)",
        ]
    module.function(f"xi_ATxi({module.given})", TURN, lines)


def _across_lines(module: Module) -> list[str]:
    """Zero-sum: the block of A across the players is that of H, so (Aᵀξ)_p = -H_pq ξ_q."""
    first, second = (quoted(p.name) for p in module.game.players)
    lines = [f"field = {module.called('xi')}"]
    for p, q in ((first, second), (second, first)):
        there = module.called("xi", f"{{**params, {q}: other}}")
        lines += [
            "_, turned = jax.jvp(",
            f"    lambda other: {there}[{p}], (params[{q}],), (field[{q}],)",
            ")",
            f"{'one' if p == first else 'two'} = jax.tree.map(jnp.negative, turned)",
        ]
    lines.append(f"return field, {{{first}: one, {second}: two}}")
    return lines
