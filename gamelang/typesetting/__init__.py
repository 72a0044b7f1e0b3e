"""Expressions of the language as LaTeX, reports as HTML for notebooks."""
