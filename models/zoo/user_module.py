"""Export of a user's own network: any PyTorch module, with a card that says what it is."""
import importlib
import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import torch
import yaml
from torch import Tensor, nn
from torch.nn.functional import pad

from zoo import card as cards
from zoo import network_file
from zoo.compilation import SCRIPTED, TOLERANCE, compiled, for_batches
from zoo.conformance import check
from zoo.export import callable_of
from zoo.framing import missing_to_multiple
from zoo.scoring import clean_score, score
from zoo.sizes import inputs
from zoo.tiling import TiledBlind, TiledNonBlind, default_overlap
from zoo.torchscript_file import count_weights, require_no_training

FRAMINGS = ("reflect", "replicate", "zero")
REQUIRED = cards.REQUIRED
OPTIONAL = ("title", "origin", "trainingData", "trainedFor", "minimumSize", "valueRange", "sizeMultiple", "framing",
            "fixedSize", "overlap", "options", "precision", "gmac")


class Framed(nn.Module):
    """A network of another value range or size rule behind Shakedown's: [0, 1], any size.

    The image is scaled to [low, high], continued at the bottom and the right to a multiple, and the result cropped and
    scaled back.
    """

    def __init__(self, network: nn.Module, low: float, high: float, multiple: int, framing: str):
        super().__init__()
        self.network = network
        self.low = low
        self.high = high
        self.multiple = multiple
        self.framing = framing

    def framed(self, y: Tensor) -> Tensor:
        down, right = missing_to_multiple(y.size(2), self.multiple), missing_to_multiple(y.size(3), self.multiple)
        y = y * (self.high - self.low) + self.low
        if self.framing == "zero":
            return pad(y, [0, right, 0, down])
        return pad(y, [0, right, 0, down], mode=self.framing)

    def unframed(self, output: Tensor, y: Tensor) -> Tensor:
        return (output[:, :, : y.size(2), : y.size(3)] - self.low) / (self.high - self.low)


class FramedBlind(Framed):
    def forward(self, y: Tensor) -> Tensor:
        return self.unframed(self.network(self.framed(y)), y)


class FramedNonBlind(Framed):
    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        return self.unframed(self.network(self.framed(y), b), y)


class UserModule(NamedTuple):
    """A network behind Shakedown's interface, and what its owner says of it.

    notes are lines that say how it came there. original is the same interface around the network as it was before it was
    scripted, traced or converted, None where that is all there is.
    """

    network: nn.Module
    described: Dict[str, Any]
    notes: List[str] = []
    original: Optional[nn.Module] = None


def load(target: str, card: Path) -> UserModule:
    """Call PACKAGE.MODULE:FUNCTION, from the current folder or the Python path, or FILE.py:FUNCTION; read the card's YAML.

    The network is scripted, or traced where TorchScript cannot compile it.
    ValueError that says which of the two is wrong.
    """
    described = read_description(card)
    network = _built(target).eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    user = of_python(network, described, target)
    if SCRIPTED in user.notes:  # a trace may hold views that need the other layout
        user.network.to(memory_format=torch.channels_last)
    return user


def of_python(network: nn.Module, described: Dict[str, Any], source: str) -> UserModule:
    """A network that runs in Python, as TorchScript behind Shakedown's interface."""
    script = compiled(network, described, source)
    require_no_training(script.network, source)
    batches = for_batches(script.network, described) if described.get("fixedSize") else script._replace(notes=[])
    return UserModule(wrapped(batches.network, described), described,
                      script.notes + batches.notes + tiling_notes(described), wrapped(network, described))


def _built(target: str) -> nn.Module:
    module_name, separator, function = target.rpartition(":")
    if not separator or not function:
        raise ValueError(f"'{target}': must be PACKAGE.MODULE:FUNCTION or FILE.py:FUNCTION, such as my_pkg.my_net:build")
    path = Path(module_name)
    is_file = path.suffix == ".py"
    sys.path.insert(0, str(path.resolve().parent if is_file else Path.cwd()))
    try:
        build = getattr(_module_of(path) if is_file else importlib.import_module(module_name), function)
    except (ImportError, AttributeError, SyntaxError, OSError) as problem:
        raise ValueError(f"'{target}' cannot be imported: {problem}") from problem
    finally:
        sys.path.pop(0)
    network = build()
    if not isinstance(network, nn.Module):
        raise ValueError(f"'{target}' returned {type(network).__name__}: must return a torch.nn.Module with its weights")
    return network


