"""A network in bfloat16 without its weights: what its file has beside them, and where in the float32 file they are.

NAME@bf16.rounded is compressed with gzip. Inside, after MAGIC, are pieces until the end, numbers big-endian: a length (4
bytes) and so many bytes as they are; then the place of weights in the float32 network's file (8 bytes) and their number (4
bytes). Each of these is the nearest bfloat16, of two equally near ones the even one. All pieces in turn are the network's
file, whose SHA-256 the registry has. Workers read it in dev.shakedown.models.restoration.RoundedFile.
"""
import gzip
import io
import struct
import zipfile
from pathlib import Path
from typing import Dict, Iterator, NamedTuple

import numpy as np

from zoo.network_file import LOCAL_HEADER

MAGIC = b"rounded1"
SUFFIX = ".rounded"
FEWEST_WEIGHTS = 64  # fewer are stored as they are


class Place(NamedTuple):
    """Where the content of an archive's record lies in the archive."""

    start: int
    length: int


def write(rounded: bytes, exact: bytes, out: Path) -> None:
    """Write the file for a network in bfloat16, given the bytes of it and of its float32 network's file."""
    sources: Dict[bytes, Place] = {}
    for place in _records(exact):
        if place.length % 4 == 0:
            sources.setdefault(round_weights(exact[place.start:place.start + place.length]), place)
    pieces = io.BytesIO()
    pieces.write(MAGIC)
    done = 0
    for place in _records(rounded):
        source = sources.get(rounded[place.start:place.start + place.length])
        if source is not None and source.length // 4 >= FEWEST_WEIGHTS:
            literal = rounded[done:place.start]
            pieces.write(struct.pack(">i", len(literal)) + literal)
            pieces.write(struct.pack(">qi", source.start, source.length // 4))
            done = place.start + place.length
    literal = rounded[done:]
    pieces.write(struct.pack(">i", len(literal)) + literal + struct.pack(">qi", 0, 0))
    Path(out).write_bytes(gzip.compress(pieces.getvalue(), mtime=0))


def restore(file: Path, exact: bytes) -> bytes:
    """The bytes of the network's file. ValueError for a file of another kind."""
    pieces = io.BytesIO(gzip.decompress(Path(file).read_bytes()))
    if pieces.read(len(MAGIC)) != MAGIC:
        raise ValueError(f"{file}: must begin with {MAGIC.decode()}, as python3 -m zoo round writes it")
    whole = io.BytesIO()
    while True:
        head = pieces.read(4)
        if not head:
            return whole.getvalue()
        whole.write(pieces.read(struct.unpack(">i", head)[0]))
        start, count = struct.unpack(">qi", pieces.read(12))
        whole.write(round_weights(exact[start:start + 4 * count]))


def round_weights(weights: bytes) -> bytes:
    """Little-endian float32 as little-endian bfloat16, to nearest, ties to even. Not for NaN, which no weight is."""
    bits = np.frombuffer(weights, "<u4")
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes()


def _records(archive: bytes) -> Iterator[Place]:
    """The tensors of a network file, in its order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as entries:
        for entry in sorted(entries.infolist(), key=lambda record: record.header_offset):
            if "/data/" in entry.filename and entry.compress_type == zipfile.ZIP_STORED:
                lengths = struct.unpack_from("<HH", archive, entry.header_offset + LOCAL_HEADER - 4)
                yield Place(entry.header_offset + LOCAL_HEADER + sum(lengths), entry.file_size)
