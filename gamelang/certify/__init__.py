"""The independent checker: every certificate is re-checked here before anything is printed.

It shares nothing with the code that finds proofs: its own hyper-dual numbers, its own polynomials
and kernels, its own reading of a game as scalars. FLINT supplies integers, balls and factors.
"""
