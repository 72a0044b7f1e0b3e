"""Typed game to typed game: what learning systems have in simpler terms, for analyses and runs."""
