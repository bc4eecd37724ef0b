"""Which blurs a network is trained on, and which of them its training and its card are measured with."""
from typing import Callable, Dict, NamedTuple, Tuple

import numpy as np

from zoo.kernels import camera_shake, random_kernel, score_kernels, straight_path, validation_kernels

SHORTEST_PATH = 2.0  # pixels; a shorter one hardly blurs


class BlurFamily(NamedTuple):
    """draw makes a kernel from a random source, the smallest and largest side, and whether it is to be centred.

    The kernels of validation watch a training, those of score measure the result; none of them is drawn. The kernels of
    a family of any direction are also mirrored and turned by quarters.
    """

    draw: Callable[[np.random.RandomState, int, int, bool], np.ndarray]
    validation: Callable[[], Dict[str, np.ndarray]]
    score: Callable[[], Dict[str, np.ndarray]]
    any_direction: bool = True


def horizontal_path(rng: np.random.RandomState, smallest: int, largest: int, centred: bool) -> np.ndarray:
    """Horizontal motion of 2 pixels to the largest side; always centred."""
    return straight_path(largest, rng.uniform(SHORTEST_PATH, largest), 0)


def motion(rng: np.random.RandomState, smallest: int, largest: int, centred: bool) -> np.ndarray:
    """Half straight paths of any direction, of 2 pixels to the largest side, half camera shakes."""
    if rng.uniform() < 0.5:
        return straight_path(largest, rng.uniform(SHORTEST_PATH, largest), rng.uniform(0, 180))
    return camera_shake(2 * rng.randint(smallest // 2, largest // 2 + 1) + 1, rng, centred)


def _horizontal_paths(*lengths: int) -> Dict[str, np.ndarray]:
    return {f"horizontal-{length}": straight_path(13, length, 0) for length in lengths}


def _motions(seed: int, *paths: Tuple[int, int]) -> Dict[str, np.ndarray]:
    """Straight paths by name, as length and degrees, and camera shakes of 9, 11 and 13 pixels from seed + size."""
    return {
        **{f"straight-{length}-{degrees}": straight_path(13, length, degrees) for length, degrees in paths},
        **{f"shake-{size}": camera_shake(size, np.random.RandomState(seed + size), True) for size in (9, 11, 13)}}


FAMILIES = {
    "mixed": BlurFamily(random_kernel, validation_kernels, score_kernels),
    "horizontal": BlurFamily(
        horizontal_path, lambda: _horizontal_paths(4, 8, 12), lambda: _horizontal_paths(5, 9, 13),
        any_direction=False),
    "motion": BlurFamily(
        motion, lambda: _motions(100, (6, 15), (12, 100)), lambda: _motions(0, (5, 0), (9, 60), (13, 135))),
}
