"""`gamelang doctor`: what is installed."""


def test_doctor_finds_everything_here(gamelang) -> None:
    ended = gamelang("doctor")
    assert ended.status == 0, ended.out
    assert "cpu" in ended.out
    assert "float64 works" in ended.out
