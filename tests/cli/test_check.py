"""`gamelang check`: the page, the JSON, the statuses, and what a quick check does not load."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from gamelang.core.verdicts import VERDICTS
from gamelang.settings import CheckReport

BROKEN = "game broken\n\nplayer p:\n    x: real\n    minimize x * z\n"
COUPLED = """\
game coupled

const a
const b

player one:
    x: real
    minimize x**2 + a * x * y

player two:
    y: real
    minimize y**2 + b * x * y

claim potential
"""
BESIDE = """\
game beside

player a:
    x: real
    minimize 3 * x * y + exp(x)

player b:
    y: real
    minimize -3 * x * y + exp(2 * y)
"""
FAMILY = """\
game cournot "n firms"

dim n

player firm[i in n]:
    q: real >= 0
    maximize q[i] * (10 - sum(q))
"""


@pytest.fixture
def write(tmp_path: Path):
    """Writes a game and gives its path."""

    def written(text: str, name: str = "it.game") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return written


def report(out: str) -> CheckReport:
    return CheckReport.model_validate(json.loads(out))


def test_the_page_says_the_class_the_reasons_and_the_claims(gamelang, pennies) -> None:
    ended = gamelang("check", pennies)
    assert ended.status == 0
    assert ended.err == ""
    for words in ("Smooth matching pennies", "hamiltonian:", "zero_sum", "✓ hamiltonian"):
        assert words in ended.out
    assert f"gamelang run {pennies}" in ended.out
    assert "\x1b" not in ended.out


def test_every_no_shows_where_and_a_condition_stands_once(gamelang, write) -> None:
    text = COUPLED.replace("x**2 + a", "x**2 + b**2 * x**3 + a").replace("claim potential\n", "")
    page = " ".join(gamelang("check", "-v", write(text)).out.split())
    for words in (
        "the losses do not add up to 0; the y**2 coefficient of loss(one) + loss(two) is 1",
        "common_payoff two losses differ; the y**2 coefficient of loss(one) - loss(two) is -1",
        "quadratic iff b == 0 ",
    ):
        assert words in page
    assert "exactly where" not in page
    page = " ".join(gamelang("check", "-v", write(BESIDE)).out.split())
    assert "the couplings of the players symmetric; H[x, y] = 3 and H[y, x] = -3 at x = " in page
    assert "the losses do not add up to 0; loss(a) + loss(b) = 2 at x = 0, y = 0" in page
    assert "changes with the parameters; a change of loss(a) + loss(b) at x = 0" in page


def test_the_next_line_keeps_settings(gamelang, write) -> None:
    asked = write(COUPLED + "train:\n    method sos\n    steps 3\n")
    page = gamelang("check", asked, "--set", "a=2", "--set", "b=-2").out
    line = page.splitlines()[page.splitlines().index("next") + 1]
    assert line.endswith("--set a=2 --set b=-2")
    assert gamelang(*shlex.split(line)[1:], "--quiet", "--out", f"{asked}.run").status == 0


def test_colour_follows_the_flag_then_the_environment(gamelang, pennies, monkeypatch) -> None:
    assert "\x1b[" in gamelang("check", "--color", pennies).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in gamelang("check", pennies).out
    assert "\x1b" not in gamelang("check", "--no-color", pennies).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in gamelang("check", pennies).out


@pytest.mark.parametrize("command", ["show", "compile -o out.py", "emit", "run", "solve"])
def test_problems_are_coloured_as_the_flag_says(gamelang, write, command) -> None:
    name, *more = command.split()
    broken = write(BROKEN)
    assert "\x1b[" in gamelang(name, broken, *more, "--color").err
    assert "\x1b" not in gamelang(name, broken, *more, "--no-color").err


def test_the_json_has_every_verdict_and_fits_the_schema(gamelang, pennies) -> None:
    ended = gamelang("check", "--json", pennies)
    found = report(ended.out)
    assert found.game_class == "hamiltonian"
    assert set(VERDICTS) <= found.verdicts.keys()
    assert found.parameters_total == 2
    assert [p.name for p in found.players] == ["row", "column"]
    assert [p.objective for p in found.players] == ["minimize", "maximize"]
    assert [(c.text, c.status, c.line) for c in found.claims] == [("hamiltonian", "yes", 11)]


def test_a_family_is_one_player_with_a_count(gamelang, write) -> None:
    path = write(FAMILY)
    [player] = report(gamelang("check", "--json", path).out).players
    assert player.count == "n"
    assert player.parameters[0].shape == ["n"]
    [player] = report(gamelang("check", "--json", path, "--set", "n=3").out).players
    assert player.count == 3
    assert player.parameters[0].shape == [3]


def test_a_broken_file_has_status_one_and_a_code_frame(gamelang, write) -> None:
    ended = gamelang("check", write(BROKEN))
    assert ended.status == 1
    assert "error[G201]: unknown name `z`" in ended.out
    assert "5 |     minimize x * z" in ended.out


def test_the_json_of_a_broken_file_claims_nothing(gamelang, write) -> None:
    ended = gamelang("check", "--json", write(BROKEN))
    found = report(ended.out)
    assert ended.status == 1
    assert not found.ok
    assert found.game is None
    assert [(d.code, d.line, d.column) for d in found.diagnostics] == [("G201", 5, 18)]


def test_a_missing_file_has_status_two(gamelang, tmp_path) -> None:
    assert gamelang("check", str(tmp_path / "nowhere.game")).status == 2


def test_the_largest_status_of_several_files_counts(gamelang, pennies, write) -> None:
    ended = gamelang("check", "--json", pennies, write(BROKEN))
    assert ended.status == 1
    reports = [report(line) for line in ended.out.splitlines()]
    assert [r.ok for r in reports] == [True, False]


def test_a_claim_that_holds_on_a_condition_is_refuted_with_it(gamelang, write) -> None:
    path = write(COUPLED)
    ended = gamelang("check", path)
    assert ended.status == 1
    assert "error[G492]" in ended.out
    found = report(gamelang("check", "--json", path).out)
    assert found.game_class == "conditional"
    assert found.claims[0].status == "conditional"
    assert not found.ok


def test_a_value_from_the_command_line_decides_it(gamelang, write) -> None:
    path = write(COUPLED)
    assert gamelang("check", path, "--set", "a=2", "--set", "b=2").status == 0
    ended = gamelang("check", path, "--set", "a=2", "--set", "b=1/2")
    assert ended.status == 1
    assert "error[G491]: the claim `potential` is false" in ended.out


@pytest.mark.parametrize(
    "setting", ["a", "a=", "=2", "c=2", "a=2 +", "a=[1, 2]", "a=x", "a=f(1)", "a=10**10**10"]
)
def test_a_wrong_setting_is_a_usage_error(gamelang, write, setting: str) -> None:
    ended = gamelang("check", write(COUPLED), "--set", setting)
    assert ended.status == 2
    assert "Traceback" not in ended.err


def test_concise_is_a_line_a_problem(gamelang, write, pennies) -> None:
    ended = gamelang("check", "--format", "concise", write(BROKEN), pennies)
    first, second = ended.out.splitlines()
    assert first.startswith(str(Path(pennies).parent / "it.game") + ":5:18: error[G201]: ")
    assert second == f"{pennies}: pennies: hamiltonian"


def test_github_annotates_the_line(gamelang, write) -> None:
    out = gamelang("check", "--format", "github", write(BROKEN)).out
    assert out.startswith("::error file=")
    assert "line=5,col=18" in out


def test_an_undecided_claim_warns_and_fails_only_under_strict(gamelang, write) -> None:
    path = write(
        """\
