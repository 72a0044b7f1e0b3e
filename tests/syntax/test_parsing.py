"""Every form of the language parses, and means what Python and the mathematics would say."""

from fractions import Fraction

import pytest

from gamelang.core import ast
from gamelang.diagnostics.model import Rejected
from gamelang.source import Source
from gamelang.syntax.parsing import parse, parse_expression

x, y, z = (ast.Reference(name) for name in "xyz")


def number(value: int | str) -> ast.Literal:
    return ast.Literal(Fraction(value))


def power(base: ast.Expr, exponent: ast.Expr) -> ast.Operator:
    return ast.Operator("**", (base, exponent))


def declared(text: str) -> ast.Declaration:
    [declaration] = parse(Source("test.game", f"game g\n{text}\n")).declarations
    return declaration


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("0.1", number("1/10")),
        ("1e-3", number("1/1000")),
        ("1_000.5E2", number(100050)),
        (".5", number("1/2")),
        ("-3", number(-3)),
        ("-(3)", number(-3)),
        ("-x", ast.Product((number(-1), x))),
        ("-3**2", ast.Product((number(-1), power(number(3), number(2))))),
        ("(-3)**2", power(number(-3), number(2))),
        ("x**-1", power(x, number(-1))),
        ("x**y**z", power(x, power(y, z))),
        ("x - y", ast.Sum((x, ast.Product((number(-1), y))))),
        ("x - 2", ast.Sum((x, number(-2)))),
        ("x - 2*y", ast.Sum((x, ast.Product((number(-1), number(2), y))))),
        ("x + (y + z)", ast.Sum((x, y, z))),
        ("x * (y * z)", ast.Product((x, y, z))),
        ("x / y", ast.Product((x, power(y, number(-1))))),
        ("x / y / z", ast.Product((x, power(y, number(-1)), power(z, number(-1))))),
        ("x @ y @ z", ast.Operator("@", (ast.Operator("@", (x, y)), z))),
        ("x * y // z", ast.Operator("//", (ast.Product((x, y)), z))),
        ("x % y * z", ast.Product((ast.Operator("%", (x, y)), z))),
        ("-x @ y", ast.Operator("@", (ast.Product((number(-1), x)), y))),
        ("x < y", ast.Operator("<", (x, y))),
        ("not x == y", ast.Operator("not", (ast.Operator("==", (x, y)),))),
        ("x or y and z", ast.Operator("or", (x, ast.Operator("and", (y, z))))),
        ("x if y else z", ast.Choice(y, x, z)),
        ("x if y else y if z else x", ast.Choice(y, x, ast.Choice(z, y, x))),
        ("row.x", ast.Reference("x", "row")),
        ("x.T", ast.Reference("T", "x")),
        ("x[0].T", ast.Call(ast.Reference("transpose"), (ast.Index(x, (number(0),)),))),
        ("row.x.T", ast.Call(ast.Reference("transpose"), (ast.Reference("x", "row"),))),
        ("x[y, 1:3]", ast.Index(x, (y, ast.Slice(number(1), number(3))))),
        ("x[:, 0]", ast.Index(x, (ast.Slice(None, None), number(0)))),
        (
            "x[1:][:2]",
            ast.Index(ast.Index(x, (ast.Slice(number(1), None),)), (ast.Slice(None, number(2)),)),
        ),
        ("[x, y,]", ast.Array((x, y))),
        ("True", ast.Literal(True)),
        ('"a \\"b\\" \\\\ c"', ast.Literal('a "b" \\ c')),
        ("E[x]", ast.Expectation(x)),
        ("stop(x)", ast.Stop(x)),
        ("x(y, axis=z)", ast.Call(x, (y,), (("axis", z),))),
        ("x(row.p=[y], z=x,)", ast.Call(x, (), (("row.p", ast.Array((y,))), ("z", x)))),
        ("x[y](z)", ast.Call(x, (z,), indices=(y,))),
        ("x()", ast.Call(x, ())),
        (
            "sum(x for y in z if y != x)",
            ast.Reduction(
                ast.Reference("sum"), x, (ast.Clause("y", z, ast.Operator("!=", (y, x))),)
            ),
        ),
        (
            "sum(x for y in z for z in y)",
            ast.Reduction(ast.Reference("sum"), x, (ast.Clause("y", z), ast.Clause("z", y))),
        ),
        (
            "mean(x for y in z, axis=0)",
            ast.Reduction(ast.Reference("mean"), x, (ast.Clause("y", z),), (("axis", number(0)),)),
        ),
        ("[x for y in z]", ast.Comprehension(x, (ast.Clause("y", z),))),
        ("(x +\n    # a comment\n    y)", ast.Sum((x, y))),
        ("θ_1", ast.Reference("θ_1")),
        ("lambda", ast.Reference("lambda")),
        (
            "symmetric + range + method",
            ast.Sum(tuple(map(ast.Reference, ("symmetric", "range", "method")))),
        ),
        ("ford + inner + E_", ast.Sum(tuple(map(ast.Reference, ("ford", "inner", "E_"))))),
    ],
)
def test_an_expression_means(text: str, meaning: ast.Expr) -> None:
    found = parse_expression(text)
    assert found == meaning
    assert repr(found) == repr(meaning)


