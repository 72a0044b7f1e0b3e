"""Whether a method can be used on a game: how many players, which of them lead, what is proved."""

from __future__ import annotations

from gamelang.diagnostics.model import Diagnostic
from gamelang.fields.interface import Fields
from gamelang.methods.method import Method, hyperparameters

OTHERS = "choose another with --method: sga, extragradient and optimistic take any game"


def misfits(method: Method, game: Fields) -> list[Diagnostic]:
    """Why the method refuses this game; often nothing."""
    found = []
    count = len(game.agents)
    if method.agents is not None and count != method.agents:
        text = f"method `{method.name}` is for {method.agents} players, and the game has {count}"
        found.append(Diagnostic("G529", text, help=OTHERS))
    if method.zero_sum and not game.facts.zero_sum:
        text = (
            f"method `{method.name}` is for zero-sum games, and this game is not proved to be one"
        )
        found.append(Diagnostic("G529", text, help=OTHERS))
    families = {p.name for p in game.players if p.family}
    for argument in hyperparameters(method):
        name = getattr(method, argument.name)
        if argument.kind == "player" and name in families:
            text = (
                f"`{argument.name}` of method `{method.name}` is one player, and `{name}` a family"
            )
            found.append(Diagnostic("G529", text, help=OTHERS))
        if argument.kind == "player" and len(game.players) < 2:
            text = f"method `{method.name}` needs a player beside the one who leads"
            found.append(Diagnostic("G529", text, help=OTHERS))
    return found
