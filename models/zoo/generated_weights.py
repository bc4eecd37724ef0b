"""Weights and inputs made from names alone, so that two implementations can be compared without anybody's weights.

A tensor's seed is the 64-bit FNV-1a hash of its name; its values are those of Java's `SplittableRandom(seed)`
(SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), scaled to a range
that depends on what the tensor is. A tensor that is registered under several names has the first of them.
"""
import math
from typing import Dict, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from zoo.nafnet import BaselineBlock, LayerNorm2d, NafBlock
from zoo.normalisation import BatchNorm, InstanceNorm
from zoo.restormer import BiasFreeNorm2d, ChannelAttention
from zoo.rgdn import TransposedConv

BIAS = 0.05


def fnv1a(name: str) -> int:
    """The 64-bit FNV-1a hash of a name's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2 ** 64
    return value


def uniform(name: str, count: int) -> np.ndarray:
    """The first `count` doubles in [0, 1) of the name's stream."""
    golden_gamma = np.uint64(0x9E3779B97F4A7C15)
    z = np.uint64(fnv1a(name)) + np.arange(1, count + 1, dtype=np.uint64) * golden_gamma
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0 ** -53


def between(name: str, shape, low: float, high: float) -> Tensor:
    """float32 of that shape, in [low, high), computed in double."""
    values = low + (high - low) * uniform(name, math.prod(shape))
    return torch.from_numpy(values.astype(np.float32)).reshape(tuple(shape))


def fill(network: nn.Module, gain: float, overrides: Dict[str, float], prelu: float = 0.25) -> None:
    """Give every parameter and buffer its generated value; overrides are gains of single tensors, by name."""
    ranges = _ranges(network, gain, overrides, prelu)
    seen = set()
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.data_ptr() in seen:
                continue
            seen.add(tensor.data_ptr())
            if tensor.dtype == torch.long:
                tensor.zero_()
            else:
                low, high = ranges[name]
                tensor.copy_(between(name, tensor.shape, low, high))


def _ranges(network: nn.Module, gain: float, overrides: Dict[str, float], prelu: float) -> Dict[str, Tuple]:
    """Lowest and highest value by name; weights of a layer with a fan-in of n lie in +- gain sqrt(3 / n)."""
    ranges: Dict[str, Tuple[float, float]] = {}
    for path, module in network.named_modules(remove_duplicate=False):
        def put(name: str, low: float, high: float) -> None:
            ranges[f"{path}.{name}" if path else name] = (low, high)

        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, TransposedConv, nn.Linear)):
            is_transposed = isinstance(module, (nn.ConvTranspose2d, TransposedConv))
            shape = module.weight.shape
            fan = shape[0] * math.prod(shape[2:]) if is_transposed else math.prod(shape[1:])
            bound = overrides.get(f"{path}.weight", gain) * math.sqrt(3 / fan)
            put("weight", -bound, bound)
        elif isinstance(module, nn.PReLU):
            put("weight", prelu, prelu)
        elif isinstance(module, (BatchNorm, LayerNorm2d, BiasFreeNorm2d)):
            put("weight", 0.9, 1.1)
        if isinstance(module, (BatchNorm, InstanceNorm)):
            put("running_mean", -0.1, 0.1)
            put("running_var", 0.8, 1.2)
        if isinstance(module, ChannelAttention):
            put("temperature", 1.0, 5.0)
        if isinstance(module, (NafBlock, BaselineBlock)):
            put("beta", -0.5, 0.5)
            put("gamma", -0.5, 0.5)
        put("bias", -BIAS, BIAS)
    return ranges
