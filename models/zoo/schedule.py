"""How long and on what a network is trained."""
import math
from typing import NamedTuple


class Schedule(NamedTuple):
    """A training's length, its learning rate and its data; the rate falls along a cosine from first to last value."""

    steps: int = 8000
    batch: int = 4
    side: int = 128  # pixels of a patch
    first_rate: float = 1e-3
    last_rate: float = 1e-5
    warm_up: int = 0  # steps over which the rate rises to first_rate
    average: float = 0.998  # weights are averaged over about 1 / (1 - average) steps
    report_every: int = 500
    images: int = 150  # stock of synthetic images and kernels to draw from, renewed bit by bit
    kernels: int = 400
    smallest_kernel: int = 9
    largest_kernel: int = 31
    centred: bool = False  # kernels have their centre of mass in the middle, as a blind network needs
    seed: int = 1

    def rate(self, step: int) -> float:
        if step < self.warm_up:
            return self.first_rate * (step + 1) / self.warm_up
        progress = min(step / self.steps, 1)
        return self.last_rate + (self.first_rate - self.last_rate) * (1 + math.cos(math.pi * progress)) / 2
