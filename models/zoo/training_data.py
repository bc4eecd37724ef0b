"""Pairs of blurred and sharp patches to train on, made on the fly from synthetic images, photographs and kernels."""
from pathlib import Path
from typing import List, NamedTuple, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from zoo.blur_families import FAMILIES
from zoo.dead_leaves import dead_leaves
from zoo.degradation import degrade, valid_part
from zoo.kernels import zero_padded
from zoo.schedule import Schedule

IMAGE_SIDE = 224


class Batch(NamedTuple):
    """blurred y (N, 3, S, S), kernels b (N, 1, K, K) and sharp x (N, 3, S, S), float32 in [0, 1]; K is the largest."""

    y: Tensor
    b: Tensor
    x: Tensor


class TrainingData:
    """Draws batches from a stock of images and kernels, part of which is renewed with every batch.

    photographs are float32 (H, W, 3) in [0, 1], larger than a patch with the largest kernel around; needed where the
    schedule gives them a share.
    """

    def __init__(self, rng: np.random.RandomState, schedule: Schedule, photographs: Sequence[np.ndarray] = ()):
        if schedule.photographs > 0 and not photographs:
            raise ValueError("this network is trained on photographs too: give their folder, --training-photos DIR; "
                             "`python3 -m zoo training-photos DIR` fills it")
        self.rng = rng
        self.schedule = schedule
        self.photographs = photographs
        self.blurs = FAMILIES[schedule.blurs]
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
        return self.blurs.draw(
            self.rng, self.schedule.smallest_kernel, self.schedule.largest_kernel, self.schedule.centred)

    def _pair(self, side: int):
        rng = self.rng
        kernel = self.kernels[rng.randint(len(self.kernels))]
        if self.blurs.any_direction:
            kernel = _turned(kernel, rng)
        # Mostly the surroundings are real pixels, as behind a camera's frame; sometimes mirrored, as in experiments.
        boundary = "valid" if rng.uniform() < 0.7 else "reflect"
        cut = side + kernel.shape[0] - 1 if boundary == "valid" else side
        sharp = self._patch(cut)
        while _texture(sharp) < self.schedule.least_texture and rng.uniform() < 0.9:
            sharp = self._patch(cut)
        blurred = degrade(sharp, kernel, self.schedule.most_noise * rng.uniform() ** 1.5, boundary, rng)
        return blurred, zero_padded(kernel, self.schedule.largest_kernel), valid_part(sharp, kernel, boundary)

    def _patch(self, side: int) -> np.ndarray:
        """A square of one image, turned, with its channels exchanged."""
        rng = self.rng
        # Drawn only where there is a choice, so that the other networks' data stay what they were.
        is_photograph = self.schedule.photographs > 0 and rng.uniform() < self.schedule.photographs
        images = self.photographs if is_photograph else self.images
        image = images[rng.randint(len(images))]
        top, left = (rng.randint(length - side + 1) for length in image.shape[:2])
        return _turned(image[top:top + side, left:left + side], rng)[:, :, rng.permutation(3)]


def read_photographs(folder: Path, least_side: int) -> List[np.ndarray]:
    """The PNG files of a folder, float32 (H, W, 3) in [0, 1], each also at half its size if that has least_side."""
    photographs = []
    for path in sorted(Path(folder).glob("*.png")):
        image = Image.open(path).convert("RGB")
        half = image.resize((image.width // 2, image.height // 2), Image.LANCZOS)
        photographs += [np.asarray(size, np.float32) / 255 for size in (image, half) if min(size.size) >= least_side]
    if not photographs:
        raise FileNotFoundError(f"{folder} holds no .png photograph of {least_side} pixels or more")
    return photographs


def _texture(image: np.ndarray) -> float:
    """The mean absolute difference of neighbours, of rows and of columns."""
    return float(np.abs(np.diff(image, axis=0)).mean() + np.abs(np.diff(image, axis=1)).mean()) / 2


def _turned(array: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """One of the eight flips and quarter turns of the first two axes."""
    array = np.rot90(array, rng.randint(4))
    return array[:, ::-1] if rng.randint(2) else array
