"""Bringing an image to the size that a network needs, and telling how large a kernel really is. Scriptable."""
from typing import List

import torch
from torch import Tensor
from torch.nn.functional import pad


def missing_to_multiple(size: int, multiple: int) -> int:
    """Pixels to add to size to reach a multiple; 0 if it is one."""
    return (multiple - size % multiple) % multiple


def reflected_to_multiple(image: Tensor, multiple: int) -> Tensor:
    """image (N, C, H, W) continued at the bottom and the right by reflection, the edge pixel not repeated.

    An axis that is a multiple already is left alone. H and W must be larger than what is added.
    """
    down, right = missing_to_multiple(image.size(2), multiple), missing_to_multiple(image.size(3), multiple)
    return pad(image, [0, right, 0, down], mode="reflect") if down + right > 0 else image


def replicated_to_multiple(image: Tensor, multiple: int) -> Tensor:
    """image (N, C, H, W) continued at the bottom and the right by its last row and column."""
    down, right = missing_to_multiple(image.size(2), multiple), missing_to_multiple(image.size(3), multiple)
    return pad(image, [0, right, 0, down], mode="replicate") if down + right > 0 else image


def kernel_sides(b: Tensor) -> List[int]:
    """For each kernel of b (N, 1, K, K), K odd, the side of the smallest centred odd square that holds its values.

    A network whose result depends on the side of its kernel uses this one, so that zeros around a kernel, which bring
    kernels of different sizes to one K, change nothing. At least 1, even where a kernel is zero.
    """
    centre = b.size(3) // 2
    occupied = b.abs().sum(1) != 0
    distance = (torch.arange(b.size(3), device=b.device) - centre).abs()
    reach = torch.maximum(distance.unsqueeze(1), distance.unsqueeze(0))
    reaches: List[int] = (occupied * reach).flatten(1).amax(1).tolist()
    return [2 * each + 1 for each in reaches]


def cut_to_side(b: Tensor, side: int) -> Tensor:
    """The centre (N, 1, side, side) of kernels b (N, 1, K, K), side odd and at most K."""
    margin = (b.size(3) - side) // 2
    return b[:, :, margin : margin + side, margin : margin + side]
