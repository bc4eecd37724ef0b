"""Networks in files of torch.export (.pt2): traced to TorchScript, with the sizes that the program states."""
from pathlib import Path
from typing import Any, Dict

import torch

from zoo.user_module import UserModule, of_python

NEEDS = "PyTorch 2.1 or later, not older than the one that wrote it"


def read(path: Path, described: Dict[str, Any]) -> UserModule:
    """The program as TorchScript behind Shakedown's interface.

    A height and width that are fixed in the program become fixedSize, a fixed batch is run image by image.
    ValueError, in one line, for a PyTorch that cannot read it, and a program of another interface.
    """
    if not hasattr(torch, "export"):
        raise ValueError(f"{path}: PyTorch {torch.__version__} has no torch.export: run the same command with a Python that has "
                         f"{NEEDS}")
    try:
        program = torch.export.load(str(path))
    except Exception as problem:  # many kinds, from the archive to the schema
        reason = " ".join(str(problem).split())[:200] or type(problem).__name__
        raise ValueError(f"{path}: PyTorch {torch.__version__} cannot read it ({reason}): must be read by {NEEDS}") from problem
    names = list(program.graph_signature.user_inputs)
    shapes = [node.meta["val"].shape for node in program.graph.nodes if node.op == "placeholder" and node.name in names]
    wanted = 1 if described["kind"] == "blind" else 2
    if len(shapes) != wanted or len(shapes[0]) != 4:
        raise ValueError(f"{path}: takes {len(shapes)} inputs of shapes {[tuple(shape) for shape in shapes]}: must take "
                         f"{'y' if wanted == 1 else 'y and b'}, images (N, 3, H, W), as kind: {described['kind']} says")
    height, width = shapes[0][2:]
    notes = []
    if described.get("fixedSize") is None and isinstance(height, int) and isinstance(width, int):
        described["fixedSize"] = [height, width]
        notes.append(f"the program takes {height}x{width} alone; export it with dynamic_shapes for height and width to have no tiles")
    user = of_python(_single(program.module()), described, str(path))
    return user._replace(notes=notes + user.notes)


def _single(network: torch.nn.Module) -> torch.nn.Module:
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network
