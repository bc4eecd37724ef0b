"""Reading weights that others saved: the containers and prefixes that occur, and a check of every name and shape."""
import pickle
import warnings
from pathlib import Path
from types import ModuleType
from typing import Dict, List, NamedTuple, Optional, Tuple
from unittest.mock import patch

import torch
from torch import Tensor, nn

from zoo import safetensors_file
from zoo.file_kind import DOWNLOAD, SAFETENSORS, SAVE_WEIGHTS, refuse_foreign

WANTED = "a state_dict that torch.save wrote, or a safetensors file"
# The authors of NAFNet and Restormer read params, where there is params_ema too.
CONTAINERS = ("state_dict", "model", "network", "params", "params_ema", "generator", "weights")
PREFIXES = ("module.", "core.", "netG.")
REBUILDING = ("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_parameter", "_rebuild_parameter_with_state")
LISTED = 8  # names that a message lists of each kind


class Weights(NamedTuple):
    """A checkpoint's tensors by name, and where in the file they were: names of dictionaries, outermost first.

    others are the containers beside the last of them that hold tensors too.
    """

    tensors: Dict[str, Tensor]
    containers: Tuple[str, ...]
    others: Tuple[str, ...]

    def origin(self) -> str:
        """One line: which container was read, and which was not."""
        if not self.containers:
            return "the file's own tensors"
        unread = f"; {', '.join(self.others)} is there too, and was not read" if self.others else ""
        return f"{'.'.join(self.containers)}{unread}"


def read(path: Path) -> Dict[str, Tensor]:
    """The tensors of a checkpoint by name; see open_weights."""
    return open_weights(path).tensors


def open_weights(path: Path, container: Optional[str] = None) -> Weights:
    """The tensors of a checkpoint by name, on the CPU, without containers and prefixes.

    Both of PyTorch's formats, the zip archive and the older stream, and safetensors are read. A checkpoint is a pickle,
    which can call any function; here it can only make tensors, and whatever else it names is left out. A dictionary that
    holds the tensors under one of CONTAINERS is opened, the named one if one is named, a prefix that all names share is
    dropped, and a network file gives its own tensors.
    ValueError, in one line, if the file is none of this; it says what the file is and what to do.
    """
    kind = refuse_foreign(path, "a checkpoint", WANTED, allowed=(SAFETENSORS,))
    try:
        content = safetensors_file.read(path) if kind == SAFETENSORS else _load(path)
    except OSError:
        raise
    except Exception as problem:  # pickle, zip and torch each raise their own
        reason = " ".join(str(problem).split()) or type(problem).__name__
        raise ValueError(f"{path}: not a checkpoint, or a damaged one ({reason}): must be {WANTED}; {DOWNLOAD}")
    found = _unwrapped(content, container)
    if found is None:
        raise ValueError(f"{path}: {_described_content(content)}")
    if container is not None and container not in found.containers:
        known = ", ".join(found.containers + found.others) or "left out"
        raise ValueError(f"{path}: container {container}: is not there: must be {known}")
    return found._replace(tensors=_without_prefixes(found.tensors))


def _described_content(content) -> str:
    held = content.values() if isinstance(content, dict) else [content]
    modules = [value for value in held if isinstance(value, _LeftOut)]
    if modules and (not isinstance(content, dict) or any(name in CONTAINERS for name in content)):
        return f"a pickle of a whole module ({type(modules[0]).__name__}): must be {WANTED}; {SAVE_WEIGHTS}"
    kinds = ", ".join(map(str, content)) if isinstance(content, dict) else type(content).__name__
    return f"holds no state_dict: must be one, or hold one as {', '.join(CONTAINERS)}; found {kinds}"


