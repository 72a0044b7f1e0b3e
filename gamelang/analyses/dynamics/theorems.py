"""Why a method is recommended, in a sentence each."""

from __future__ import annotations

DESCENT = (
    "The game has a potential with an L-Lipschitz gradient, L = {L}: for η < 2/L every step of "
    "gradient descent lowers it, until the players rest."
)
STRONG = (
    "The field is strongly monotone (S ⪰ mu = {mu}) and L-Lipschitz (L = {L}): for η < 2 mu/L² "
    "every step of gradient descent brings the players closer to the only equilibrium."
)
EXTRA = (
    "The field is monotone and L-Lipschitz, L = {L}: for η < 1/L extragradient converges to an "
    "equilibrium, if there is one (Korpelevich 1976); gradient descent may circle forever."
)
STIFF = (
    "The field is strongly monotone (S ⪰ mu = {mu}) and L-Lipschitz, L = {L}: for η < 1/L "
    "extragradient converges to the only equilibrium (Korpelevich 1976); gradient descent needs "
    "much smaller steps, η < 2 mu/L² = {small}."
)
TURNED = (
    "The game is Hamiltonian: gradient descent spirals outwards, and symplectic gradient "
    "adjustment turns the step inwards; for these η every factor of the error is below 1 in size."
)
LOCAL = (
    "Near {point} every factor by which the method multiplies errors is below 1 in size for these "
    "η; nothing is said of starts far away."
)
