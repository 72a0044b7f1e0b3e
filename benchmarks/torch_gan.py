"""SGD and SGA of the ring GAN in PyTorch, for `gan.py --torch`: python torch_gan.py [HIDDEN...]

Needs PyTorch alone. SGA as it is best written there: ξ with its graph kept, Hᵀξ as one gradient
of ⟨ξ, v⟩, H ξ by differentiating that in v (two backward passes); the same batch, alignment and
float32 as in gan.py. `compiled` is the SGD step under torch.compile where that works.
"""

import statistics
import sys
import time

import torch
from torch import nn
from torch.nn.functional import softplus

RUNS, STEPS, RATE, STRENGTH, EPSILON = 21, 20, 1e-3, 1.0, 0.1


def mlp(inputs, hidden, outputs):
    inner = [nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU()]
    return nn.Sequential(*inner, nn.Linear(hidden, outputs))


class Gan:
    def __init__(self, hidden, minimax):
        torch.manual_seed(0)
        self.generator, self.critic = mlp(16, hidden, 2), mlp(2, hidden, 1)
        self.minimax = minimax
        angle = 2 * torch.pi * torch.randint(0, 8, (512,)) / 8
        centres = 2 * torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)
        self.data, self.noise = centres + 0.05 * torch.randn(512, 2), torch.randn(512, 16)
        self.sides = [list(self.generator.parameters()), list(self.critic.parameters())]
        self.weights = [weight for side in self.sides for weight in side]

    def field(self, keep):
        """ξ, one tensor a weight; `keep` its graph for second derivatives."""
        fake = self.critic(self.generator(self.noise))
        lost = (softplus(-self.critic(self.data)) + softplus(fake)).mean()
        if self.minimax:
            found = torch.autograd.grad(lost, self.weights, create_graph=keep)
            count = len(self.sides[0])
            return [-slope for slope in found[:count]] + list(found[count:])
        won = softplus(-fake).mean()
        first = torch.autograd.grad(won, self.sides[0], create_graph=keep, retain_graph=True)
        return [*first, *torch.autograd.grad(lost, self.sides[1], create_graph=keep)]

    def sgd(self):
        self.down(self.field(False))

    def sga(self):
        xi = self.field(True)
        here = [x.detach() for x in xi]
        v = [x.clone().requires_grad_() for x in here]
        back = torch.autograd.grad(xi, self.weights, v, create_graph=True)
        along = torch.autograd.grad(back, v, here)
        back = [b.detach() for b in back]
        turn = [(b - a) / 2 for a, b in zip(along, back, strict=True)]
        count = sum(x.numel() for x in here)
        aligned = inner(here, back) * inner(turn, back) / count + EPSILON >= 0
        scale = torch.where(aligned, STRENGTH, -STRENGTH)
        self.down([x + scale * t for x, t in zip(here, turn, strict=True)])

    @torch.no_grad()
    def down(self, direction):
        torch._foreach_sub_(self.weights, direction, alpha=RATE)


def inner(a, b):
    return sum((x * y).sum() for x, y in zip(a, b, strict=True))


def milliseconds(step):
    step(), step()
    found = []
    for _ in range(RUNS):
        began = time.perf_counter()
        for _ in range(STEPS):
            step()
        found.append((time.perf_counter() - began) / STEPS)
    return 1e3 * statistics.median(found)


def main():
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads; ms a step")
    for hidden in map(int, sys.argv[1:] or ["64"]):
        for minimax in (False, True):
            plain = milliseconds(Gan(hidden, minimax).sgd)
            turned = milliseconds(Gan(hidden, minimax).sga)
            kind = "minimax" if minimax else "non-saturating"
            print(f"{hidden:5} {kind:15} sgd {plain:7.3f}  sga {turned:7.3f}  {turned / plain:.2f}")


if __name__ == "__main__":
    main()
