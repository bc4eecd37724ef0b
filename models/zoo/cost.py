"""What a network costs: parameters, multiply-accumulates, and seconds of a restoration and of an attack's gradient."""
import time
from typing import List, NamedTuple, Tuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from zoo.catalogue import entry
from zoo.export import Request, build, output_and_gradient, recomputes
from zoo.kernels import camera_shake
from zoo.precision import to_bfloat16
from zoo.rgdn import TransposedConv


class Cost(NamedTuple):
    """Of one image; multiply-accumulates are those of convolutions alone."""

    name: str
    precision: str
    parameters: int
    gmac: float
    forward_seconds: float
    gradient_seconds: float


def measure(request: Request, size: int, kernel_side: int, repeats: int) -> Cost:
    """The cost of one size x size image with a kernel of kernel_side; seconds are the least of `repeats` runs."""
    described = entry(request.network)
    network, options = build(request)
    inputs = _inputs(described.kind, size, kernel_side)
    gmac = multiply_accumulates(network, inputs) / 1e9
    parameters = sum(parameter.numel() for parameter in network.parameters())
    if request.precision == "bf16":
        network = to_bfloat16(network)
    network = network.to(memory_format=torch.channels_last)
    by_vjp = recomputes(described, options)
    forward, gradient = [], []
    for _ in range(repeats):
        started = time.perf_counter()
        with torch.no_grad():
            network(*inputs)
        forward.append(time.perf_counter() - started)
        started = time.perf_counter()
        output_and_gradient(network, inputs, by_vjp)
        gradient.append(time.perf_counter() - started)
    return Cost(request.network, request.precision, parameters, gmac, min(forward), min(gradient))


def multiply_accumulates(network: nn.Module, inputs: Tuple[Tensor, ...]) -> int:
    """Counted while the network runs: output pixels times weights, for every convolution."""
    total = 0

    def count(layer: nn.Module, arguments, output: Tensor) -> None:
        nonlocal total
        pixels = (arguments[0] if isinstance(layer, nn.ConvTranspose2d) else output)[:, 0].numel()
        total += pixels * layer.weight.numel()

    hooks = [layer.register_forward_hook(count) for layer in network.modules()
             if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, TransposedConv))]
    with torch.no_grad():
        network(*inputs)
    for hook in hooks:
        hook.remove()
    return total


def table(costs: List[Cost]) -> str:
    rows = [f"{'network':<20}{'':<6}{'parameters':>12}{'GMAC':>10}{'forward s':>11}{'gradient s':>12}"]
    rows += [f"{c.name:<20}{c.precision:<6}{c.parameters:>12,}{c.gmac:>10.2f}{c.forward_seconds:>11.3f}"
             f"{c.gradient_seconds:>12.3f}" for c in costs]
    return "\n".join(rows)


def _inputs(kind: str, size: int, kernel_side: int) -> Tuple[Tensor, ...]:
    y = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(1))
    if kind == "blind":
        return (y,)
    kernel = camera_shake(kernel_side - 4, np.random.RandomState(1))  # whose border is not zero
    return y, pad(torch.from_numpy(kernel).float()[None, None], [2, 2, 2, 2], value=float(kernel.max()) * 1e-6)
