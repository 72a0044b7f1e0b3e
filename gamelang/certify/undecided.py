"""The checker's one way of giving up."""

from __future__ import annotations


class UndecidedError(Exception):
    """This checker cannot say; the text is the reason, for people."""
