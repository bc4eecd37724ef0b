"""Whether the workers' libtorch can load what this PyTorch writes: every operator in the code must be one that it knows."""
from pathlib import Path
from typing import Iterator, List, Set

import torch

from zoo.torchscript_file import graphs

WORKER = "2.7.1"
OPERATORS = Path(__file__).with_name(f"libtorch-{WORKER}-operators.txt")
NAMESPACE = "aten::"  # of the operators that it lists; those of the language itself do not change


def loadable(scripted: torch.jit.ScriptModule) -> torch.jit.ScriptModule:
    """The network, frozen if only that frees it from operators that the workers' libtorch does not know.

    A library function such as interpolate has a branch for each of its modes. Freezing drops the branches that are not
    taken, and makes constants of the weights.
    ValueError that names operators that are left.
    """
    if not unknown_operators(scripted):
        return scripted
    kept = [name for name in ("vjp",) if name in scripted._c._method_names()]  # beside forward
    frozen = torch.jit._script.RecursiveScriptModule(torch._C._freeze_module(scripted._c, kept))
    torch.jit._script.RecursiveScriptModule._finalize_scriptmodule(frozen)
    unknown = unknown_operators(frozen)
    if unknown:
        raise ValueError(f"the network uses {', '.join(unknown)}, which libtorch {WORKER} of the workers does not know and PyTorch "
                         f"{torch.__version__} writes: must be replaced by an older operator, or be written by PyTorch {WORKER} "
                         "or older")
    return frozen


def unknown_operators(scripted: torch.jit.ScriptModule) -> List[str]:
    """Names of operators in the code, called functions included, that the workers' libtorch does not know."""
    used: Set[str] = set()
    for graph in graphs(scripted):
        inlined = graph.copy()
        torch._C._jit_pass_inline(inlined)
        used.update(_kinds(inlined))
    known = set(OPERATORS.read_text().split())
    return sorted(kind for kind in used if kind.startswith(NAMESPACE) and kind not in known)


def _kinds(block) -> Iterator[str]:
    for node in block.nodes():
        yield node.kind()
        for inner in node.blocks():
            yield from _kinds(inner)