def _module_of(path: Path) -> ModuleType:
    """Run a file as a module of its own name, which TorchScript looks its sources up by."""
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module
    specification.loader.exec_module(module)
    return module


def export_module(user: UserModule, out: Path, photos: Path, scored: bool) -> Tuple[str, dict]:
    """Script, check and write the network; returns the file's SHA-256 and its card.

    ValueError with every shortcoming, a line each, if the network cannot be attacked; the file is not written then.
    """
    out = Path(out)
    partial = out.with_suffix(".partial")
    card = _card(user)
    try:
        network_file.write(partial, user.network, card)
        scripted, _ = network_file.read(partial)
        shortcomings = check(scripted, card["kind"], card["minimumSize"], photos, card["gradient"] == "vjp",
                             card.get("fixedSize"))
        if shortcomings:
            raise ValueError(f"{card['name']} cannot be attacked as it is: {'; '.join(shortcomings)}")
        _require_same(user, scripted)
        if scored:
            restore = callable_of(scripted, card["kind"])
            card["cleanScore"] = clean_score(score(restore, photos), f"`python3 -m zoo score {out.name}` in models/")
        digest = network_file.write(partial, user.network, card)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return digest, card


def _require_same(user: UserModule, written: nn.Module) -> None:
    """ValueError if the file's output is not the original's."""
    if user.original is None:
        return
    side = user.described.get("minimumSize", 64)
    height, width = user.described.get("fixedSize") or (side + 3, side + 5)
    tried = inputs({"kind": user.described["kind"]}, 1, height, width, seed=7)
    with torch.no_grad():
        expected, actual = user.original(*tried), written(*tried)
    error = float((actual - expected).norm() / expected.norm())
    if not error <= TOLERANCE:
        raise ValueError(f"{user.described['name']}: the output at {height}x{width} is off by {error:.1e} (relative, at most "
                         f"{TOLERANCE} is right) from the original's: keep the network from depending on time, random numbers "
                         "or earlier calls, or state fixedSize: [height, width] on the card")
    user.notes.append(f"output at {height}x{width} off by {error:.1e} (relative) from the original's")


def read_description(path: Path) -> Dict[str, Any]:
    """The card's YAML; ValueError, in one line, for fields that are missing, unknown or wrong."""
    described = yaml.safe_load(Path(path).read_text())
    if not isinstance(described, dict):
        raise ValueError(f"{path}: must be a mapping of {', '.join(REQUIRED)} and perhaps {', '.join(OPTIONAL)}")
    wrong = [f"{field}: missing" for field in REQUIRED if field not in described]
    wrong += [f"{field}: unknown, must be one of {', '.join(REQUIRED + OPTIONAL)}"
              for field in described if field not in REQUIRED + OPTIONAL]
    wrong += _wrong_framing(described)
    if wrong:
        raise ValueError(f"{path}: " + "; ".join(wrong))
    return described


def _wrong_framing(described: Dict[str, Any]) -> List[str]:
    wrong = []
    framing = described.get("framing", "reflect")
    if framing not in FRAMINGS:
        wrong.append(f"framing {framing!r}: must be one of {', '.join(FRAMINGS)}")
    multiple = described.get("sizeMultiple", 1)
    if not isinstance(multiple, int) or multiple < 1:
        wrong.append(f"sizeMultiple {multiple!r}: must be a whole number from 1")
    values = described.get("valueRange", [0, 1])
    if not (isinstance(values, list) and len(values) == 2 and all(isinstance(v, (int, float)) for v in values)
            and -math.inf < values[0] < values[1] < math.inf):
        wrong.append(f"valueRange {values!r}: must be the network's own lowest and highest value, such as [-1, 1]")
    if not cards.is_trained_for(described.get("trainedFor", {})):
        wrong.append(f"trainedFor {described['trainedFor']!r}: must be {cards.TRAINED_FOR}")
    if described.get("kind", "blind") not in ("blind", "non-blind"):
        wrong.append(f"kind {described['kind']!r}: must be blind or non-blind")
    return wrong + _wrong_tiles(described)


