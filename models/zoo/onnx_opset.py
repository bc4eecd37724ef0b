"""ONNX models of newer opsets, written as opset 17, the newest that the converter knows throughout."""
from typing import Any, Dict, List, Optional

import numpy as np

NEWEST = 17
# Since then, their axes are an input.
REDUCTIONS = ("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
              "ReduceSumSquare")
# Attributes that came with a newer opset, each with its values that say what older opsets mean.
ADDED: Dict[str, Dict[str, List[Any]]] = {
    "AveragePool": {"dilations": [[1, 1]]},
    "Cast": {"saturate": [0, 1]},  # of 8-bit floats
    "Constant": {},
    "ConstantOfShape": {},
    "Equal": {},
    "Flatten": {},
    "Identity": {},
    "IsInf": {},
    "IsNaN": {},
    "Pad": {},
    "Reshape": {},
    "Resize": {"antialias": [0], "keep_aspect_ratio_policy": [b"stretch"]},
    "ScatterND": {},
    "Shape": {},
    "Split": {},
    "Transpose": {},
    "Unsqueeze": {},
}


def lowered(model):
    """The model with opset 17, changed in place; older ones are left alone.

    ValueError for an operator that means something in its opset which opset 17 cannot say.
    """
    from onnx import defs
    for opset in model.opset_import:
        if opset.domain in ("", "ai.onnx") and opset.version > NEWEST:
            constants = _constants(model)
            for node in model.graph.node:
                if node.domain in ("", "ai.onnx") and defs.has(node.op_type):
                    if defs.get_schema(node.op_type, opset.version).since_version > NEWEST:
                        _lower(node, constants, opset.version)
            opset.version = NEWEST
    return model


def _lower(node, constants: Dict[str, np.ndarray], version: int) -> None:
    from onnx import helper
    if node.op_type in REDUCTIONS:
        axes = _axes(node, constants, version)
        kept = [each for each in node.attribute if each.name == "keepdims"]
        del node.attribute[:], node.input[1:]
        node.attribute.extend(kept)
        if axes is not None:
            node.attribute.append(helper.make_attribute("axes", axes))
        return
    allowed = ADDED.get(node.op_type)
    if allowed is None or node.op_type == "Pad" and len(node.input) > 3 and node.input[3]:
        raise _unknown(node, version)
    if node.op_type == "Split":  # as many parts as outputs, without which they are equal
        allowed = {"num_outputs": [len(node.output)]}
    for attribute in [each for each in node.attribute if each.name in allowed]:
        value = helper.get_attribute_value(attribute)
        if value not in allowed[attribute.name]:
            raise _unknown(node, version, f" with {attribute.name} {value}")
        node.attribute.remove(attribute)


def _axes(node, constants: Dict[str, np.ndarray], version: int) -> Optional[List[int]]:
    """What a reduction reduces; None for all axes."""
    name = node.input[1] if len(node.input) > 1 else ""
    if name and name not in constants:
        raise _unknown(node, version, " with axes that are computed")
    axes = [int(axis) for axis in constants[name]] if name else []
    if not axes and any(each.name == "noop_with_empty_axes" and each.i for each in node.attribute):
        raise _unknown(node, version, " with noop_with_empty_axes")
    return axes or None


def _constants(model) -> Dict[str, np.ndarray]:
    """The tensors that are stored in the file, by name."""
    from onnx import numpy_helper
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer if len(tensor.dims) == 1}
    for node in model.graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            found[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        elif node.op_type == "Constant" and node.attribute[0].name == "value_ints":
            found[node.output[0]] = np.array(node.attribute[0].ints)
    return found


def _unknown(node, version: int, how: str = "") -> ValueError:
    return ValueError(f"{node.op_type}{how} of opset {version} has no equal in opset {NEWEST}")
