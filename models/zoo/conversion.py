"""A network file of any file that holds a network: TorchScript, weights of a known architecture, torch.export, ONNX."""
from pathlib import Path
from typing import List, NamedTuple, Optional

from zoo import checkpoint, exported_program, onnx_file, torchscript_file
from zoo.compilation import require_sizes
from zoo.export import Request, export
from zoo.file_kind import EXPORTED_PROGRAM, ONNX, SAFETENSORS, TORCHSCRIPT, refuse_foreign
from zoo.recognition import recognise
from zoo.sizes import inputs, smallest
from zoo.user_module import UserModule, export_module, read_description, tiling_notes, wrapped

WANTED = "a TorchScript file, a state_dict, safetensors, a .pt2 or an ONNX file"

TRACED = ("its code has no branches, as if it was traced: what depended on the image's size may be constant now, and then the "
          "output at other sizes is wrong without an error; fixedSize: [height, width] on the card avoids that")


class Conversion(NamedTuple):
    """What was written: the file's SHA-256, its card, and what was done, a line each."""

    sha256: str
    card: dict
    notes: List[str]


class Source(NamedTuple):
    """What to convert. card is the YAML of zoo/README.md, not needed for weights, whose architecture has one.

    container is the dictionary of a checkpoint to read, name the card's name for weights, None for the usual ones.
    """

    path: Path
    card: Optional[Path] = None
    container: Optional[str] = None
    name: Optional[str] = None


def convert(source: Source, out: Path, photos: Path, scored: bool = False) -> Conversion:
    """Write a network file of the source to out; nothing is written unless every check passes.

    ValueError, in one line that says what to do, for a file that is none of these, and a network that cannot be attacked.
    """
    kind = refuse_foreign(source.path, "a network", WANTED, allowed=(SAFETENSORS, EXPORTED_PROGRAM, ONNX))
    if kind in (None, SAFETENSORS):
        return _of_weights(source, out, photos if scored else None)
    if source.card is None:
        raise ValueError(f"{source.path}: {kind} does not say what the network is: must come with --card card.yaml, with name, "
                         "title, kind, licence, origin and trainingData; zoo/README.md has an example")
    described = read_description(source.card)
    read = {TORCHSCRIPT: _of_torchscript, EXPORTED_PROGRAM: exported_program.read, ONNX: onnx_file.read}[kind]
    user = read(source.path, described)
    digest, card = export_module(user, out, photos, scored)
    return Conversion(digest, card, user.notes)


def _of_weights(source: Source, out: Path, photos: Optional[Path]) -> Conversion:
    weights = checkpoint.open_weights(source.path, source.container)
    network = recognise(weights.tensors, str(source.path))
    if source.card is not None:
        raise ValueError(f"--card {source.card}: must be left out: {source.path} holds weights of {network}, whose card the zoo "
                         "writes; --card-name sets its name")
    written = export(Request(network, source.path, name=source.name, photos=photos, container=source.container), out)
    return Conversion(written.sha256, written.card, [
        f"recognised as {network} by its {len(weights.tensors)} tensors; python3 -m zoo export {network} has its options",
        f"read {weights.origin()}"])


def _of_torchscript(path: Path, described: dict) -> UserModule:
    network = torchscript_file.read(path)
    height, width = described.get("fixedSize") or (smallest(described), smallest(described))
    torchscript_file.require_eval_mode(network, inputs(described, 1, height, width), str(path))
    batches = require_sizes(network, described, str(path))
    is_doubtful = described.get("fixedSize") is None and torchscript_file.has_no_branches(network)
    notes = [TRACED] if is_doubtful else []
    return UserModule(wrapped(batches.network, described), described, notes + batches.notes + tiling_notes(described))
