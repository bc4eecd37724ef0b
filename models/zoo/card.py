"""The card: what a network file says about itself, stored inside it as the extra file card.json."""
import hashlib
import math
from typing import List

import torch
from torch import nn

SCHEMA = 1
NAME = "card.json"
SMALLEST_TILE = 8
REQUIRED = ("name", "kind", "licence")
KERNELS = ("camera-shake", "gaussian", "disk", "linear-motion")

TRAINED_FOR = (f"an object of kernels (a list of {', '.join(KERNELS)}), longest (pixels, from 1) and noise (standard "
               "deviation on [0,1]), any of them left out")


def weights_sha256(network: nn.Module):
    """SHA-256 over the little-endian C-order bytes of all parameters and buffers, in the order of their names.

    None for a network without any.
    """
    tensors = network.state_dict()
    if not tensors:
        return None
    digest = hashlib.sha256()
    for name in sorted(tensors):
        tensor = tensors[name].detach().cpu().contiguous()
        array = (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy()
        digest.update(array.astype(array.dtype.newbyteorder("<"), order="C").tobytes())
    return digest.hexdigest()


def problems(card: dict) -> List[str]:
    """What is wrong with a card, one sentence each; empty for a valid one."""
    found = [f"{field}: missing" for field in REQUIRED if field not in card]
    found += [f"{field}: unknown" for field in card if field not in _CHECKS]
    for field, (is_valid, right) in _CHECKS.items():
        if field in card and not is_valid(card[field]):
            found.append(f"{field} {card[field]!r}: must be {right}")
    return found


def _is_text(value) -> bool:
    return isinstance(value, str) and value != ""


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_sha256(value) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def is_size(value) -> bool:
    """Whether it is a height and a width of at least SMALLEST_TILE pixels."""
    return isinstance(value, list) and len(value) == 2 and all(_is_whole(side) and side >= SMALLEST_TILE for side in value)


def _is_options(value) -> bool:
    return isinstance(value, dict) and all(_is_number(option) or _is_text(option) for option in value.values())


def _is_clean_score(value) -> bool:
    figures = ("blurredPsnr", "restoredPsnr", "gain")
    return (isinstance(value, dict) and set(value) == {*figures, "conditions"}
            and all(_is_number(value[figure]) for figure in figures) and _is_text(value["conditions"]))


def is_trained_for(value) -> bool:
    """Whether it is an object of kernels (types), longest (pixels) and noise (standard deviation), each optional."""
    checks = {
        "kernels": lambda kernels: isinstance(kernels, list) and set(kernels) <= set(KERNELS),
        "longest": lambda pixels: _is_whole(pixels) and pixels >= 1,
        "noise": lambda sigma: _is_number(sigma) and 0 <= sigma <= 1,
    }
    return isinstance(value, dict) and all(field in checks and checks[field](value[field]) for field in value)


_TEXT = (_is_text, "a text that is not empty")
_CHECKS = {
    "schema": (lambda value: value == SCHEMA, str(SCHEMA)),
    "name": _TEXT,
    "title": _TEXT,
    "kind": (lambda value: value in ("blind", "non-blind"), "blind or non-blind"),
    "valueRange": (lambda value: value == [0, 1], "[0, 1]"),
    "sizeMultiple": (lambda value: _is_whole(value) and value >= 1, "a whole number from 1"),
    "padding": _TEXT,
    "minimumSize": (lambda value: _is_whole(value) and value >= 1, "a whole number from 1"),
    "fixedSize": (is_size, "[height, width] of the tiles that the network takes, whole numbers from 8"),
    "options": (_is_options, "an object of numbers and texts"),
    "precision": (lambda value: value in ("fp32", "bf16", "fp16"), "fp32, bf16 or fp16"),
    "gradient": (lambda value: value in ("autograd", "vjp"), "autograd or vjp"),
    "weightsSha256": (lambda value: value is None or _is_sha256(value), "64 hexadecimal digits or null"),
    "origin": _TEXT,
    "licence": _TEXT,
    "trainingData": _TEXT,
    "trainedFor": (is_trained_for, TRAINED_FOR),
    "parameters": (lambda value: _is_whole(value) and value >= 0, "a whole number from 0"),
    "gmac": (lambda value: _is_number(value) and value >= 0, "1e9 multiply-accumulates for a picture of 256x256, from 0"),
    "cleanScore": (lambda value: value is None or _is_clean_score(value),
                   "null or an object of blurredPsnr, restoredPsnr, gain and conditions"),
}
