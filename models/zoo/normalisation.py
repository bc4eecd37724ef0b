"""Normalisation layers that treat each image of a batch alone, with the state_dict of PyTorch's own layers.

Statistics come from one of three sources. `image`: each image's own mean and biased variance over its pixels. `batch`:
those of the whole batch, as batch normalisation in training mode has them; equal to `image` for a batch of one.
`running`: the stored averages, as in evaluation mode.
"""
import torch
from torch import Tensor, nn
from torch.nn.functional import batch_norm

STATISTICS = ("image", "batch", "running")


class BatchNorm(nn.Module):
    """Batch normalisation with affine parameters whose statistics are chosen, not implied by the mode."""

    def __init__(self, width: int, eps: float, statistics: str):
        super().__init__()
        self.statistics = _known(statistics)
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))
        _add_running_statistics(self, width)

    def forward(self, x: Tensor) -> Tensor:
        if self.statistics == "running":
            return batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, False, 0.0, self.eps)
        if self.statistics == "batch" or x.size(0) == 1:
            return batch_norm(x, None, None, self.weight, self.bias, True, 0.0, self.eps)
        normalised = per_image(x.to(self.weight.dtype), self.eps)
        return (normalised * self.weight.reshape(1, -1, 1, 1) + self.bias.reshape(1, -1, 1, 1)).to(x.dtype)


class InstanceNorm(nn.Module):
    """Instance normalisation without affine parameters that also stores running averages."""

    def __init__(self, width: int, eps: float, statistics: str):
        super().__init__()
        self.statistics = _known(statistics)
        self.eps = eps
        _add_running_statistics(self, width)

    def forward(self, x: Tensor) -> Tensor:
        if self.statistics == "running":
            return batch_norm(x, self.running_mean, self.running_var, None, None, False, 0.0, self.eps)
        if x.size(0) == 1:
            return batch_norm(x, None, None, None, None, True, 0.0, self.eps)
        return per_image(x.to(self.running_mean.dtype), self.eps).to(x.dtype)


def per_image(x: Tensor, eps: float) -> Tensor:
    """x (N, C, H, W) with mean 0 and biased variance 1 (eps added) in each channel of each image."""
    centred = x - x.mean([2, 3], keepdim=True)
    return centred * torch.rsqrt(centred.square().mean([2, 3], keepdim=True) + eps)


def _known(statistics: str) -> str:
    if statistics not in STATISTICS:
        raise ValueError(f"statistics '{statistics}': must be one of {', '.join(STATISTICS)}")
    return statistics


def _add_running_statistics(layer: nn.Module, width: int) -> None:
    layer.register_buffer("running_mean", torch.zeros(width))
    layer.register_buffer("running_var", torch.ones(width))
    layer.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))
