"""`gamelang list`: methods, optimizers, schedules, functions, games."""


def test_the_methods_that_run_are_listed(gamelang) -> None:
    out = gamelang("list", "methods").out
    assert "sgd" in out
    assert "Balduzzi" in out


def test_optimizers_and_schedules_are_listed_with_their_arguments(gamelang) -> None:
    assert "adam(rate, b1=0.9" in gamelang("list", "optimizers").out
    assert "cosine(rate, steps, alpha=0)" in gamelang("list", "schedules").out


def test_the_functions_are_listed_with_their_arguments(gamelang) -> None:
    out = gamelang("list", "functions").out
    assert "sigmoid(x)" in out
    assert "logsumexp" in out


def test_the_games_are_listed_with_their_titles(gamelang) -> None:
    out = gamelang("list", "games").out
    assert "matching_pennies.game" in out


def test_there_is_nothing_else_to_list(gamelang) -> None:
    assert gamelang("list", "players").status == 2
