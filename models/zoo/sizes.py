"""Which image sizes a network takes: found by running it, and said in one line where a card does not state it."""
import math
from typing import Any, Dict, List, Optional

import numpy as np
import torch
from torch import Tensor, nn

from zoo.kernels import camera_shake

# Sides of images that networks are traced with, the likeliest first.
SQUARES = (256, 128, 64, 512, 224, 96, 192, 320, 384, 160, 32, 48, 112, 240, 288, 300, 400, 448, 480, 640)
ENOUGH = 2  # sizes that a network takes tell a multiple
KERNEL_SIDE = 13


def inputs(described: Dict[str, Any], count: int, height: int, width: int, seed: int = 0) -> List[Tensor]:
    """Noise in the network's own value range (count, 3, height, width), and a kernel for a non-blind network."""
    low, high = described.get("valueRange", [0, 1])
    generator = torch.Generator().manual_seed(seed)
    y = low + (high - low) * torch.rand(count, 3, height, width, generator=generator)
    if described["kind"] == "blind":
        return [y]
    kernel = torch.from_numpy(camera_shake(KERNEL_SIDE, np.random.RandomState(seed))).float()
    return [y, kernel.repeat(count, 1, 1, 1)]


def smallest(described: Dict[str, Any]) -> int:
    """The smallest side that the network itself is to take: minimumSize, up to the next multiple."""
    multiple = described.get("sizeMultiple", 1)
    return -(-described.get("minimumSize", 64) // multiple) * multiple


def problem(network: nn.Module, described: Dict[str, Any], count: int, height: int, width: int) -> Optional[str]:
    """What goes wrong for a batch of that size, in one line; None if the output has the input's shape."""
    tried = inputs(described, count, height, width)
    try:
        with torch.no_grad():
            output = network(*tried)
    except Exception as failure:  # TorchScript, PyTorch and a network's own Python each raise their own
        lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
        errors = [line for line in lines if "Error: " in line]
        return (errors or lines or [type(failure).__name__])[-1 if errors else 0][:200]
    if not isinstance(output, Tensor):
        return f"it returns {type(output).__name__}, must be one tensor"
    if output.shape != tried[0].shape:
        return f"it returns {tuple(output.shape)}, must be {tuple(tried[0].shape)}"
    return None


def require_stated(network: nn.Module, described: Dict[str, Any], source: str) -> None:
    """ValueError if the network does not take the sizes that fixedSize, sizeMultiple and minimumSize state.

    The message names the field to add, found by trying usual sizes.
    """
    fixed = described.get("fixedSize")
    if fixed is not None:
        wrong = problem(network, described, 1, *fixed)
        if wrong is not None:
            raise ValueError(f"{source}: fixedSize {fixed}: the network fails at that size ({wrong}): must be [height, width] of "
                             f"the image that it was traced with{_hint(network, described, tuple(fixed))}")
        return
    side, multiple = smallest(described), described.get("sizeMultiple", 1)
    wrong = None
    for height, width in ((side, side), (side + multiple, side + 3 * multiple), (side + 5 * multiple, side)):
        wrong = problem(network, described, 1, height, width)
        if wrong is not None:
            break
    if wrong is None:
        return
    taken = _taken(network, described)
    if not taken:
        raise ValueError(f"{source}: fails at {height}x{width} ({wrong}), and at squares of {min(SQUARES)} to {max(SQUARES)} "
                         "pixels: must take images of any size; if it was traced at one size, add that to the card, "
                         "fixedSize: [height, width]")
    if len(taken) == 1:
        only = taken[0]
        raise ValueError(f"{source}: runs at {only}x{only} and fails at {height}x{width} ({wrong}): must take images of any "
                         f"size, or state the one that it was traced at: add fixedSize: [{only}, {only}] to the card; the "
                         "network is then wrapped in tiles of that size")
    step, least = math.gcd(*taken[:2]), min(taken)
    raise ValueError(f"{source}: runs at {', '.join(f'{each}x{each}' for each in sorted(taken))} and fails at {height}x{width} "
                     f"({wrong}): must take images of any size, or state its rule: add sizeMultiple: {step} and minimumSize: "
                     f"{least} to the card")


def _taken(network: nn.Module, described: Dict[str, Any]) -> List[int]:
    """The first squares that the network takes, at most ENOUGH."""
    taken: List[int] = []
    for side in SQUARES:
        if problem(network, described, 1, side, side) is None:
            taken.append(side)
            if len(taken) == ENOUGH:
                break
    return taken


def _hint(network: nn.Module, described: Dict[str, Any], stated) -> str:
    taken = [side for side in _taken(network, described) if (side, side) != stated]
    return f"; it runs at {', '.join(f'{side}x{side}' for side in sorted(taken))}" if taken else ""
