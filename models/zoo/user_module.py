"""Export of a user's own network: any PyTorch module, with a card that says what it is."""
import importlib
import math
import sys
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

import torch
import yaml
from torch import Tensor, nn
from torch.nn.functional import pad

from zoo import card as cards
from zoo import network_file
from zoo.conformance import check
from zoo.export import callable_of
from zoo.framing import missing_to_multiple
from zoo.scoring import clean_score, score

FRAMINGS = ("reflect", "replicate", "zero")
REQUIRED = ("name", "title", "kind", "licence", "origin", "trainingData")
OPTIONAL = ("minimumSize", "valueRange", "sizeMultiple", "framing", "options", "precision")


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
    """A network and what its owner says of it."""

    network: nn.Module
    described: Dict[str, Any]


def load(target: str, card: Path) -> UserModule:
    """Import PACKAGE.MODULE:FUNCTION from the current folder or the Python path and call it; read the card's YAML.

    ValueError that says which of the two is wrong.
    """
    described = _read_description(card)
    module_name, separator, function = target.partition(":")
    if not separator or not function:
        raise ValueError(f"'{target}': must be PACKAGE.MODULE:FUNCTION, such as my_pkg.my_net:build")
    sys.path.insert(0, str(Path.cwd()))
    try:
        build = getattr(importlib.import_module(module_name), function)
    except (ImportError, AttributeError) as problem:
        raise ValueError(f"'{target}' cannot be imported: {problem}") from problem
    finally:
        sys.path.pop(0)
    network = build()
    if not isinstance(network, nn.Module):
        raise ValueError(f"'{target}' returned {type(network).__name__}: must return a torch.nn.Module with its weights")
    network = network.eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return UserModule(_framed(network, described), described)


def export_module(user: UserModule, out: Path, photos: Path, scored: bool) -> Tuple[str, dict]:
    """Script, check and write the network; returns the file's SHA-256 and its card.

    ValueError with every shortcoming, a line each, if the network cannot be attacked; the file is not written then.
    """
    out = Path(out)
    partial = out.with_suffix(".partial")
    network = user.network.to(memory_format=torch.channels_last)
    card = _card(user, network)
    try:
        network_file.write(partial, network, card)
    except (RuntimeError, torch.jit.frontend.FrontendError) as problem:
        partial.unlink(missing_ok=True)
        raise ValueError(f"TorchScript cannot compile the network: {_complaint(problem)}. Annotate what is no tensor, "
                         "replace Python that TorchScript lacks, and see torch.jit.script(build())") from problem
    try:
        scripted, _ = network_file.read(partial)
        shortcomings = check(scripted, card["kind"], card["minimumSize"], photos, card["gradient"] == "vjp")
        if shortcomings:
            raise ValueError("the network cannot be attacked as it is:\n" + "\n".join(f"  {each}" for each in shortcomings))
        if scored:
            restore = callable_of(scripted, card["kind"])
            card["cleanScore"] = clean_score(score(restore, photos), f"`python3 -m zoo score {out.name}` in models/")
        digest = network_file.write(partial, network, card)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return digest, card


def _read_description(path: Path) -> Dict[str, Any]:
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
    return wrong


def _framed(network: nn.Module, described: Dict[str, Any]) -> nn.Module:
    low, high = described.get("valueRange", [0, 1])
    multiple = described.get("sizeMultiple", 1)
    if (low, high) == (0, 1) and multiple == 1:
        return network
    wrapper = FramedBlind if described["kind"] == "blind" else FramedNonBlind
    return wrapper(network, float(low), float(high), multiple, described.get("framing", "reflect"))


def _card(user: UserModule, network: nn.Module) -> dict:
    described = user.described
    framing = described.get("framing", "reflect")
    multiple = described.get("sizeMultiple", 1)
    return {
        "schema": cards.SCHEMA,
        "name": described["name"],
        "title": described["title"],
        "kind": described["kind"],
        "valueRange": [0, 1],
        "sizeMultiple": 1,
        "padding": "the network's own" if multiple == 1 else
                   f"{framing} at the bottom and the right to a multiple of {multiple}, cropped after",
        "minimumSize": described.get("minimumSize", 64),
        "options": described.get("options", {}),
        "precision": described.get("precision", "fp32"),
        "gradient": "vjp" if hasattr(network, "vjp") else "autograd",
        "weightsSha256": cards.weights_sha256(network),
        "origin": described["origin"],
        "licence": described["licence"],
        "trainingData": described["trainingData"],
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "cleanScore": None,
    }


def _complaint(problem: Exception) -> str:
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return " ".join(lines[:2]) if lines else type(problem).__name__
