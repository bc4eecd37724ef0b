"""Which image sizes a network takes: found by running it, and said in one line where a card does not state it."""
from typing import Any, Dict, List, Optional

import numpy as np
import torch
from torch import Tensor, nn

from zoo.kernels import camera_shake

# Sides of images that networks are traced with.
SQUARES = (32, 48, 64, 96, 112, 128, 160, 192, 224, 240, 256, 288, 300, 320, 384, 400, 448, 480, 512, 640)
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
    failure = f"{source}: fails at {height}x{width} ({wrong})"
    least = _smallest_square(network, described)
    if least is None:
        raise ValueError(f"{failure}, and at squares of {SQUARES[0]} to {SQUARES[-1]} pixels: must take images of any size; if it "
                         "was traced at one size, add that to the card, fixedSize: [height, width]")
    step = _multiple(network, described, least)
    if step is None:
        raise ValueError(f"{failure} and runs at {least}x{least}, as if traced at that size: must take images of any size, or "
                         f"state the one that it was traced at: add fixedSize: [{least}, {least}] to the card; the network is "
                         "then wrapped in tiles of that size")
    raise ValueError(f"{failure} and runs at {least}x{least} and {least + step}x{least}: must take images of any size, "
                     f"or state its rule: add sizeMultiple: {step} and minimumSize: {least} to the card")


def _smallest_square(network: nn.Module, described: Dict[str, Any]) -> Optional[int]:
    return next((side for side in SQUARES if problem(network, described, 1, side, side) is None), None)


def _multiple(network: nn.Module, described: Dict[str, Any], least: int) -> Optional[int]:
    """The power of two by which the sizes that it takes differ; None if it is no less than the smallest of them.

    What was traced at one size often runs at images of a multiple of its pixels too, and gives something else there.
    """
    step = 1
    while step < least:
        if problem(network, described, 1, least + step, least) is None:
            return step
        step *= 2
    return None


def _hint(network: nn.Module, described: Dict[str, Any], stated) -> str:
    least = _smallest_square(network, described)
    return "" if least is None or (least, least) == stated else f"; it runs at {least}x{least}"
