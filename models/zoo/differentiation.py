"""Gradients as TorchScript can express them, for networks that bring their own vector-Jacobian product."""
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn


class BlockGraph(nn.Module):
    """Blocks that run one after another and exchange features by name.

    A gradient runs each block again, instead of holding what all of them recorded: it needs the memory of the named
    features and of one block's recording. A subclass calls `add` for each block and has `run`. Scriptable.
    """

    def __init__(self):
        super().__init__()
        self.order: List[str] = []
        self.reads: Dict[str, List[str]] = {}
        self.writes: Dict[str, List[str]] = {}

    def add(self, name: str, reads: List[str], writes: List[str]) -> None:
        """The next block, and the names of the features that it takes and returns."""
        self.order.append(name)
        self.reads[name] = reads
        self.writes[name] = writes

    def run(self, name: str, inputs: List[Tensor]) -> List[Tensor]:
        """The outputs of the block of that name."""
        raise NotImplementedError

    def all_features(self, known: Dict[str, Tensor]) -> Dict[str, Tensor]:
        """What every block reads and writes, by name; known are the features that no block writes."""
        known = known.copy()
        for name in self.order:
            inputs: List[Tensor] = []
            for read in self.reads[name]:
                inputs.append(known[read])
            for written, output in zip(self.writes[name], self.run(name, inputs)):
                known[written] = output
        return known

    def pull_back(self, known: Dict[str, Tensor], towards: Dict[str, Tensor]) -> Dict[str, Tensor]:
        """The gradients in the known features of the sum over towards of (towards[name] * feature).sum().

        Holds what one block records at a time. Recording must be on.
        """
        with torch.no_grad():
            features = self.all_features(known)
        towards = towards.copy()
        for place in range(len(self.order) - 1, -1, -1):
            name = self.order[place]
            inputs: List[Tensor] = []
            for read in self.reads[name]:
                inputs.append(features[read].detach().requires_grad_(True))
            outputs: List[Tensor] = []
            weights: List[Tensor] = []
            for written, output in zip(self.writes[name], self.run(name, inputs)):
                if written in towards:  # an output may be read by no block
                    outputs.append(output)
                    weights.append(towards.pop(written))
            for read, gradient in zip(self.reads[name], pulled_back(outputs, inputs, weights)):
                towards[read] = towards[read] + gradient if read in towards else gradient
        return towards


class Iteration(nn.Module):
    """An iteration of a fixed number of steps that see the data y: x -> step(x, y, transfer, 0) -> ...

    A gradient keeps the iterates and runs each step again. A subclass sets `steps` and has `step`. Scriptable.
    """

    def __init__(self, steps: int):
        super().__init__()
        if steps < 1:
            raise ValueError(f"steps {steps}: must be at least 1")
        self.steps = steps

    def step(self, x: Tensor, y: Tensor, transfer: Tensor, i: int) -> Tensor:
        """The iterate after x, which has the number i; transfer is the kernel's half-spectrum."""
        raise NotImplementedError

    def iterate(self, x: Tensor, y: Tensor, transfer: Tensor) -> Tensor:
        """The last iterate."""
        for i in range(self.steps):
            x = self.step(x, y, transfer, i)
        return x

    def pull_back_steps(self, x: Tensor, y: Tensor, transfer: Tensor, towards: Tensor) -> Tuple[Tensor, Tensor]:
        """The gradients in x and y of (towards * iterate(x, y, transfer)).sum().

        Holds what one step records at a time. Recording must be on.
        """
        x, fixed = x.detach(), y.detach()
        starts: List[Tensor] = []
        with torch.no_grad():
            for i in range(self.steps):
                starts.append(x)
                x = self.step(x, fixed, transfer, i)
        towards_y = torch.zeros_like(fixed)
        for i in range(self.steps - 1, -1, -1):
            start = starts[i].detach().requires_grad_(True)
            data = fixed.detach().requires_grad_(True)
            parts = pulled_back([self.step(start, data, transfer, i)], [start, data], [towards])
            towards = parts[0]
            towards_y = towards_y + parts[1]
        return towards, towards_y


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
