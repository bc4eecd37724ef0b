"""What a network costs: parameters, multiply-accumulates, and processor seconds of a restoration and of an attack's
gradient."""
import resource
import time
from typing import List, NamedTuple

import torch

from zoo.catalogue import entry
from zoo.export import Request, build, output_and_gradient, recomputes
from zoo.multiply_accumulates import example_inputs, multiply_accumulates
from zoo.precision import to_bfloat16


class Cost(NamedTuple):
    """Of one image; multiply-accumulates are those of convolutions and linear layers, seconds of all threads together."""

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
    inputs = example_inputs(described.kind, size, kernel_side)
    gmac = multiply_accumulates(network, inputs) / 1e9
    parameters = sum(parameter.numel() for parameter in network.parameters())
    if request.precision == "bf16":
        network = to_bfloat16(network)
    network = network.to(memory_format=torch.channels_last)
    by_vjp = recomputes(described, options)
    forward, gradient = [], []
    for _ in range(repeats):
        started = time.process_time()
        with torch.no_grad():
            network(*inputs)
        forward.append(time.process_time() - started)
        started = time.process_time()
        output_and_gradient(network, inputs, by_vjp)
        gradient.append(time.process_time() - started)
    return Cost(request.network, request.precision, parameters, gmac, min(forward), min(gradient))


def table(costs: List[Cost]) -> str:
    rows = [f"{'network':<20}{'':<6}{'parameters':>12}{'GMAC':>10}{'forward s':>11}{'gradient s':>12}"]
    rows += [f"{c.name:<20}{c.precision:<6}{c.parameters:>12,}{c.gmac:>10.2f}{c.forward_seconds:>11.3f}"
             f"{c.gradient_seconds:>12.3f}" for c in costs]
    return "\n".join(rows)



def peak_mebibytes() -> float:
    """The most resident memory that this process has had, in MiB; with one network and one run that of its gradient."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