game hard

player one:
    x: real
    minimize (sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3)) * x * y

player two:
    y: real
    minimize y**2

claim potential
"""
    )
    ended = gamelang("check", path)
    assert ended.status == 0
    assert "warning[G493]" in ended.out
    assert "? potential" in ended.out
    ended = gamelang("check", path, "--strict", "--json")
    assert ended.status == 1
    assert not report(ended.out).ok


def test_standard_input_is_a_file(process) -> None:
    ended = process("check", "--json", "-", stdin=FAMILY)
    assert ended.status == 0
    assert report(ended.out).file == "-"


def test_a_decided_small_game_loads_neither_sympy_nor_jax(pennies) -> None:
    watch = (
        "import sys\nfrom gamelang.cli.main import main\n"
        f"try: main(['check', {pennies!r}])\n"
        "except SystemExit as end: print(end.code)\n"
        "late = ('sympy', 'jax', 'numpy', 'pydantic', 'rich', 'gamelang.worker')\n"
        "print(*[m for m in late if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-2:] == ["0", ""], done.stderr


def test_what_follows_is_named_and_not_argued(gamelang, pennies) -> None:
    short, whole = gamelang("check", pennies).out, gamelang("check", "-v", pennies).out
    assert "and so                weighted_hamiltonian, rotational_coupling" in short
    assert "and so not            common_payoff, separable" in short
    assert "the couplings between players cancel in S" not in short
    assert "  rotational_coupling   the couplings between players cancel in S" in whole
    assert len(whole.splitlines()) > len(short.splitlines())


def test_every_verdict_stands_on_either_page(gamelang, pennies, write) -> None:
    for path in (pennies, write(FAMILY), write(COUPLED, "coupled.game")):
        for page in (gamelang("check", path).out, gamelang("check", "--verbose", path).out):
            assert all(page.count(name) for name in VERDICTS)


def test_what_holds_for_every_size_is_said_once(gamelang, write) -> None:
    out = gamelang("check", write(FAMILY)).out
    holds, fails = out.split("\nno\n")
    assert "yes, for every size\n" in holds
    assert holds.count("for every size") == 1
    assert "hamiltonian" in fails
    assert "S is not 0; for every size" in fails
    assert "at n = 2" in fails


def test_weights_are_shown(gamelang, write) -> None:
    text = COUPLED.replace("const a\nconst b", "const a = 2\nconst b = 3")
    out = gamelang("check", write(text.replace("claim potential\n", ""))).out
    assert "make a potential game; one: 1 / 2, two: 1 / 3" in " ".join(out.split())


def test_each_draw_is_told_with_its_estimator(gamelang, write) -> None:
    spec = write(
        """game g
let a: index[2] ~ categorical(softmax(x))
let y: real ~ normal(m, 1)
player p:
    x: vector[2]
    m: real
    maximize E[x[a] * y]
"""
    )
    out = gamelang("check", spec).out
    assert "a  line 2  exact sum over its 2 values" in out
    assert "y  line 3  reparametrised" in out
    found = report(gamelang("check", spec, "--json").out).estimators
    assert [(one.name, one.estimator, one.values) for one in found] == [
        ("a", "sum", 2),
        ("y", "reparametrised", None),
    ]
