"""Pairs of blurred and sharp patches to train on, made on the fly from synthetic images and kernels alone."""
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from zoo.dead_leaves import dead_leaves
from zoo.degradation import degrade, valid_part
from zoo.kernels import random_kernel, zero_padded
from zoo.schedule import Schedule

IMAGE_SIDE = 224
MOST_NOISE = 0.03


class Batch(NamedTuple):
    """blurred y (N, 3, S, S), kernels b (N, 1, K, K) and sharp x (N, 3, S, S), float32 in [0, 1]; K is the largest."""

    y: Tensor
    b: Tensor
    x: Tensor


class TrainingData:
    """Draws batches from a stock of images and kernels, part of which is renewed with every batch."""

    def __init__(self, rng: np.random.RandomState, schedule: Schedule):
        self.rng = rng
        self.schedule = schedule
        self.images = [dead_leaves(IMAGE_SIDE, rng) for _ in range(schedule.images)]
        self.kernels = [self._kernel() for _ in range(schedule.kernels)]
        self.drawn = 0

    def batch(self) -> Batch:
        """As many patches, and as large ones, as the schedule says."""
        self._renew()
        pairs = [self._pair(self.schedule.side) for _ in range(self.schedule.batch)]
        y, b, x = (np.stack(parts) for parts in zip(*pairs))
        y, x = (torch.from_numpy(images).float().permute(0, 3, 1, 2).contiguous() for images in (y, x))
        return Batch(y, torch.from_numpy(b).float().unsqueeze(1), x)

    def _renew(self) -> None:
        """A new image every 25 batches and a new kernel every 5."""
        self.drawn += 1
        if self.drawn % 25 == 0:
            self.images[self.rng.randint(len(self.images))] = dead_leaves(IMAGE_SIDE, self.rng)
        if self.drawn % 5 == 0:
            self.kernels[self.rng.randint(len(self.kernels))] = self._kernel()

    def _kernel(self) -> np.ndarray:
        return random_kernel(
            self.rng, self.schedule.smallest_kernel, self.schedule.largest_kernel, self.schedule.centred)

    def _pair(self, side: int):
        rng = self.rng
        kernel = _turned(self.kernels[rng.randint(len(self.kernels))], rng)
        # Mostly the surroundings are real pixels, as behind a camera's frame; sometimes mirrored, as in experiments.
        boundary = "valid" if rng.uniform() < 0.7 else "reflect"
        cut = side + kernel.shape[0] - 1 if boundary == "valid" else side
        image = self.images[rng.randint(len(self.images))]
        top, left = rng.randint(image.shape[0] - cut + 1, size=2)
        sharp = _turned(image[top:top + cut, left:left + cut], rng)[:, :, rng.permutation(3)]
        blurred = degrade(sharp, kernel, MOST_NOISE * rng.uniform() ** 1.5, boundary, rng)
        return blurred, zero_padded(kernel, self.schedule.largest_kernel), valid_part(sharp, kernel, boundary)


def _turned(array: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """One of the eight flips and quarter turns of the first two axes."""
    array = np.rot90(array, rng.randint(4))
    return array[:, ::-1] if rng.randint(2) else array
