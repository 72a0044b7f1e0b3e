"""Losses at points most of whose coordinates are equal: large games, evaluated entry by entry only
where entries differ. The numbers are those of any other witness: rationals or balls, hyper-dual.
"""
