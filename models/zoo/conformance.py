"""What an attack needs of a network, checked: each shortcoming as a sentence that says what to change."""
from pathlib import Path
from typing import Callable, List, Optional, Sequence, Tuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from zoo.degradation import degrade
from zoo.images import read_photos, to_tensor
from zoo.kernels import camera_shake, gaussian
from zoo.metrics import psnr

TOLERANCE = 1e-4  # relative, of float32 sums in another order
SLOPE_TOLERANCE = 0.05  # of a difference quotient over a network with kinks, in float32
CROSSING = 1e-6
NOT_RECORDED = ("does not require grad", "not have been used in the graph")
ALONE = ("replace statistics over the batch by per-image ones (InstanceNorm2d, or zoo.normalisation.BatchNorm with "
         "statistics='image'), and take every mean over dimensions 1 to 3 alone")
LEAST_PSNR = 8.0  # dB to the sharp photograph: what a restoration in the wrong value range falls below


class Shortcoming(Exception):
    """What is wrong, and what to change."""


def check(network: nn.Module, kind: str, minimum_size: int, photos: Path, by_vjp: bool = False,
          fixed_size: Optional[Sequence[int]] = None) -> List[str]:
    """Run every check on a network in eval mode with frozen weights; returns the shortcomings, none if it is fit.

    kind is blind or non-blind. fixed_size is the height and width of a tiled network's tiles: gradients and batches are
    then tried at that size alone, so that no check needs more than one tile at a time. At most two images are recorded
    at a time. Checks that only make sense once others hold are left out when those fail.
    """
    trial = _Trial(network, kind, minimum_size, by_vjp, fixed_size)
    try:
        trial.output(*trial.size(0, 0))
        trial.odd_sizes()
        trial.repeats()
    except Shortcoming as shortcoming:
        return [str(shortcoming)]
    shortcomings = []
    checks: List[Callable[[], None]] = [
        trial.gradient, trial.batch, lambda: trial.value_range(photos)]
    for each in checks + ([trial.zeros_around_a_kernel] if kind == "non-blind" else []):
        try:
            each()
        except Shortcoming as shortcoming:
            shortcomings.append(str(shortcoming))
    return shortcomings


