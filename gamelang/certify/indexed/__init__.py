"""Proofs for every dimension: losses as sums of monomials of indexed factors, never differentiated.

In: a typed game whose sizes may be unknown. Out: the terms of its losses in index notation, and the
verdicts that follow from which players' parameters each term holds.
"""
