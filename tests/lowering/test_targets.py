"""Which values a spec makes to be taken for draws."""

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.lowering.sampled import sampled
from gamelang.lowering.targets import targets_of
from gamelang.source import Source

GAN = """game small
sampler data:
    x: vector[2] ~ normal(1, 1)
sampler noise:
    z: vector[2] ~ normal(0, 1)
let fake = V @ z
{lets}
fn D(y: vector[2]) = dot(w, y)
player generator:
    V: matrix[2, 2] = eye(2)
    minimize E[{generator}]
player critic:
    w: vector[2]
    minimize E[{critic}]
"""


def game(generator: str = "-D(fake)", critic: str = "D(fake) - D(x)", lets: str = "") -> TypedGame:
    text = GAN.format(generator=generator, critic=critic, lets=lets)
    return compiler.typed(Source("small.game", text))


def pairs(found: TypedGame) -> list[tuple[str, str]]:
    return [(target.generated, target.target) for target in targets_of(found)]


def test_what_one_function_judges_beside_draws_has_them_as_its_target() -> None:
    assert pairs(game()) == [("fake", "x")]
    assert pairs(game(generator="-D(2 * fake)", critic="D(2 * fake) - D(x)")) == [
        ("what D judges", "x")
    ]


def test_a_network_judges_as_a_function_does() -> None:
    text = """game gan
sampler data:
    x: vector[2] ~ ring(modes=8, radius=2, std=0.05)
sampler noise:
    z: vector[3] ~ normal(0, 1)
let fake = G(z)
player generator:
    net G: vector[3] -> vector[2] = mlp(4)
    minimize E[softplus(-D(fake))]
player critic:
    net D: vector[2] -> real = mlp(4)
    minimize E[softplus(-D(x)) + softplus(D(stop(fake)))]
"""
    assert pairs(compiler.typed(Source("gan.game", text))) == [("fake", "x")]


def test_what_is_made_from_the_draw_itself_is_no_copy_of_it() -> None:
    assert pairs(game("-D(x + V @ z)", "D(x + V @ z) - D(x)")) == []


def test_what_nobody_else_moves_is_no_copy() -> None:
    assert pairs(game("norm2(V @ z)", "D(w * z[0]) - D(x)")) == []
    assert pairs(game("norm2(V @ z)", "D(z) - D(x)")) == []


def test_a_mean_over_draws_is_no_draw() -> None:
    assert pairs(game("norm2(V @ z)", "D(fake) - D(z)")) == []


def test_the_samples_are_arrays_over_the_batch() -> None:
    (target,) = sampled(game()).targets
    assert [dim.number for dim in target.value.shape] == [256, 2]
    assert [dim.number for dim in target.draw.shape] == [256, 2]


def test_what_the_losses_do_not_draw_is_not_drawn_to_be_measured() -> None:
    found = game("norm2(V @ z)", "dot(w, x)", "let d = D(fake) - D(x)")
    assert pairs(found) == [("fake", "x")]
    assert len(sampled(found).targets) == 1
    unused = game("norm2(V @ z)", "norm2(w)", "let d = D(fake) - D(x)")
    assert sampled(unused).targets == ()
