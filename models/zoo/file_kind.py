"""What a file is that was given in place of a checkpoint or a network file, by its first bytes, and what to do with it."""
import zipfile
from pathlib import Path
from typing import Optional, Tuple

from zoo.safetensors_file import is_safetensors

DOWNLOAD = "download it again and compare its size with the original's"
FROM_CODE = ("build the network from its Python code and write it with python3 -m zoo export-module PACKAGE.MODULE:FUNCTION "
             "--card card.yaml --out NAME.pt")
CONVERT = "python3 -m zoo convert FILE --card card.yaml --out NAME.pt makes a network file of it"
SAVE_WEIGHTS = "load it where its Python code is installed, and save its weights with torch.save(network.state_dict(), FILE)"
SAFETENSORS = "a safetensors file of weights"
EXPORTED_PROGRAM = "an exported program of torch.export (.pt2)"
ONNX = "an ONNX file"
TORCHSCRIPT = "a TorchScript file"
COMPRESSED = (b"\x1f\x8b", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh", b"Rar!", b"(\xb5/\xfd")
IMAGES = (b"\x89PNG", b"\xff\xd8\xff")
ONNX_FIELDS = (0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42)  # what may follow the version in its protocol buffer


def refuse_foreign(path: Path, noun: str, wanted: str, allowed: Tuple[str, ...] = ()) -> Optional[str]:
    """ValueError with one line for a file that PyTorch did not save; noun is what was expected, wanted how to make it.

    Kinds that are allowed are not refused. Returns the kind: one of those, TORCHSCRIPT, or None for a checkpoint.
    OSError where it cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        raise ValueError(f"{path}: not {noun} but a folder: must be {wanted}; name the file inside it")
    with path.open("rb") as file:
        head = file.read(512)
    what, remedy = (_of_zip(path) if head.startswith(b"PK\3\4") else _of_head(path, head)) or (None, "")
    if remedy and what not in allowed:
        raise ValueError(f"{path}: not {noun} but {what}: must be {wanted}; {remedy}")
    return what


def _of_zip(path: Path) -> Optional[Tuple[str, str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            damaged = archive.testzip() is not None
    except (zipfile.BadZipFile, OSError, EOFError):
        damaged = True
    if damaged:
        return "a damaged zip archive, perhaps part of a download", DOWNLOAD
    if any(name.endswith(("archive_format", "serialized_exported_program.json")) for name in names):
        return EXPORTED_PROGRAM, CONVERT
    if any(name.endswith("/constants.pkl") for name in names):
        return TORCHSCRIPT, ""
    if any(name.endswith("data.pkl") for name in names):
        return None
    if names and all(name.endswith(".npy") for name in names):
        return "a NumPy archive (.npz)", FROM_CODE
    return "a zip archive without a checkpoint", "unpack it and name the file inside it"


def _of_head(path: Path, head: bytes) -> Optional[Tuple[str, str]]:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "an empty file", DOWNLOAD
    if head.startswith(b"version https://git-lfs"):
        return "a Git LFS pointer", "run git lfs pull in its repository, or download the file itself"
    if text.startswith((b"<!doctype html", b"<html")):
        return "an HTML page", "download the file that the page links to"
    if text.startswith(b"<?xml"):
        return "an XML document, perhaps a server's error message", DOWNLOAD
    if head.startswith(b"\x89HDF"):
        return "an HDF5 file", FROM_CODE
    if head.startswith(b"\x93NUMPY"):
        return "a NumPy array", FROM_CODE
    if head[:1] == b"\x80" and 2 <= head[1] <= 5:
        return None
    if is_safetensors(head):
        return SAFETENSORS, CONVERT
    if path.suffix == ".onnx" or len(head) > 2 and head[0] == 8 and 0 < head[1] < 32 and head[2] in ONNX_FIELDS:
        return ONNX, CONVERT
    if head.startswith(COMPRESSED) or head[257:262] == b"ustar":
        return "a compressed archive", "unpack it and name the file inside it"
    if head.startswith(IMAGES):
        return "a picture", "name the file with the weights"
    if all(byte >= 32 or byte in b"\t\r\n" for byte in head):
        return "a JSON document" if text.startswith(b"{") else "a text file", "name the file with the weights"
    return f"a file of an unknown kind that starts with {head[:4].hex()}", f"name the file with the weights, or {DOWNLOAD}"
