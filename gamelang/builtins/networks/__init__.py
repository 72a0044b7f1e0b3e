"""Kinds of networks, a file each: being there is the registration."""