class _Trial:
    """A network and the inputs that it is tried with."""

    def __init__(self, network: nn.Module, kind: str, minimum_size: int, by_vjp: bool, fixed_size: Optional[Sequence[int]]):
        self.network = network
        self.is_blind = kind == "blind"
        self.minimum_size = minimum_size
        self.by_vjp = by_vjp
        self.fixed_size = fixed_size

    def size(self, taller: int, wider: int) -> Tuple[int, int]:
        """Height and width of a picture to try: the fixed size, or so much more than the smallest."""
        if self.fixed_size is not None:
            return self.fixed_size[0], self.fixed_size[1]
        return self.minimum_size + taller, self.minimum_size + wider

    def output(self, height: int, width: int) -> None:
        y, b = self._inputs(1, height, width)
        try:
            with torch.no_grad():
                output = self._restore(y, b)
        except RuntimeError as problem:
            raise Shortcoming(
                f"size rule: the network fails for an image of {height}x{width}: {_first_line(problem)}. It must take "
                "every size from minimumSize: pad inside forward and crop what it returns, or let the card's "
                "sizeMultiple and framing do it, or fixedSize, which cuts images into tiles") from problem
        if not isinstance(output, Tensor):
            raise Shortcoming(f"output: forward returns {type(output).__name__}: must be one tensor, the restored image; "
                              "wrap the network and return the one that counts")
        if output.shape != y.shape:
            raise Shortcoming(f"output: {tuple(output.shape)} for an image of {tuple(y.shape)}: must be of the same "
                              "shape; crop what padding added")
        if output.dtype != torch.float32:
            raise Shortcoming(f"output: {output.dtype}: must be float32; convert it before it is returned")
        if not torch.isfinite(output).all():
            raise Shortcoming("output: NaN or infinite for an image of uniform noise in [0, 1]: guard divisions, roots "
                              "and logarithms")

    def odd_sizes(self) -> None:
        if self.fixed_size is not None:
            height, width = self.fixed_size
            self.output(min(self.minimum_size, height), min(self.minimum_size, width))
            self.output(height + 5, width)
            return
        for taller, wider in ((1, 0), (0, 3), (13, 22)):
            self.output(self.minimum_size + taller, self.minimum_size + wider)

    def repeats(self) -> None:
        y, b = self._inputs(1, *self.size(0, 0))
        with torch.no_grad():
            first, second = self._restore(y, b), self._restore(y, b)
        if not torch.equal(first, second):
            raise Shortcoming("determinism: the same image gives another output on the second call: switch dropout and "
                              "noise off in eval mode, and keep no state between calls")

    def gradient(self) -> None:
        y, b = self._inputs(1, *self.size(0, 0))
        with torch.no_grad():
            output = self._restore(y, b)
        gradient = self._gradient_of(y, b, output)  # that of half of the output's squared norm
        if gradient is None or not gradient.any():
            raise Shortcoming("input gradient: zero: the output does not depend on the image in a differentiable way; "
                              "remove detach, no_grad, round and conversions to NumPy from forward")
        if not torch.isfinite(gradient).all():
            raise Shortcoming("input gradient: NaN or infinite: guard roots, norms and divisions against 0")
        direction = torch.randn(y.shape, generator=torch.Generator().manual_seed(5))
        slope = float((gradient.double() * direction.double()).sum())
        step = 1e-3
        with torch.no_grad():
            up, down = (self._restore(y + sign * step * direction, b).double() for sign in (1, -1))
        quotient = float((0.5 * up.square() - 0.5 * down.square()).sum() / (2 * step))
        size = float(gradient.double().norm())  # what a slope in a random direction is typically like
        if not abs(slope - quotient) <= SLOPE_TOLERANCE * max(abs(slope), size):
            raise Shortcoming(f"input gradient: {slope:.4g} in a random direction, where a difference quotient gives "
                              f"{quotient:.4g}: part of forward is not differentiated; look for detach, no_grad, "
                              "rounding, in-place changes and, in TorchScript, products of complex tensors")

    def batch(self) -> None:
        y, b = self._inputs(3, *self.size(5, 10))
        with torch.no_grad():
            together = self._restore(y, b)
            for i in range(3):
                alone = self._restore(y[i:i + 1], b[i:i + 1])
                error = float((together[i:i + 1] - alone).norm() / alone.norm())
                if not error <= TOLERANCE:
                    raise Shortcoming(f"batch independence: the output of image {i + 1} of 3 differs by {error:.1e} from "
                                      f"what the image gives alone (relative, at most {TOLERANCE} is right): {ALONE}")
        # Gradients of images alone can differ by a ReLU that rounding turns over; what crosses from image to image cannot.
        first_alone = torch.zeros_like(together[:2])
        first_alone[0] = together[0]
        gradient = self._gradient_of(y[:2], b[:2], first_alone)
        if gradient is None:
            return  # the check of the gradient says so
        crossing = float(gradient[1:].abs().max() / gradient[0].abs().max())
        if not crossing <= CROSSING:
            raise Shortcoming(f"batch independence: the output of one image has a gradient in the others, {crossing:.1e} "
                              f"of that in its own: {ALONE}")

    def zeros_around_a_kernel(self) -> None:
        y, b = self._inputs(1, *self.size(16, 16))
        with torch.no_grad():
            tight, padded = self._restore(y, b), self._restore(y, pad(b, [4, 4, 4, 4]))
        error = float((padded - tight).norm() / tight.norm())
        if not error <= TOLERANCE:
            raise Shortcoming(f"kernel: zeros around it change the output by {error:.1e} (relative, at most {TOLERANCE} "
                              "is right), but kernels of different sizes are brought to one by zeros: cut them off with "
                              "zoo.framing.kernel_sides and cut_to_side, and do not use the side of the tensor")

    def value_range(self, photos: Path) -> None:
        sharp = next(iter(read_photos(photos).values()))
        if self.fixed_size is not None:
            sharp = sharp[: self.fixed_size[0], : self.fixed_size[1]]
        kernel = gaussian(7, np.random.RandomState(1))
        y = to_tensor(degrade(sharp, kernel, 0, "reflect", np.random.RandomState(1)))
        with torch.no_grad():
            restored = self._restore(y, torch.from_numpy(kernel).float()[None, None])
        closeness = psnr(restored.squeeze(0).permute(1, 2, 0).double().numpy(), sharp)
        if not closeness >= LEAST_PSNR:
            low, high = float(restored.min()), float(restored.max())
            raise Shortcoming(f"value range: a slightly blurred photograph comes back with values from {low:.3g} to "
                              f"{high:.3g}, {closeness:.1f} dB from the sharp one: input and output must be in [0, 1]; "
                              "set valueRange in the card to the network's own, or scale inside forward")

    def _inputs(self, count: int, height: int, width: int) -> Tuple[Tensor, Tensor]:
        y = torch.rand(count, 3, height, width, generator=torch.Generator().manual_seed(height))
        kernels = [camera_shake(side, np.random.RandomState(side)) for side in (9, 13, 11)][:count]
        widest = max(kernel.shape[0] for kernel in kernels)
        padded = [np.pad(kernel, (widest - kernel.shape[0]) // 2) for kernel in kernels]
        return y, torch.from_numpy(np.stack(padded)).float().unsqueeze(1)

    def _restore(self, y: Tensor, b: Tensor) -> Tensor:
        return self.network(y) if self.is_blind else self.network(y, b)

    def _gradient_of(self, y: Tensor, b: Tensor, g: Tensor) -> Optional[Tensor]:
        """The gradient in y of sum(g * output), None where the output records nothing."""
        if self.by_vjp:
            try:
                return self.network.vjp(y, g) if self.is_blind else self.network.vjp(y, b, g)
            except RuntimeError as problem:
                if any(sign in str(problem) for sign in NOT_RECORDED):
                    return None
                raise
        y = y.clone().requires_grad_(True)
        output = self._restore(y, b)
        if not output.requires_grad:
            return None
        return torch.autograd.grad((output * g).sum(), y, allow_unused=True)[0]


def _first_line(problem: Exception) -> str:
    """The line of a TorchScript traceback that says what happened, or the first one of another message."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    errors = [line for line in lines if "Error: " in line]
    return (errors or lines or ["no message"])[-1 if errors else 0]
