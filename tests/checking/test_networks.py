"""Networks as checking sees them: weights, records, and what is refused."""

import pytest

from gamelang.builtins.networks.record import NetworkKind
from gamelang.catalog import entries
from gamelang.core.dims import Dim
from gamelang.core.game import Draw
from gamelang.core.typed import Gradient, postorder
from tests.checking.games import codes, refusal, typed

HEAD = (
    "game g\ndim n = 3\nconst s: index[4] = 1\nfn act(v: real) = v * v\nfn pair(v: vector[2]) = v\n"
)
GAME = HEAD + "player p:\n    net D: {net}\n    x: vector[2]\n    minimize {loss}\n"


def game(net: str = "vector[2] -> real = mlp(3)", loss: str = "D(x)") -> str:
    return GAME.format(net=net, loss=loss)


@pytest.mark.parametrize(
    ("net", "code"),
    [
        ("vector[2] -> real = 3", "G120"),
        ("vector[2] -> real = tanh(3)", "G120"),
        ("vector[2] -> real = linear(3)", "G121"),
        ("vector[2] -> real = mlp(3, activaton=tanh)", "G121"),
        ("vector[2] -> real = mlp(0)", "G311"),
        ("vector[2] -> real = mlp(s)", "G311"),
        ("vector[2] -> real = mlp(3, activation=max)", "G124"),
        ("vector[2] -> real = mlp(3, activation=pair)", "G124"),
        ("vector[2] -> real = mlp(3, activation=0.2)", "G124"),
        ("vector[2] -> index[3] = mlp(3)", "G122"),
        ("vector[2] -> real in [0, 1] = mlp(3)", "G122"),
        ("vector[2] > 0 -> real = mlp(3)", "G122"),
        ("vector[2] -> real = conv(3)", "G122"),
        ("vector[2] -> vector[2] = gru()", "G122"),
        ("vector[2], vector[2] -> vector[3] = gru()", "G122"),
        ("vector[2], vector[5] -> vector[5] = lstm()", "G122"),
        ("vector[2], vector[4] -> vector[2] = lstm()", "G122"),
        ("vector[2] -> real = mlp(3, norm=group)", "G121"),
        ("vector[2] -> real = linear(norm=layer)", "G121"),
        ("vector[2] -> vector[3] = deconv(3)", "G122"),
        ("vector[2] -> tensor[2, 2, 1] = deconv(3, stride=0)", "G121"),
        ("tensor[4, 4, 1] -> tensor[4, 4, 1] = conv(3, stride=2)", "G122"),
        ("tensor[4, 4, 1], tensor[3, 3, 1] -> real = conv(3)", "G122"),
    ],
)
def test_a_declaration_that_makes_no_network_is_refused_once(net: str, code: str) -> None:
    assert codes(game(net)) == [code]


@pytest.mark.parametrize(
    ("loss", "code"),
    [
        ("D", "G207"),
        ("D()", "G303"),
        ("D(x, x)", "G303"),
        ("D(x=x)", "G304"),
        ("D([1, 2, 3])", "G312"),
        ("D[0](x)", "G123"),
        ("sum(weights(x))", "G125"),
        ("sum(weights(act))", "G125"),
        ("sum(weights(tanh))", "G125"),
        ("sum(weights(D, D))", "G303"),
        ("sum(weights(DD))", "G201"),
        ("sum(grad(x, x))", "G125"),
        ("sum(grad(tanh, x))", "G125"),
        ("sum(grad(D))", "G303"),
        ("sum(grad(pair, x))", "G125"),
        ("sum(grad(D, s))", "G312"),
    ],
)
def test_a_call_that_means_nothing_is_refused(loss: str, code: str) -> None:
    assert codes(game(loss=loss)) == [code]


