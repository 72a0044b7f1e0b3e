"""Planted classes on random games: what was put in is found, and relations between games hold.

Never a wrong verdict: an answer may be `unknown`, but not the opposite of the truth.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.analyses.analysis import analyse
from gamelang.certify.certificates import Checker
from gamelang.checking.checking import check
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis, Verdict
from gamelang.source import Source
from gamelang.symbolic.game import SymbolicGame
from gamelang.symbolic.nodes import Scalar
from gamelang.syntax.parsing import parse

EXAMPLES = 30  # each of the ten properties: 300 games
PLAYERS = (("x", "u"), ("y", "v"), ("z",))
NUMBERS = st.sampled_from(["1", "-1", "2", "-3", "1/2", "-2/3"])
FUNCTIONS = st.sampled_from(["sin", "tanh", "exp", "sigmoid"])


def names(count: int) -> list[str]:
    return [name for block in PLAYERS[:count] for name in block]


def monomials(allowed: Sequence[str], most: int = 3) -> st.SearchStrategy[str]:
    factors = st.lists(st.sampled_from(list(allowed)), min_size=1, max_size=most)
    plain = st.builds(lambda c, fs: "*".join([f"({c})", *fs]), NUMBERS, factors)
    kernel = st.builds(
        "({})*{}*{}({} + {})".format,
        NUMBERS,
        st.sampled_from(list(allowed)),
        FUNCTIONS,
        st.sampled_from(list(allowed)),
        st.sampled_from(list(allowed)),
    )
    return plain | plain | kernel


def sums(allowed: Sequence[str], most: int = 3) -> st.SearchStrategy[str]:
    if not allowed:
        return NUMBERS
    return st.lists(monomials(allowed), min_size=0, max_size=most).map(
        lambda terms: " + ".join(terms) or "0"
    )


def text_of(losses: Sequence[str], order: Sequence[int] | None = None) -> str:
    order = order or range(len(losses))
    blocks = [
        f"player p{k}:\n"
        + "".join(f"    {name}: real\n" for name in PLAYERS[k])
        + f"    minimize {losses[k]}\n"
        for k in order
    ]
    return "game random\n" + "".join(blocks)


def typed(text: str) -> TypedGame:
    source = Source("random.game", text)
    return check(parse(source), source, {})


def analysed(losses: Sequence[str], order: Sequence[int] | None = None) -> Analysis:
    return analyse(typed(text_of(losses, order)))


def statuses(analysis: Analysis) -> dict[str, str]:
    return {name: verdict.status for name, verdict in analysis.verdicts.items()}


def agree(first: dict[str, str], second: dict[str, str], *without: str) -> None:
    for name in first.keys() - set(without):
        assert {first[name], second[name]} != {"yes", "no"}, name


def without(k: int, count: int) -> list[str]:
    return [name for p, block in enumerate(PLAYERS[:count]) if p != k for name in block]


@st.composite
def games(draw: st.DrawFn) -> list[str]:
    count = draw(st.integers(1, 3))
    pool = draw(st.lists(monomials(names(count)), min_size=2, max_size=4))
    signs = st.sampled_from(["", "-"])
    return [
        " + ".join(f"{draw(signs)}({t})" for t in draw(st.lists(st.sampled_from(pool), max_size=3)))
        or "0"
        for _ in range(count)
    ]


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_a_common_loss_plus_what_others_choose_is_potential(data):
    count = data.draw(st.integers(2, 3))
    common = data.draw(sums(names(count)))
    losses = [f"({common}) + {data.draw(sums(without(k, count)))}" for k in range(count)]
    found = analysed(losses)
    assert found.verdicts["potential"].status == "yes"
    assert found.verdicts["weighted_potential"].status == "yes"
    assert found.potential_function is not None


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_antisymmetric_couplings_plus_affine_terms_are_hamiltonian(data):
    count = data.draw(st.integers(2, 3))
    losses = ["0"] * count
    for p in range(count):
        affine = [f"({data.draw(NUMBERS)})*{name}" for name in PLAYERS[p]]
        losses[p] += " + " + " + ".join(affine) + " + " + data.draw(sums(without(p, count)))
        for q in range(p + 1, count):
            for a in PLAYERS[p]:
                for b in PLAYERS[q]:
                    c = data.draw(NUMBERS)
                    losses[p] += f" + ({c})*{a}*{b}"
                    losses[q] += f" - ({c})*{a}*{b}"
    found = statuses(analysed(losses))
    assert found["hamiltonian"] == found["weighted_hamiltonian"] == "yes"
    assert found["quadratic"] == found["bilinear"] == found["rotational_coupling"] == "yes"


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_scaling_the_players_of_a_potential_game_leaves_it_weighted_potential(data):
    common = data.draw(sums(names(2)))
    weights = [data.draw(st.sampled_from(["2", "1/3", "5"])) for _ in range(2)]
    found = statuses(analysed([f"{w} * ({common})" for w in weights]))
    assert found["weighted_potential"] == "yes"


@settings(max_examples=EXAMPLES)
@given(games(), st.data())
def test_reordering_the_players_changes_nothing(losses, data):
    order = data.draw(st.permutations(range(len(losses))))
    agree(statuses(analysed(losses)), statuses(analysed(losses, order)))


@settings(max_examples=EXAMPLES)
@given(games(), st.data())
def test_adding_what_others_choose_changes_no_derivative_verdict(losses, data):
    shifted = [
        f"({loss}) + {data.draw(sums(without(k, len(losses)), 2))}" for k, loss in enumerate(losses)
    ]
    first, second = statuses(analysed(losses)), statuses(analysed(shifted))
    agree(first, second, "zero_sum", "constant_sum", "common_payoff")


@settings(max_examples=EXAMPLES)
@given(games(), st.sampled_from(["2", "-1", "-3/2"]))
def test_one_common_factor_changes_no_verdict(losses, factor):
    agree(statuses(analysed(losses)), statuses(analysed([f"({factor})*({t})" for t in losses])))


@settings(max_examples=EXAMPLES)
@given(games())
def test_translation_and_linear_changes_inside_a_player_change_no_verdict(losses):
    changed = []
    for loss in losses:
        for block in PLAYERS:
            if len(block) == 2:
                a, b = block
                loss = loss.replace(a, f"({a.upper()} - 2*{b.upper()} + 3)")
                loss = loss.replace(b, f"({a.upper()} + {b.upper()} - 1)")
        for block in PLAYERS:
            for name in block:
                loss = loss.replace(name.upper(), name)
        changed.append(loss)
    kept = [t for t in losses if "(" in t]
    if all(not any(f in t for f in ("sin", "tanh", "exp", "sigmoid")) for t in kept):
        agree(statuses(analysed(losses)), statuses(analysed(changed)))


@settings(max_examples=EXAMPLES)
@given(games())
def test_merging_all_players_gives_a_potential_game(losses):
    block = "".join(f"    {name}: real\n" for name in names(len(losses)))
    text = f"game merged\nplayer all:\n{block}    minimize {losses[0]}\n"
    assert analyse(typed(text)).game_class == "potential"


@settings(max_examples=EXAMPLES)
@given(games())
def test_verdicts_are_consistent_with_one_another(losses):
    found = statuses(analysed(losses))
    implied = [
        ("potential", "weighted_potential"),
        ("hamiltonian", "weighted_hamiltonian"),
        ("hamiltonian", "rotational_coupling"),
        ("hamiltonian", "quadratic"),
        ("zero_sum", "constant_sum"),
        ("separable", "potential"),
        ("separable", "rotational_coupling"),
        ("separable", "polymatrix"),
        ("common_payoff", "potential"),
        ("pairwise_zero_sum", "polymatrix"),
        ("pairwise_zero_sum", "rotational_coupling"),
        ("bilinear", "quadratic"),
    ]
    for stronger, weaker in implied:
        assert (found[stronger], found[weaker]) != ("yes", "no"), (stronger, weaker)


@settings(max_examples=EXAMPLES)
@given(games())
def test_the_verdicts_are_those_of_the_derived_hessian(losses):
    """A = 0, S = 0 and H_o = 0, by differentiation and the exact zero test of the other core."""
    game = typed(text_of(losses))
    found = statuses(analyse(game))
    symbolic = SymbolicGame(game)
    owner = [p.player for p in symbolic.scalars.parameters]
    off = {(i, j): n for (i, j), n in symbolic.H.items() if owner[i] != owner[j]}
    _matches(symbolic, found["potential"], list(symbolic.A.values()))
    _matches(symbolic, found["hamiltonian"], list(symbolic.S.values()))
    _matches(symbolic, found["separable"], list(off.values()))


def _matches(symbolic: SymbolicGame, status: str, nodes: Sequence[Scalar]) -> None:
    answers = {symbolic.exact.zero(node) for node in nodes}
    if answers <= {"yes"}:
        assert status != "no"
    if "no" in answers:
        assert status != "yes"


@settings(max_examples=EXAMPLES)
@given(games(), st.data())
def test_the_checker_accepts_no_certificate_for_a_verdict_that_is_no(losses, data):
    game = typed(text_of(losses))
    verdicts = analyse(game).verdicts
    checker = Checker(game)
    for name, verdict in verdicts.items():
        if verdict.status == "no":
            claimed = Verdict("yes", "exact", certificate={"kind": "identity"})
            assert checker.settle(name, claimed).status == "unknown", name
