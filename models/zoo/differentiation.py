"""Gradients as TorchScript can express them, for networks that bring their own vector-Jacobian product."""
from typing import List, Optional

import torch
from torch import Tensor


def pulled_back(outputs: List[Tensor], inputs: List[Tensor], weights: List[Tensor]) -> List[Tensor]:
    """The gradient in each input of the sum over outputs of (weight * output).sum(); every input must be used."""
    optional: List[Optional[Tensor]] = []
    for weight in weights:
        optional.append(weight)
    gradients: List[Tensor] = []
    for gradient in torch.autograd.grad(outputs, inputs, optional):
        assert gradient is not None
        gradients.append(gradient)
    return gradients
