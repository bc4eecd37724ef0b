"""Networks in ONNX files: converted to PyTorch, so that they have a gradient, and compared with the file's own output."""
from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np
import torch
from torch import Tensor, nn

from zoo.onnx_opset import lowered
from zoo.user_module import UserModule, of_python, wrapped

PACKAGES = "pip install onnx onnx2torch"


class Original(nn.Module):
    """The file as ONNX's own evaluator runs it, without a gradient."""

    def __init__(self, path: Path, names: List[str]):
        super().__init__()
        self.names = names
        try:
            import onnxruntime
            self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            self.evaluator = "ONNX Runtime"
        except ImportError:
            from onnx.reference import ReferenceEvaluator
            self.session = ReferenceEvaluator(str(path))
            self.evaluator = "the reference evaluator of ONNX"

    def forward(self, *arrays: Tensor) -> Tensor:
        outputs = self.session.run(None, {name: array.numpy() for name, array in zip(self.names, arrays)})
        return torch.from_numpy(np.asarray(outputs[0]))


def read(path: Path, described: Dict[str, Any]) -> UserModule:
    """The network as TorchScript behind Shakedown's interface.

    A height and width that are fixed in the file become fixedSize, a fixed batch is run image by image.
    ValueError, in one line, without the converter, for an operator that it lacks, and a network of another interface.
    """
    try:
        import onnx
        import onnx2torch
    except ImportError as problem:
        raise ValueError(f"{path}: an ONNX file needs the packages onnx and onnx2torch ({problem}): {PACKAGES}") from problem
    try:
        model = onnx.load(str(path))
        weights = {tensor.name for tensor in model.graph.initializer}
        taken = [value for value in model.graph.input if value.name not in weights]
        converted = onnx2torch.convert(_simplified(lowered(model))).eval()
    except Exception as problem:  # of the protocol buffer, or an operator that is not known
        reason = " ".join(str(problem).split())[:200] or type(problem).__name__
        raise ValueError(f"{path}: onnx2torch cannot convert it ({reason}): must hold operators that it knows, at an opset that it "
                         "knows; export the network again with opset_version=17, or from its Python code with python3 -m zoo "
                         "export-module") from problem
    shape = [dimension.dim_value for dimension in taken[0].type.tensor_type.shape.dim] if taken else []
    wanted = 1 if described["kind"] == "blind" else 2
    if len(taken) != wanted or len(shape) != 4 or shape[1] not in (0, 3):
        raise ValueError(f"{path}: takes {len(taken)} inputs, the first of shape {shape}: must take "
                         f"{'y' if wanted == 1 else 'y and b'}, images (N, 3, H, W), as kind: {described['kind']} says")
    _make_parameters(converted)
    for parameter in converted.parameters():
        parameter.requires_grad_(False)
    notes: List[str] = []
    fixed: Optional[List[int]] = shape[2:] if all(shape[2:]) else None
    if described.get("fixedSize") is None and fixed is not None:
        described["fixedSize"] = fixed
        notes.append(f"the file takes {fixed[0]}x{fixed[1]} alone; export it with dynamic axes for height and width to have no tiles")
    user = of_python(converted, described, str(path))
    original = Original(path, [value.name for value in taken])
    notes.append(f"converted by onnx2torch, compared with {original.evaluator}")
    return user._replace(notes=notes + user.notes, original=wrapped(original, described))


def _simplified(model):
    """The model without what PyTorch writes and the converter lacks.

    An Identity that names a weight a second time (PyTorch 1.13) is left out. So is allowzero (PyTorch 2.9), which tells
    what a side of 0 pixels means. Nodes without a name get one: the converter's own can be another node's.
    """
    weights = {tensor.name for tensor in model.graph.initializer}
    aliases: Dict[str, str] = {}
    for number, node in enumerate(list(model.graph.node)):
        node.name = node.name or f"unnamed_{number}"
        for place, name in enumerate(node.input):
            node.input[place] = aliases.get(name, name)
        for attribute in [each for each in node.attribute if node.op_type == "Reshape" and each.name == "allowzero"]:
            node.attribute.remove(attribute)
        if node.op_type == "Identity" and node.input[0] in weights:
            aliases[node.output[0]] = node.input[0]
            model.graph.node.remove(node)
    return model


def _make_parameters(network: nn.Module) -> None:
    """Weights that the converter keeps as buffers, named so by it, become parameters, as which they are counted."""
    for module in network.modules():
        for name, tensor in list(module.named_buffers(recurse=False)):
            if name.startswith("onnx_initializer") and tensor.is_floating_point() and tensor.dim() > 0:
                del module._buffers[name]
                module.register_parameter(name, nn.Parameter(tensor, requires_grad=False))
