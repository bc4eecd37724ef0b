"""Blur kernels (point-spread functions) to train and score restoration networks with.

Every kernel is a float64 array (K, K) with K odd, non-negative, of sum 1, meant for true convolution. The random
source is numpy's `RandomState`: its streams are frozen (NEP 19), so a seed gives the same kernel with every numpy.
"""
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter, shift


def camera_shake(size: int, rng: np.random.RandomState, centred: bool = False) -> np.ndarray:
    """The trace of a hand-held camera: a smooth random path, exposed evenly in time, drawn into size x size pixels.

    The velocity is a damped random walk with a few abrupt jerks, the model of Boracchi and Foi, "Modeling the
    performance of image restoration from motion blur", IEEE TIP 2012, section II. The longer side of the path fills 60
    to 100 % of the kernel less a border of two pixels; the path's bounding box is centred. With `centred` its centre of
    mass is, and the farthest point of the path lies at 60 to 100 % of the distance to that border.
    """
    _require_odd(size)
    samples = 2000
    damping = rng.uniform(0.002, 0.01)
    push = rng.normal(size=(samples, 2)) * np.sqrt(2 * damping)
    jerks = rng.uniform(size=samples) < rng.uniform(0, 3) / samples
    velocity = np.empty((samples, 2))
    current = rng.normal(size=2)
    for t in range(samples):
        current = -current if jerks[t] else (1 - damping) * current + push[t]
        velocity[t] = current
    path = np.cumsum(velocity, axis=0)
    extent = (size - 5) * rng.uniform(0.6, 1)
    if centred:
        path -= path.mean(axis=0)
        path *= extent / (2 * np.abs(path).max())
    else:
        path -= (path.max(axis=0) + path.min(axis=0)) / 2
        path *= extent / np.ptp(path, axis=0).max()
    return _draw(path, size, sigma=rng.uniform(0.4, 0.8))


def linear_motion(size: int, rng: np.random.RandomState) -> np.ndarray:
    """A straight, evenly exposed path of random direction, 50 to 100 % of size less a border of two pixels long."""
    _require_odd(size)
    angle = rng.uniform(0, np.pi)
    length = (size - 5) * rng.uniform(0.5, 1)
    along = np.linspace(-length / 2, length / 2, 500)
    path = along[:, None] * np.array([np.sin(angle), np.cos(angle)])
    return _draw(path, size, sigma=rng.uniform(0.4, 0.8))


def straight_path(size: int, length: float, degrees: float) -> np.ndarray:
    """Motion at constant speed along a line of `length` pixels, counter-clockwise from the horizontal by `degrees`.

    A pixel's weight is the length of the path inside its square, as in the kernel `linear-motion` of a campaign.
    """
    _require_odd(size)
    if not 0 < length <= size:
        raise ValueError(f"path of {length} pixels: must be above 0 and at most the kernel's side {size}")
    angle = np.deg2rad(degrees)
    across, down = np.cos(angle), -np.sin(angle)
    squares = np.arange(size) - size // 2
    first, last = np.full((size, size), -length / 2), np.full((size, size), length / 2)
    for centre, direction in ((squares[None], across), (squares[:, None], down)):
        if abs(direction) < 1e-12:
            outside = np.broadcast_to(centre != 0, (size, size))
            first, last = np.where(outside, 0, first), np.where(outside, 0, last)
            continue
        edges = (centre - 0.5) / direction, (centre + 0.5) / direction
        first, last = np.maximum(first, np.minimum(*edges)), np.minimum(last, np.maximum(*edges))
    return _normalised(np.maximum(last - first, 0))


