"""How many multiply-accumulates a network takes: those of its convolutions and linear layers."""
import copy
from functools import partial
from typing import Callable, Dict, Tuple, Type

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from zoo.kernels import camera_shake
from zoo.maxim import SpatialMix
from zoo.rgdn import TransposedConv

SIZE = 256  # pixels, of the image that a card's gmac is of
KERNEL_SIDE = 25  # pixels, of its kernel where the network takes one


def _of_convolution(layer: nn.Module, x: Tensor, output: Tensor) -> int:
    return output[:, 0].numel() * layer.weight.numel()


def _of_transposed_convolution(layer: nn.Module, x: Tensor, output: Tensor) -> int:
    return x[:, 0].numel() * layer.weight.numel()


def _of_linear(layer: nn.Module, x: Tensor, output: Tensor) -> int:
    return output.numel() * layer.weight.size(1)


_COUNTED: Dict[Type[nn.Module], Callable[[nn.Module, Tensor, Tensor], int]] = {
    nn.Conv2d: _of_convolution,
    TransposedConv: _of_convolution,  # of stride 1
    nn.ConvTranspose2d: _of_transposed_convolution,
    nn.Linear: _of_linear,
    SpatialMix: _of_linear,
}


def multiply_accumulates(network: nn.Module, inputs: Tuple[Tensor, ...]) -> int:
    """Counted layer by layer; the products of attention and of spectra are left out.

    The network runs with layers that return zeros of the right shape, so a large one takes seconds.
    """
    total = 0

    def count(layer: nn.Module, x: Tensor) -> Tensor:
        nonlocal total
        output = x.new_zeros(layer(x.to("meta")).shape)
        total += _COUNTED[type(layer)](layer, x, output)
        return output

    layers = [layer for layer in network.modules() if type(layer) in _COUNTED]
    shape_only = {layer: partial(count, copy.deepcopy(layer).to("meta")) for layer in layers}
    try:
        for layer, forward in shape_only.items():
            layer.forward = forward
        with torch.no_grad():
            network(*inputs)
    finally:
        for layer in layers:
            del layer.forward
    return total


def gmac(network: nn.Module, kind: str) -> float:
    """A card's gmac: 1e9 multiply-accumulates for one image of SIZE x SIZE, to four digits."""
    return float(f"{multiply_accumulates(network, example_inputs(kind)) / 1e9:.4g}")


def example_inputs(kind: str, size: int = SIZE, kernel_side: int = KERNEL_SIDE) -> Tuple[Tensor, ...]:
    """Noise (1, 3, size, size), for a non-blind network with a camera shake (1, 1, kernel_side, kernel_side)."""
    y = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(1))
    if kind == "blind":
        return (y,)
    kernel = camera_shake(kernel_side - 4, np.random.RandomState(1))  # whose border is not zero
    return y, pad(torch.from_numpy(kernel).float()[None, None], [2, 2, 2, 2], value=float(kernel.max()) * 1e-6)