def load(network: nn.Module, state: Dict[str, Tensor], source: str) -> None:
    """Give the network the checkpoint's tensors.

    ValueError that names what is missing, left over or of another shape; source names the checkpoint in it. Counters of
    batches (`num_batches_tracked`) may be missing, and so may all but one of the names of one tensor.
    """
    own = network.state_dict()
    aliases = _aliases(own)
    wrong = _differing_aliases(state, aliases)
    filled = {name: state[name] for name in own if name in state}
    for name in own:
        if name not in filled:
            known = [alias for alias in aliases[name] if alias in state]
            if known:
                filled[name] = state[known[0]]
            elif name.endswith("num_batches_tracked"):
                filled[name] = own[name]
    wrong += _described("missing", [name for name in own if name not in filled])
    wrong += _described("left over", [name for name in state if name not in own])
    wrong += _described("of another shape", [
        f"{name} {tuple(tensor.shape)}, must be {tuple(own[name].shape)}"
        for name, tensor in filled.items() if tensor.shape != own[name].shape])
    wrong += _described("with values that are not finite", [
        name for name, tensor in filled.items() if not torch.isfinite(tensor).all()])
    if wrong:
        raise ValueError(f"{source} does not fit: " + "; ".join(wrong))
    network.load_state_dict(filled)


class _LeftOut:
    """Stands for an object of a class that has no business in a checkpoint of weights; takes anything, does nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def __setstate__(self, state):
        pass

    def append(self, item):
        pass

    def extend(self, items):
        pass

    def __setitem__(self, key, value):
        pass


class _HarmlessUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str):
        is_tensor_part = module == "torch._utils" and name in REBUILDING
        is_storage = module in ("torch", "torch.storage", "torch.cuda") and name.endswith("Storage")
        is_plain = (module, name) in (("collections", "OrderedDict"), ("torch", "Size"))
        if is_tensor_part or is_storage or is_plain:
            return super().find_class(module, name)
        return type(f"{module}.{name}", (_LeftOut,), {})


def _harmless_pickle() -> ModuleType:
    """Python's pickle module with the unpickler in place of its own."""
    module = ModuleType("harmless_pickle")
    module.__dict__.update(pickle.__dict__)
    module.Unpickler = _HarmlessUnpickler
    module.load = lambda file, **options: _HarmlessUnpickler(file, **options).load()
    return module


def _load(path: Path):
    harmless = _harmless_pickle()
    # PyTorch 1.13.0 ignores the argument pickle_module, and uses what it imported by that name.
    with patch.object(torch.serialization, "pickle", harmless), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a network file goes to torch.jit.load
        return torch.load(path, map_location="cpu", pickle_module=harmless, weights_only=False)


def _unwrapped(content, wanted: Optional[str]) -> Optional[Weights]:
    """The tensors inside, or None."""
    if isinstance(content, torch.jit.ScriptModule):
        return Weights(dict(content.state_dict()), (), ())
    if not isinstance(content, dict):
        return None
    if all(isinstance(value, Tensor) for value in content.values()):
        return Weights(dict(content), (), ())
    present = [name for name in CONTAINERS if name in content]
    for name in sorted(present, key=lambda name: name != wanted):
        inner = _unwrapped(content[name], wanted)
        if inner is not None:
            others = tuple(other for other in present if other != name and isinstance(content[other], dict))
            return Weights(inner.tensors, (name, *inner.containers), (*others, *inner.others))
    return None


def _without_prefixes(state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    for prefix in PREFIXES:
        if state and all(name.startswith(prefix) for name in state):
            return _without_prefixes({name[len(prefix):]: tensor for name, tensor in state.items()})
    return state


def _aliases(state: Dict[str, Tensor]) -> Dict[str, List[str]]:
    """For each name, all names of the same tensor."""
    groups: Dict[tuple, List[str]] = {}
    for name, tensor in state.items():
        groups.setdefault((tensor.data_ptr(), tuple(tensor.shape)), []).append(name)
    return {name: names for names in groups.values() for name in names}


def _differing_aliases(state: Dict[str, Tensor], aliases: Dict[str, List[str]]) -> List[str]:
    differing = []
    for names in {tuple(names) for names in aliases.values() if len(names) > 1}:
        present = [name for name in names if name in state]
        differing += [f"{name} differs from {present[0]}" for name in present[1:]
                      if not torch.equal(state[name], state[present[0]])]
    return _described("of two values for one tensor", sorted(differing))


def _described(kind: str, names: List[str]) -> List[str]:
    if not names:
        return []
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return [f"{len(names)} {kind} ({', '.join(names[:LISTED])}{more})"]