def gaussian(size: int, rng: np.random.RandomState) -> np.ndarray:
    """An elliptic Gaussian, turned at random, with standard deviations of 0.06 to 0.16 of size."""
    _require_odd(size)
    angle = rng.uniform(0, np.pi)
    deviations = size * rng.uniform(0.06, 0.16, size=2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    offsets = np.stack(np.mgrid[:size, :size], axis=-1) - size // 2
    scaled = offsets @ turn / deviations
    return _normalised(np.exp(-0.5 * np.sum(scaled ** 2, axis=-1)))


def random_kernel(
    rng: np.random.RandomState, smallest: int = 9, largest: int = 31, centred: bool = False
) -> np.ndarray:
    """A kernel for training: 75 % camera shake, 15 % linear motion, 10 % Gaussian, odd side in [smallest, largest]."""
    size = 2 * rng.randint(smallest // 2, largest // 2 + 1) + 1
    draw = rng.uniform()
    if draw < 0.75:
        return camera_shake(size, rng, centred)
    return linear_motion(size, rng) if draw < 0.9 else gaussian(size, rng)


def score_kernels() -> dict:
    """The eight centred camera shakes that clean scores are measured with, by name; the seed is the size."""
    return {f"shake-{size}": camera_shake(size, np.random.RandomState(size), centred=True) for size in range(13, 28, 2)}


def validation_kernels() -> dict:
    """Camera shakes to watch a training and choose its best step with: others than those of the clean score."""
    return {f"shake-{size}": camera_shake(size, np.random.RandomState(100 + size), centred=True)
            for size in (15, 19, 25)}


def read_kernels(folder: Path) -> dict:
    """The kernels of a folder's .npy files by name, each divided by its sum; ValueError for one that is no kernel."""
    kernels = {}
    for path in sorted(Path(folder).glob("*.npy")):
        kernel = np.load(path).astype(np.float64)
        is_square = kernel.ndim == 2 and kernel.shape[0] == kernel.shape[1] and kernel.shape[0] % 2 == 1
        if not (is_square and 0 < kernel.sum() < np.inf):
            raise ValueError(f"{path}: of shape {kernel.shape} and sum {kernel.sum():.3g}: must be square with an odd "
                             "side and a positive sum")
        kernels[path.stem] = _normalised(kernel)
    if not kernels:
        raise FileNotFoundError(f"{folder} holds no .npy kernel")
    return kernels


def centred(kernel: np.ndarray) -> np.ndarray:
    """The kernel (K, K) with its centre of mass moved to the middle, by linear interpolation.

    A blind network cannot know by how much a kernel moves the image, so kernels for it are centred. The side grows, by
    as much as it takes to lose nothing.
    """
    middle = kernel.shape[0] // 2
    offsets = np.arange(kernel.shape[0]) - middle
    total = kernel.sum()
    move = -np.array([(kernel.sum(1 - axis) * offsets).sum() for axis in (0, 1)]) / total
    grown = np.pad(kernel, int(np.ceil(np.abs(move).max())))
    return _normalised(shift(grown, move, order=1))


def zero_padded(kernel: np.ndarray, size: int) -> np.ndarray:
    """The kernel (K, K) in the centre of a (size, size) array of zeros; size is odd and at least K."""
    _require_odd(size)
    margin = (size - kernel.shape[0]) // 2
    if margin < 0:
        raise ValueError(f"cannot pad a kernel of side {kernel.shape[0]} to {size}: size must be at least the side")
    return np.pad(kernel, margin)


def _draw(path: np.ndarray, size: int, sigma: float) -> np.ndarray:
    """Points (T, 2), relative to the centre and in pixels, splatted bilinearly and softened by a Gaussian of sigma."""
    canvas = np.zeros((size, size))
    position = path + size // 2
    corner = np.floor(position).astype(int)
    fraction = position - corner
    for down in (0, 1):
        for right in (0, 1):
            weight = np.abs(1 - down - fraction[:, 0]) * np.abs(1 - right - fraction[:, 1])
            np.add.at(canvas, (corner[:, 0] + down, corner[:, 1] + right), weight)
    return _normalised(gaussian_filter(canvas, sigma, mode="constant", truncate=3))


def _normalised(kernel: np.ndarray) -> np.ndarray:
    return kernel / kernel.sum()


def _require_odd(size: int) -> None:
    if size < 7 or size % 2 == 0:
        raise ValueError(f"kernel size {size}: must be odd and at least 7")
