"""What a network is judged by while it is trained: its restoration first, then the images it makes on the way there.

Each function maps a network and a batch to images (N, 3, S, S).
"""
from typing import List

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad

from zoo.rgdn import blur_spectrum
from zoo.training_data import Batch

WINDOW = 4  # recorded steps of an unrolled network
SKIPS, CHANCES = (0, 3, 6, 16, 46), (0.25, 0.2, 0.3, 0.15, 0.1)  # steps before them that are not recorded


def non_blind(network: nn.Module, batch: Batch) -> List[Tensor]:
    return [network(batch.y, batch.b)]


def blind(network: nn.Module, batch: Batch) -> List[Tensor]:
    return [network(batch.y)]


def stages(network: nn.Module, batch: Batch) -> List[Tensor]:
    """MPRNet's third, second and first stage."""
    return network.stages(batch.y)


def scales(network: nn.Module, batch: Batch) -> List[Tensor]:
    """DWDN's fine and coarse scale, the coarse one enlarged."""
    coarse, fine = network.scales(batch.y, batch.b)
    enlarged = interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
    return [image[:, :, : batch.y.size(2), : batch.y.size(3)] for image in (fine, enlarged)]


class Unrolled:
    """RGDN's iterates of a few steps, last first, that follow a random number of steps which are not recorded.

    So early and late steps both learn at the cost of a few, and the network goes on improving, or at least holds, beyond
    the steps of one recording. Out of training: the network's own result.
    """

    def __init__(self, seed: int = 1):
        self.rng = np.random.RandomState(seed)

    def __call__(self, network: nn.Module, batch: Batch) -> List[Tensor]:
        if not network.training:
            return [network(batch.y, batch.b)]
        margin = batch.b.size(3) // 2
        framed = pad(batch.y, [margin] * 4, mode="replicate")
        transfer = blur_spectrum(batch.b, framed.size(2), framed.size(3))
        x = framed
        with torch.no_grad():
            for _ in range(self.rng.choice(SKIPS, p=CHANCES)):
                x = network.core.step(x, framed, transfer)
        iterates = []
        for _ in range(WINDOW):
            x = network.core.step(x, framed, transfer)
            iterates.insert(0, x[:, :, margin:-margin, margin:-margin])
        return iterates
