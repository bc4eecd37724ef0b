"""Cases by which another program shows that it gets from a network file what PyTorch gets from the network itself.

A case is a folder: network.pt, y.npy (2, 3, H, W), b.npy (2, 1, K, K) for non-blind networks, with two kernels of
different sizes, output.npy, and gradient.npy, the gradient in y of sum(g * output) for g.npy, all float32; and
tolerance.json, how far the output may be off (the largest difference) and the gradient (relative, L2). Expected
values come from the network as it is in Python, not from the file. The weights are generated from their names, and
come from a checkpoint of the authors' container, so that reading those is part of it.
"""
import json
from pathlib import Path
from typing import Any, Dict, NamedTuple

import numpy as np
import torch

from zoo.catalogue import entry
from zoo.deblurganv2 import inception
from zoo.export import Request, build, core_of, export
from zoo.generated_weights import between, fill
from zoo.kernels import camera_shake, zero_padded

OUTPUT_TOLERANCE = 1e-4
PUBLISHED = ("mprnet", "dwdn", "rgdn", "deblurganv2")


class Case(NamedTuple):
    """How a network is tried: gains of its generated weights, options, container and prefix of its checkpoint.

    gradient_tolerance bounds the relative distance of gradients, in the L2 norm.
    """

    gain: float
    overrides: Dict[str, float] = {}
    options: Dict[str, Any] = {}
    container: str = ""
    prefix: str = ""
    gradient_tolerance: float = 1e-3


# Gains with which outputs of random weights stay near the value range. Single signs flip at the kinks of ReLU between any
# two float32 runs: golden.py has what that does to the gradients of RGDN and of DeblurGAN-v2.
CASES = {
    "mprnet": Case(0.7, container="state_dict", prefix="module."),
    "dwdn": Case(0.9),
    "rgdn": Case(1.5, options={"steps": 12}, gradient_tolerance=3e-2),
    "deblurganv2": Case(1.3, {"final.weight": 0.5}, container="model", prefix="module.",
                        gradient_tolerance=3e-2),
}


def write(name: str, folder: Path) -> Path:
    """Write the case of a network of the catalogue to folder/NAME; returns that folder."""
    described, case = entry(name), CASES.get(name, Case(0.7))
    folder = Path(folder) / name
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pth"
    _write_checkpoint(name, case, checkpoint)
    request = Request(name, checkpoint, case.options)
    network, _ = build(request)
    export(request, folder / "network.pt")
    checkpoint.unlink()
    side = described.minimum_size + 5  # no multiple of anything
    y = between("input", (2, 3, side, side + 6), 0, 1).requires_grad_(True)
    inputs = [y]
    if described.kind == "non-blind":
        kernels = [zero_padded(camera_shake(size, np.random.RandomState(size)), 13) for size in (13, 9)]
        inputs.append(torch.from_numpy(np.stack(kernels)).float().unsqueeze(1))
        np.save(folder / "b.npy", inputs[1].numpy())
    output = network(*inputs)
    g = between("g", tuple(output.shape), -1, 1)
    gradient, = torch.autograd.grad((output * g).sum(), y)
    for part, tensor in {"y": y, "output": output, "g": g, "gradient": gradient}.items():
        np.save(folder / f"{part}.npy", tensor.detach().contiguous().numpy())
    tolerance = {"output": OUTPUT_TOLERANCE, "gradient": case.gradient_tolerance}
    (folder / "tolerance.json").write_text(json.dumps(tolerance) + "\n")
    return folder


def _write_checkpoint(name: str, case: Case, path: Path) -> None:
    core = inception() if name == "deblurganv2" else core_of(entry(name).build(**entry(name).options))
    fill(core, case.gain, case.overrides)
    state = {case.prefix + key: tensor for key, tensor in core.state_dict().items()}
    torch.save({case.container: state} if case.container else state, path, _use_new_zipfile_serialization=False)