REAL = ast.Type("real")
VECTOR = ast.Type("vector", (ast.Reference("n"),))
I_IN_N = (ast.IndexVariable("i", ast.Reference("n")),)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("dim n", ast.Dim("n")),
        ("dim n >= 2 = 5", ast.Dim("n", 2, number(5))),
        ("const a", ast.Const("a")),
        (
            "const a > 0 = 1",
            ast.Const("a", (), ast.Type("real", (), ast.Bound(">", number(0))), (), number(1)),
        ),
        (
            "const a in [0, 1]",
            ast.Const("a", (), ast.Type("real", (), ast.Interval(number(0), number(1)))),
        ),
        (
            "const A: matrix[n, n] >= 0 symmetric psd = x",
            ast.Const(
                "A",
                (),
                ast.Type("matrix", (ast.Reference("n"),) * 2, ast.Bound(">=", number(0))),
                ("symmetric", "psd"),
                x,
            ),
        ),
        ("const t[i in n]: vector[n] = x", ast.Const("t", I_IN_N, VECTOR, (), x)),
        ("let a = x", ast.Let("a", (), None, x)),
        ("let a[i in n]: real = x from y", ast.Let("a", I_IN_N, REAL, x, False, y)),
        (
            "let a: real ~ normal(0, 1)",
            ast.Let("a", (), REAL, ast.Call(ast.Reference("normal"), (number(0), number(1))), True),
        ),
        ("fn f(x: vector[n], y: real) = z", ast.Function("f", (("x", VECTOR), ("y", REAL)), z)),
        ("fn f() = z", ast.Function("f", (), z)),
        ("metric m = x", ast.Metric("m", x)),
        ("claim not potential", ast.Claim(ast.Operator("not", (ast.Reference("potential"),)))),
        (
            "sampler s:\n    batch 3\n    x: vector[n], y[i in n]: real ~ f()\n    z: real = x",
            ast.Sampler(
                "s",
                number(3),
                (
                    ast.Draw(
                        (("x", (), VECTOR), ("y", I_IN_N, REAL)), ast.Call(ast.Reference("f"), ())
                    ),
                    ast.Derived("z", (), REAL, x),
                ),
            ),
        ),
        ("sampler s:\n    batch all", ast.Sampler("s", "all", ())),
        (
            "player p[i in n]:\n\n    # first the objective\n    maximize x\n    x: real = 1\n"
            "    y: real ~ z\n    net D: vector[n], real -> real = f(z)",
            ast.Player(
                "p",
                I_IN_N,
                (
                    ast.Parameter("x", REAL, number(1)),
                    ast.Parameter("y", REAL, z, True),
                    ast.Network("D", (VECTOR, REAL), REAL, ast.Call(ast.Reference("f"), (z,))),
                ),
                "maximize",
                x,
            ),
        ),
        (
            "train:\n    method sga\n    optimizer[critic] adam(rate=0.1)\n"
            "    batch 3\n    stop x < 1e-6",
            ast.Train(
                (
                    ast.Setting("method", None, ast.Reference("sga")),
                    ast.Setting(
                        "optimizer",
                        "critic",
                        ast.Call(ast.Reference("adam"), (), (("rate", number("0.1")),)),
                    ),
                    ast.Setting("batch", None, number(3)),
                    ast.Setting("stop", None, ast.Operator("<", (x, number("1e-6")))),
                )
            ),
        ),
    ],
)
def test_a_declaration_means(text: str, meaning: ast.Declaration) -> None:
    found = declared(text)
    assert found == meaning
    assert repr(found) == repr(meaning)


def test_a_file_has_a_name_a_title_and_its_declarations_in_order() -> None:
    text = '\n# a comment\ngame g "Its title"\n\ndim n\n\n\ndim m # the second\n'
    found = parse(Source("test.game", text))
    assert (found.name, found.title) == ("g", "Its title")
    assert found.declarations == (ast.Dim("n"), ast.Dim("m"))


def test_spans_are_the_characters_of_the_part() -> None:
    text = "game g\nlet abc = (x + y) * f(z[1], 2)\nplayer p:\n    q: real\n    minimize -q\n"
    let, player = parse(Source("test.game", text)).declarations
    assert isinstance(let, ast.Let)
    assert isinstance(player, ast.Player)
    assert isinstance(let.value, ast.Product)

    def cut(node: object) -> str:
        span = node.span  # type: ignore[attr-defined]
        return text[span.start : span.end]

    assert cut(let) == "let abc = (x + y) * f(z[1], 2)"
    assert text[let.name_span.start : let.name_span.end] == "abc"
    assert cut(let.value) == "(x + y) * f(z[1], 2)"
    inner, call = let.value.factors
    assert isinstance(call, ast.Call)
    assert (cut(inner), cut(call)) == ("x + y", "f(z[1], 2)")
    assert [cut(a) for a in call.arguments] == ["z[1]", "2"]
    assert cut(player) == text[text.index("player") :].rstrip()
    assert cut(player.objective) == "-q"


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    unix = "game g\nplayer p:\n    x: real\n    minimize (x +\n        1)\n"
    windows = "\ufeff" + unix.replace("\n", "\r\n")
    assert parse(Source("a", windows)) == parse(Source("a", unix))


def test_a_sum_of_20000_terms_is_one_flat_node() -> None:
    found = parse_expression(" + ".join(["x"] * 20_000))
    assert isinstance(found, ast.Sum)
    assert len(found.terms) == 20_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "G022"),
        ("x +", "G022"),
        ("x\ny", "G022"),
        ("x)", "G014"),
        ("1 < x < 2", "G027"),
        ("x = 1", "G034"),
        ("game", "G023"),
    ],
)
def test_a_lone_expression_is_refused_with_its_place(text: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        parse_expression(text)
    assert [d.code for d in refused.value.diagnostics] == [code]
    assert refused.value.source is not None
