"""The catalogue's networks as the tests use them."""
import numpy as np
import torch
from torch import Tensor, nn

from zoo.catalogue import entry


def build(name: str, dtype: torch.dtype = torch.float32) -> nn.Module:
    """In eval mode, frozen, and with random weights where the initial ones are zero and would hide a layer."""
    torch.manual_seed(0)
    network = entry(name).build().eval().to(dtype)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
        if not parameter.any():
            parameter.normal_(std=0.02)
    return network


def kernel_tensor(kernel: np.ndarray, dtype: torch.dtype = torch.float32) -> Tensor:
    """(K, K) -> (1, 1, K, K)."""
    return torch.from_numpy(np.ascontiguousarray(kernel)).to(dtype)[None, None]


def relative_error(actual: Tensor, expected: Tensor) -> float:
    """The largest difference over the largest value."""
    return float((actual - expected).abs().max() / expected.abs().max())
