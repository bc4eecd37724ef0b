"""The catalogue's networks as the tests use them."""
import numpy as np
import torch
from torch import Tensor, nn

from zoo import export
from zoo.catalogue import entry

# The published networks are the same code as the small ones, at a size that tests of every network cannot afford.
OWN = ("deblurganv2-mini", "dwdn-mini", "mprnet-mini", "nafnet-mini", "rgdn-mini", "wiener", "wiener-cnn")
NON_BLIND = tuple(name for name in OWN if entry(name).kind == "non-blind")
BLIND = tuple(name for name in OWN if entry(name).kind == "blind")


def build(name: str, dtype: torch.dtype = torch.float32, **options) -> nn.Module:
    """In eval mode, frozen, and with random weights where the initial ones are zero and would hide a layer."""
    torch.manual_seed(0)
    network = export.build(export.Request(name, options=options))[0].to(dtype)
    for parameter in network.parameters():
        if not parameter.any():
            parameter.normal_(std=0.02)
    return network


def restore(name: str, network: nn.Module, y: Tensor, b: Tensor) -> Tensor:
    return export.callable_of(network, entry(name).kind)(y, b)


def kernel_tensor(kernel: np.ndarray, dtype: torch.dtype = torch.float32) -> Tensor:
    """(K, K) -> (1, 1, K, K)."""
    return torch.from_numpy(np.ascontiguousarray(kernel)).to(dtype)[None, None]


def relative_error(actual: Tensor, expected: Tensor) -> float:
    """The largest difference over the largest value."""
    return float((actual - expected).abs().max() / expected.abs().max())
