"""How long and on what a network is trained."""
import math
from typing import NamedTuple, Optional, Tuple


class Schedule(NamedTuple):
    """A training's length, its learning rate and its data.

    The rate stays at first_rate until the last `decay` steps, over which it falls along a cosine to last_rate. So a
    training whose length is not known beforehand has many steps, and is ended by resuming it with fewer.
    """

    steps: int = 8000
    batch: int = 4
    side: int = 128  # pixels of a patch
    first_rate: float = 1e-3
    last_rate: float = 1e-5
    decay: Optional[int] = None  # None: all steps
    warm_up: int = 0  # steps over which the rate rises to first_rate
    betas: Tuple[float, float] = (0.9, 0.999)  # of AdamW, which without weight decay is Adam
    weight_decay: float = 0.0
    average: float = 0.998  # weights are averaged over about 1 / (1 - average) steps
    report_every: int = 500
    photographs: float = 0.0  # share of the patches that are cut from photographs; the others are synthetic
    least_texture: float = 0.0  # of ten patches with a smaller mean difference of neighbours, nine are drawn again
    most_noise: float = 0.03  # standard deviation, drawn with a preference for small ones
    blurs: str = "mixed"  # of blur_families
    images: int = 150  # stock of synthetic images and kernels to draw from, renewed bit by bit
    kernels: int = 400
    smallest_kernel: int = 9
    largest_kernel: int = 31
    centred: bool = False  # kernels have their centre of mass in the middle, as a blind network needs
    seed: int = 1

    def rate(self, step: int) -> float:
        if step < self.warm_up:
            return self.first_rate * (step + 1) / self.warm_up
        decay = self.steps if self.decay is None else self.decay
        progress = min(max(1 - (self.steps - step) / decay, 0), 1)
        return self.last_rate + (self.first_rate - self.last_rate) * (1 + math.cos(math.pi * progress)) / 2
