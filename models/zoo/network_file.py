"""Network files: TorchScript archives with a card inside, whose bytes depend on the network and the card alone.

`torch.jit.save` also stores, for error messages, the paths of the source files it compiled. They differ between
machines, so the archive is written anew without them: stored, not compressed, with fixed dates and every record
aligned to 64 bytes as PyTorch does. Classes are numbered through a process, so the first file that a process writes
is the one to compare: `python3 -m zoo export` writes one.
"""
import hashlib
import io
import itertools
import json
import zipfile
from pathlib import Path
from typing import Optional, Tuple

import torch
from torch import nn

from zoo import card as cards
from zoo.file_kind import refuse_foreign
from zoo.libtorch import loadable

WANTED = "what torch.jit.save writes"
ALIGNMENT = 64
LOCAL_HEADER = 30  # bytes of a zip entry's local header before its name
MACHINE_DEPENDENT = (".debug_pkl", "/.data/serialization_id")


def write(path: Path, network: nn.Module, card: dict) -> str:
    """Script the network in eval mode, store it with its card, and return the file's SHA-256.

    Raises ValueError for a card that is not valid, and operators that the workers' libtorch does not know.
    """
    wrong = cards.problems(card)
    if wrong:
        raise ValueError("the card is not valid: " + "; ".join(wrong))
    scripted = loadable(torch.jit.script(network.eval()))
    buffer = io.BytesIO()
    torch.jit.save(scripted, buffer, _extra_files={cards.NAME: json.dumps(card, indent=2).encode()})
    path = Path(path)
    path.write_bytes(reproducible(buffer))
    return sha256(path)


def replace_card(path: Path, card: dict) -> str:
    """Store another card in a network file and return the file's SHA-256; all other records keep their bytes.

    ValueError for a card that is not valid.
    """
    wrong = cards.problems(card)
    if wrong:
        raise ValueError("the card is not valid: " + "; ".join(wrong))
    path = Path(path)
    changed = reproducible(io.BytesIO(path.read_bytes()), json.dumps(card, indent=2).encode())
    partial = path.with_suffix(".partial")
    partial.write_bytes(changed)
    partial.replace(path)
    return sha256(path)


def read(path: Path) -> Tuple[torch.jit.ScriptModule, dict]:
    """The network on the CPU, in eval mode and with frozen parameters, and its card.

    ValueError, in one line, for a file that is no TorchScript file or has no card.
    """
    extra = {cards.NAME: ""}
    refuse_foreign(path, "a network file", WANTED)
    try:
        network = torch.jit.load(str(path), map_location="cpu", _extra_files=extra).eval()
    except RuntimeError as problem:
        reason = str(problem).strip().splitlines()[0]
        raise ValueError(f"{path}: not a TorchScript file ({reason}): must be {WANTED}; a checkpoint of weights becomes "
                         "one by python3 -m zoo export NAME --checkpoint FILE --out NAME.pt") from problem
    if not extra[cards.NAME]:
        raise ValueError(f"{path} has no {cards.NAME} inside: not a network file of Shakedown")
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network, json.loads(extra[cards.NAME])


def sha256(path: Path) -> str:
    return hash_of(Path(path).read_bytes())


def hash_of(content: bytes) -> str:
    """The SHA-256, as a registry has it."""
    return hashlib.sha256(content).hexdigest()


def reproducible(archive: io.BytesIO, card: Optional[bytes] = None) -> bytes:
    """The archive without what depends on the machine; with another card, where one is given."""
    result = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            if name.endswith(MACHINE_DEPENDENT):
                continue
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            entry.extra = _alignment(result.tell() + LOCAL_HEADER + len(name.encode()))
            is_card = card is not None and name.endswith(f"/extra/{cards.NAME}")
            content = card if is_card else source.read(name)
            target.writestr(entry, _with_constants_in_order(content) if name.endswith(".py") else content)
    return result.getvalue()


def _with_constants_in_order(code: bytes) -> bytes:
    """Sorts neighbouring declarations of constants: PyTorch takes them from a set, in an order that changes."""
    blocks = itertools.groupby(code.splitlines(keepends=True), key=lambda line: b" : Final[" in line)
    return b"".join(line for is_final, lines in blocks for line in (sorted(lines) if is_final else lines))


def _alignment(position: int) -> bytes:
    """An extra field that moves the data, at position without it, to the next multiple of ALIGNMENT."""
    filler = -(position + 4) % ALIGNMENT
    return b"FB" + filler.to_bytes(2, "little") + b"Z" * filler
