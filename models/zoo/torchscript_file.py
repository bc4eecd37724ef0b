"""Reading a TorchScript file that another program wrote: a network whose weights may be constants of its code."""
from pathlib import Path
from typing import Dict, List

import torch
from torch import Tensor, nn

from zoo.file_kind import DOWNLOAD

TOLERANCE = 1e-5
LISTED = 4
# Which input of an operator switches training on.
TRAINING_INPUT = {
    "aten::batch_norm": 5, "aten::native_batch_norm": 5, "aten::_native_batch_norm_legit": 5,
    "aten::_native_batch_norm_legit_functional": 5, "aten::dropout": 2, "aten::feature_dropout": 2, "aten::native_dropout": 2}
STORED_MEAN = 3
EVAL = "call network.eval() before it is scripted or traced, and save it again"


def read(path: Path) -> torch.jit.ScriptModule:
    """The network on the CPU, in eval mode, its parameters frozen.

    ValueError, in one line, for what libtorch cannot load, and weights that are not finite.
    """
    try:
        network = torch.jit.load(str(path), map_location="cpu")
    except RuntimeError as problem:
        reason = " ".join(str(problem).split())[:200]
        raise ValueError(f"{path}: PyTorch {torch.__version__} cannot load it ({reason}): must be a file of this version or an "
                         f"older one; use a newer PyTorch, or {DOWNLOAD}") from problem
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    require_finite(network, str(path))
    return network


def in_train_mode(network: nn.Module) -> List[str]:
    """Names of the modules that were saved in train mode."""
    return [name or "the network" for name, module in network.named_modules() if getattr(module, "training", False)]


def require_eval_mode(network: nn.Module, inputs: List[Tensor], source: str) -> None:
    """Puts the network into eval mode.

    ValueError if that changes its output, or if it was traced in train mode.
    """
    require_no_training(network, source)
    modules = in_train_mode(network)
    if not modules:
        return
    with torch.no_grad():
        torch.manual_seed(0)
        before = network(*inputs)
        after = network.eval()(*inputs)
    if isinstance(before, Tensor) and not float((before - after).norm()) <= TOLERANCE * float(after.norm()):
        raise ValueError(f"{source}: saved in train mode ({', '.join(modules[:LISTED])}): must be saved in eval mode, in "
                         f"which workers run it and its output differs; {EVAL}")


def require_no_training(network: nn.Module, source: str) -> None:
    """ValueError for code that was traced or exported in train mode, which eval mode does not change."""
    nodes = [node for graph in graphs(network) for kind in TRAINING_INPUT for node in graph.findAllNodes(kind)]
    operators = sorted({node.kind() for node in nodes if _is_of_train_mode(node)})
    if operators:
        raise ValueError(f"{source}: traced in train mode ({', '.join(operators)}): must be traced in eval mode; {EVAL}")


def require_finite(network: nn.Module, source: str) -> None:
    """ValueError that names weights with NaN or infinite values."""
    stored = {**network.state_dict(), **{f"constant {i}": each for i, each in enumerate(constants(network))}}
    wrong = [name for name, tensor in stored.items() if not torch.isfinite(tensor).all()]
    if wrong:
        more = f" and {len(wrong) - LISTED} more" if len(wrong) > LISTED else ""
        raise ValueError(f"{source}: NaN or infinite weights in {', '.join(wrong[:LISTED])}{more}: must be finite; "
                         f"{DOWNLOAD}, or save an earlier state of the training")


def graphs(network: nn.Module) -> list:
    """Those of all methods of a scripted network."""
    modules = [module for module in network.modules() if isinstance(module, torch.jit.ScriptModule)]
    return [module._c._get_method(name).graph for module in modules for name in module._c._method_names()]


def _is_of_train_mode(node) -> bool:
    """Whether it was recorded with training on; statistics of the batch are as meant where no others are stored."""
    given = list(node.inputs())
    if "batch_norm" in node.kind() and given[STORED_MEAN].node().mustBeNone():
        return False
    return given[TRAINING_INPUT[node.kind()]].toIValue() is True


def constants(network: nn.Module) -> List[Tensor]:
    """Tensors of floating point that are constants of a scripted network's code, each once; scalars are left out."""
    found: Dict[int, Tensor] = {}
    for graph in graphs(network):
        for node in graph.findAllNodes("prim::Constant"):
            if node.hasAttribute("value") and node.kindOf("value") == "t":
                value = node.t("value")
                if value.is_floating_point() and value.dim() > 0:
                    found[value.data_ptr()] = value
    return list(found.values())


def has_no_branches(network: nn.Module) -> bool:
    """Whether the code has neither branches nor loops, as that of every trace."""
    return not any(graph.findNode(kind) for graph in graphs(network) for kind in ("prim::If", "prim::Loop"))


def count_weights(network: nn.Module) -> int:
    """How many weights a network has: parameters, and constants of code that was traced or frozen."""
    return (sum(parameter.numel() for parameter in network.parameters())
            + sum(constant.numel() for constant in constants(network)))
