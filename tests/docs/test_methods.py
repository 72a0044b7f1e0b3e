"""The page of methods is that of their records."""

from tests.docs.methods_page import PAGE, page


def test_the_page_says_what_the_records_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
