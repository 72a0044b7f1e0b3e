"""Files too large to keep: each is a name, the code that refuses it ("" if it is legal), a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Giant = tuple[str, str, Callable[[], str]]


def game(objective: str = "x", before: str = "", after: str = "") -> str:
    return (
        f"game giant\n{before}\nplayer one:\n    x: real\n    minimize {objective}\n"
        f"\nplayer two:\n    y: real\n    minimize x * y\n{after}"
    )


def nested(opening: str, core: str, closing: str, depth: int) -> Callable[[], str]:
    return lambda: game(opening * depth + core + closing * depth)


NESTINGS = {
    "brackets": ("(", "x", ")"),
    "lists": ("[", "x", "]"),
    "minus": ("-", "x", ""),
    "not": ("not ", "x", ""),
    "calls": ("exp(", "x", ")"),
    "powers": ("x ** ", "x", ""),
    "indices": ("x[", "0", "]"),
    "choices": ("x if x > 0 else (", "x", ")"),
    "reductions": ("sum(", "x", " for i in 1)"),
    "expectations": ("E[", "x", "]"),
    "arguments": ("max(x, ", "x", ")"),
    "keywords": ("f(a=", "x", ")"),
}
LEGAL_NESTINGS = ("brackets", "minus", "calls", "powers", "choices", "reductions", "arguments")


def nestings() -> Iterator[Giant]:
    for name, parts in NESTINGS.items():
        for depth in (250, 20_000):
            yield f"nested_{name}_{depth}", "G007", nested(*parts, depth)
    for name in LEGAL_NESTINGS:
        yield f"nested_{name}_40", "", nested(*NESTINGS[name], 40)


def doubling(levels: int) -> str:
    """f40 written out has 2**40 different terms."""
    fns = "".join(
        f"fn f{k + 1}(t: real) = f{k}(t * {k + 2}) + f{k}(t + {3**k})\n" for k in range(levels)
    )
    return game(f"f{levels}(x)", "fn f0(t: real) = sin(t)\n" + fns)


def chain_of_lets(length: int) -> str:
    lets = "".join(f"let a{k + 1} = a{k} * y + {k}\n" for k in range(length))
    return game(f"a{length}", "let a0 = x\n" + lets)


def chain_of_fns(length: int) -> str:
    fns = "".join(f"fn f{k + 1}(t: real) = f{k}(t) + {k}\n" for k in range(length))
    return game(f"f{length}(x)", "fn f0(t: real) = t\n" + fns)


def players(count: int) -> str:
    blocks = (
        f"player p{k}:\n    x{k}: real\n    minimize x{k}**2 + x{k} * x{(k + 1) % count}\n"
        for k in range(count)
    )
    return "game giant\n" + "\n".join(blocks)


GIANTS: list[Giant] = [
    *nestings(),
    ("number_of_a_million_digits", "G009", lambda: game("1" * 10**6 + " * x")),
    ("number_of_1001_digits", "G009", lambda: game("1" * 1001 + " * x")),
    ("number_of_1001_decimals", "G009", lambda: game("0." + "1" * 1001 + " * x")),
    ("number_of_1000_digits", "", lambda: game("1" * 1000 + " * x * y")),
    ("number_with_exponent_401", "G010", lambda: game("1e401 * x")),
    ("number_with_endless_exponent", "G010", lambda: game("1e-" + "9" * 100_000 + " * x")),
    ("name_of_201_characters", "G008", lambda: game("x", f"const {'a' * 201} = 1\n")),
    ("name_of_a_million_characters", "G008", lambda: game("b" * 900_000)),
    ("name_of_200_characters", "", lambda: game("a" * 200 + " * x", f"const {'a' * 200} = 1\n")),
    ("text_above_1_mib", "G001", lambda: game("x") + "#" * (1 << 20)),
    ("text_of_a_long_comment", "", lambda: game("x * y") + "# " + "c" * 900_000),
    ("text_of_many_lines", "", lambda: game("x * y") + "\n" * 900_000),
    ("text_of_200_001_tokens", "G006", lambda: game("x" + " + x" * 100_001)),
    ("text_of_opening_brackets", "G006", lambda: "game giant\n" + "(" * 10**6),
    ("text_of_closing_brackets", "G014", lambda: "game giant\n" + ")\n" * 100_000),
    ("text_of_quotes", "G011", lambda: "game giant\n" + '"\n' * 50_000),
    ("text_of_errors", "G018", lambda: "game giant\n" + "what\n" * 100_000),
    ("text_of_headers", "G050", lambda: "game giant\n" * 20_000),
    ("sum_of_20000_terms", "", lambda: game(" + ".join(["x * y"] + ["x**2"] * 19_999))),
    (
        "sum_of_20000_differences",
        "",
        lambda: game("x * y" + "".join(" - x" for _ in range(20_000))),
    ),
    ("sum_of_2000_names", "", lambda: sum_of_names(2_000)),
    ("sum_of_10000_names", "?", lambda: sum_of_names(10_000)),
    ("product_of_4000_factors", "", lambda: game("x * " + " * ".join(["2"] * 4_000))),
    ("lets_in_a_chain_of_100", "", lambda: chain_of_lets(100)),
    ("lets_in_a_chain_of_600", "?", lambda: chain_of_lets(600)),
    ("fns_in_a_chain_of_100", "", lambda: chain_of_fns(100)),
    ("fns_in_a_chain_of_10000", "?", lambda: chain_of_fns(10_000)),
    ("fns_that_double", "?", lambda: doubling(40)),
    ("players_500", "?", lambda: players(500)),
    ("players_1000", "?", lambda: players(1_000)),
    ("claims_5000", "?", lambda: game("x * y", after="claim not zero_sum\n" * 5_000)),
    ("consts_20000", "", lambda: game("x * y", "".join(f"const a{k}\n" for k in range(20_000)))),
    ("list_of_50000_numbers", "", lambda: game("a[7] * x * y", f"const a = {[7] * 50_000}\n")),
    ("errors_of_10000_names", "G201", lambda: game(" + ".join(f"z{k}" for k in range(10_000)))),
]


def sum_of_names(count: int) -> str:
    consts = "".join(f"const a{k} = {k}\n" for k in range(count))
    return game(" + ".join(f"a{k} * x * y" for k in range(count)), consts)


# What takes half a minute of CPU each.
SLOW: list[Giant] = [("slow_lets_in_a_chain_of_2000", "?", lambda: chain_of_lets(2_000))]