def _wrong_tiles(described: Dict[str, Any]) -> List[str]:
    fixed, overlap = described.get("fixedSize"), described.get("overlap")
    if fixed is None:
        return [] if overlap is None else ["overlap: is of tiles: must stand beside fixedSize"]
    if not cards.is_size(fixed):
        return [f"fixedSize {fixed!r}: must be [height, width] of the image that the network was traced with, such as [256, 256]"]
    if described.get("sizeMultiple", 1) != 1:
        return ["sizeMultiple: must be left out beside fixedSize, which needs no other rule"]
    if overlap is not None and not (isinstance(overlap, int) and 0 <= overlap <= min(fixed) // 2):
        return [f"overlap {overlap!r}: must be a whole number of pixels from 0 to half of the smaller side, {min(fixed) // 2}"]
    return []


def wrapped(network: nn.Module, described: Dict[str, Any]) -> nn.Module:
    """The network behind Shakedown's interface: [0, 1], any size."""
    framed = _framed(network, described)
    if described.get("fixedSize") is None:
        return framed
    tiled = TiledBlind if described["kind"] == "blind" else TiledNonBlind
    return tiled(framed, *described["fixedSize"], _overlap(described))


def tiling_notes(described: Dict[str, Any]) -> List[str]:
    if described.get("fixedSize") is None:
        return []
    height, width = described["fixedSize"]
    return [f"wrapped in tiles of {height}x{width} that overlap by at least {_overlap(described)} pixels and are blended; the "
            "gradient is computed tile by tile (vjp)"]


def _overlap(described: Dict[str, Any]) -> int:
    return described.get("overlap", default_overlap(*described["fixedSize"]))


def _framed(network: nn.Module, described: Dict[str, Any]) -> nn.Module:
    low, high = described.get("valueRange", [0, 1])
    multiple = described.get("sizeMultiple", 1)
    if (low, high) == (0, 1) and multiple == 1:
        return network
    wrapper = FramedBlind if described["kind"] == "blind" else FramedNonBlind
    return wrapper(network, float(low), float(high), multiple, described.get("framing", "reflect"))


def _card(user: UserModule) -> dict:
    described, network = user.described, user.network
    fixed = described.get("fixedSize")
    tile = {} if fixed is None else {"fixedSize": fixed}
    stated = {field: described[field] for field in ("trainedFor", "gmac") if field in described}
    return {
        "schema": cards.SCHEMA,
        "name": described["name"],
        "title": described.get("title", described["name"]),
        "kind": described["kind"],
        "valueRange": [0, 1],
        "sizeMultiple": 1,
        "padding": _padding(described),
        "minimumSize": described.get("minimumSize", 64 if fixed is None else min(64, *fixed)),
        **tile,
        "options": described.get("options", {}),
        "precision": described.get("precision", "fp32"),
        "gradient": "vjp" if hasattr(network, "vjp") else "autograd",
        "weightsSha256": cards.weights_sha256(network),
        "origin": described.get("origin", "unknown"),
        "licence": described["licence"],
        "trainingData": described.get("trainingData", "unknown"),
        **stated,
        "parameters": count_weights(network),
        "cleanScore": None,
    }


def _padding(described: Dict[str, Any]) -> str:
    if described.get("fixedSize") is not None:
        height, width = described["fixedSize"]
        return (f"cut into tiles of {height}x{width} that overlap by at least {_overlap(described)} pixels, blended; reflected "
                "at the bottom and the right where smaller, cropped after")
    multiple = described.get("sizeMultiple", 1)
    if multiple == 1:
        return "the network's own"
    return f"{described.get('framing', 'reflect')} at the bottom and the right to a multiple of {multiple}, cropped after"