def test_an_index_that_can_leave_the_input_is_refused() -> None:
    net = "index[3] -> real = linear()"
    assert codes(game(net, "D(2) + x[0]")) == []
    assert codes(game(net, "D(s) + x[0]")) == []
    assert codes(game(net, "D(3) + x[0]")) == ["G305"]
    assert codes(game(net, "D(x[0])")) == ["G312"]
    assert codes(game(net, "grad(D, 1)")) == ["G125"]


def test_near_names_are_told() -> None:
    assert refusal(game("vector[2] -> real = mpl(3)")).help == "did you mean `mlp`?"
    assert refusal(game("vector[2] -> real = mlp(3, activation=relo)")).help is not None


def test_the_weights_are_parameters_of_the_player() -> None:
    text = game("vector[2] -> vector[5] = mlp(3)", "norm2(D(x)) + norm2(weights(p.D))")
    checked = typed(text)
    shapes = {r.key: tuple(map(str, r.node.shape)) for r in checked.parameters}
    assert shapes == {
        "D.weight0": ("2", "3"),
        "D.bias0": ("3",),
        "D.weight1": ("3", "5"),
        "D.bias1": ("5",),
        "x": ("2",),
    }
    (net,) = checked.networks
    assert (net.key, net.shape) == ("D", (Dim.of(29),))
    assert net.text == "net D: vector[2] -> vector[5] = mlp(3)"
    assert all(isinstance(r.start, Draw) for r in checked.parameters[:4])


def test_networks_of_two_players_may_share_a_name() -> None:
    part = "player {}:\n    net D: vector[2] -> real = mlp(3)\n    minimize {}\n"
    both = "game g\n" + part.format("a", "a.D([1, 2])") + part.format("b", "{}([1, 2])")
    assert codes(both.format("b.D")) == []
    assert codes(both.format("D")) == ["G203"]
    assert typed(both.format("b.D")).networks[0].key == "a.D"


def test_sizes_may_be_unknown() -> None:
    text = "game g\ndim n\nplayer p:\n    x: vector[n]\n    net D: vector[n] -> real = mlp(2 * n)\n"
    checked = typed(text + "    minimize D(x) + norm2(weights(D)) + norm2(grad(D, x))\n")
    assert {"n"} == checked.networks[0].shape[0].names


def test_the_state_of_an_lstm_may_have_an_unknown_width() -> None:
    text = "game g\ndim n\nplayer p:\n    s: vector[2 * n]\n    net f: real, vector[2 * n] -> "
    text += "vector[2 * n] = lstm()\n    minimize norm2(f(1, s))\n"
    assert str(typed(text).networks[0].shape[0]) == "4 * n * n + 8 * n"


def test_an_activation_may_use_what_stands_below_it() -> None:
    text = (
        "game g\nlet y = D([1, 2])\nfn a(v: real) = k * b(v)\nfn b(v: real) = v**3\nconst k = 2\n"
    )
    text += "player p:\n    net D: vector[2] -> real = mlp(2, activation=a)\n    minimize y\n"
    assert codes(text) == []
    assert codes(text.replace("k * b(v)", "k * y * v")) == ["G208"]


def test_every_kind_tells_how_it_is_used() -> None:
    for name, kind in entries("gamelang.builtins.networks", NetworkKind).items():
        assert kind.signature.startswith(f"{name}(")
        assert kind.doc.endswith(".")


def test_a_gradient_is_one_expression_wherever_it_stands() -> None:
    text = "game g\ndim n = 3\nfn f(x: real, k: real) = x**2 * k\nplayer p:\n    x: vector[n]\n"
    checked = typed(
        text + "    minimize sum(grad(f, x[i], grad(f, x[i], i)) for i in n)\n"
        "player q:\n    y: real\n    minimize y - sum(grad(f, x[j], grad(f, x[j], j)) for j in n)\n"
    )
    first, second = (
        {n for n in postorder(p.loss) if isinstance(n, Gradient)} for p in checked.players
    )
    assert len(first) == 2
    assert first == second
