"""`gamelang explain`: the page of a code."""

from gamelang.diagnostics.codes import TITLES


def test_a_page_has_a_bad_and_a_good_game(gamelang) -> None:
    ended = gamelang("explain", "g024")
    assert ended.status == 0
    assert "G024" in ended.out
    assert "**" in ended.out


def test_an_unknown_code_offers_near_ones(gamelang) -> None:
    ended = gamelang("explain", "G0241")
    assert ended.status == 2
    assert "`G024`" in ended.err


def test_without_a_code_all_are_listed(gamelang) -> None:
    assert len(gamelang("explain").out.splitlines()) == len(TITLES)
