"""TorchScript of a network in Python: scripted, or traced and compared with the network at other sizes and batches."""
import warnings
from typing import Any, Dict, List, NamedTuple, Optional

import torch
from torch import Tensor, nn

from zoo.sizes import inputs, problem, require_stated, smallest
from zoo.tiling import AloneBlind, AloneNonBlind

SCRIPTED = "scripted"
TOLERANCE = 1e-4  # relative, of float32 sums in another order


class Compiled(NamedTuple):
    """A network that TorchScript stores, and what was done to it, a line each."""

    network: nn.Module
    notes: List[str]


def compiled(network: nn.Module, described: Dict[str, Any], source: str) -> Compiled:
    """Script the network, and trace it where TorchScript cannot compile it.

    ValueError if neither gives what the network gives: the trace is compared at another picture, two other sizes (unless
    the card states fixedSize) and a batch of two.
    """
    try:
        return Compiled(torch.jit.script(network), [SCRIPTED])
    except Exception as problem_of_script:  # the compiler raises many kinds
        reason = _complaint(problem_of_script)
    fixed = described.get("fixedSize")
    side = smallest(described)
    height, width = fixed or (side, side)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            traced = torch.jit.trace(network, tuple(inputs(described, 1, height, width)), check_trace=False)
    except Exception as problem_of_trace:
        raise ValueError(f"{source}: TorchScript cannot compile the network ({reason}), and it cannot be traced at "
                         f"{height}x{width} ({_complaint(problem_of_trace)}): annotate what is no tensor, replace Python that "
                         "TorchScript lacks, and see torch.jit.script(build())") from problem_of_trace
    others = [] if fixed else [(side + multiple, side + 3 * multiple)
                               for multiple in (described.get("sizeMultiple", 1), 4 * described.get("sizeMultiple", 1))]
    for other_height, other_width in [(height, width)] + others:
        wrong = _difference(network, traced, described, other_height, other_width)
        if wrong is not None:
            raise ValueError(f"{source}: TorchScript cannot compile the network ({reason}), and what tracing at {height}x{width} "
                             f"gives is another network at {other_height}x{other_width} ({wrong}): make it compile, or state "
                             f"the size to trace at, fixedSize: [{height}, {width}] on the card; the network is then wrapped "
                             "in tiles of that size")
    sizes = ", ".join(f"{each[0]}x{each[1]}" for each in [(height, width)] + others)
    return Compiled(traced, [f"traced at {height}x{width}, since TorchScript cannot compile it ({reason}); the same as the "
                             f"network at {sizes}"])


def for_batches(network: nn.Module, described: Dict[str, Any]) -> Compiled:
    """The network, one image after another if two at a time fail or influence each other, as in a trace of one image."""
    height, width = described.get("fixedSize") or (smallest(described), smallest(described))
    wrong = problem(network, described, 2, height, width) or _influence(network, described, height, width)
    if wrong is None:
        return Compiled(network, [])
    alone = AloneBlind if described["kind"] == "blind" else AloneNonBlind
    return Compiled(alone(network), [f"images of a batch run one after another: two at a time do not work ({wrong})"])


def _influence(network: nn.Module, described: Dict[str, Any], height: int, width: int) -> Optional[str]:
    """How much an image's output changes with the other in its batch, in words; None if by rounding alone."""
    tried = inputs(described, 2, height, width)
    with torch.no_grad():
        alone = network(*(each[1:] for each in tried))
        error = float((network(*tried)[1:] - alone).norm() / alone.norm())
    return None if error <= TOLERANCE or error != error else f"outputs off by {error:.1e}, relative"


def require_sizes(network: nn.Module, described: Dict[str, Any], source: str) -> Compiled:
    """A network without Python code behind it, checked to take the sizes that its card states, for batches of any size."""
    require_stated(network, described, source)
    return for_batches(network, described)


def _difference(network: nn.Module, traced: nn.Module, described: Dict[str, Any], height: int, width: int):
    """How the trace fails or differs on a dark, a bright and an even picture, in one line; None if it does not."""
    low, high = described.get("valueRange", [0, 1])
    for seed, (scale, offset) in enumerate(((1.0, 0.0), (0.2, 0.0), (0.2, 0.8))):
        tried = inputs(described, 1, height, width, seed + 1)
        tried[0] = low + (tried[0] - low) * scale + (high - low) * offset
        with torch.no_grad():
            expected = network(*tried)
            try:
                actual = traced(*tried)
            except RuntimeError as failure:
                return _complaint(failure)
        if not isinstance(expected, Tensor):
            return f"the network returns {type(expected).__name__}, must be one tensor"
        if actual.shape != expected.shape:
            return f"{tuple(actual.shape)} instead of {tuple(expected.shape)}"
        error = float((actual - expected).norm() / expected.norm().clamp(min=1e-12))
        if not error <= TOLERANCE:
            return f"off by {error:.1e}, relative"
    return None


def _complaint(failure: Exception) -> str:
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    errors = [line for line in lines if "Error: " in line]
    return (errors[-1] if errors else " ".join(lines[:2]) or type(failure).__name__)[:200]
