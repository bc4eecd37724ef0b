"""Weights in the safetensors format: the length of a JSON header in 8 bytes, the header, then the tensors' bytes."""
import json
from pathlib import Path
from typing import Dict

import torch
from torch import Tensor

TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
    "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}
METADATA = "__metadata__"


def is_safetensors(head: bytes) -> bool:
    """Whether a file that begins with these bytes, 10 at least, is one."""
    return 1 < int.from_bytes(head[:8], "little") < 2 ** 32 and head[8:10] == b'{"'


def read(path: Path) -> Dict[str, Tensor]:
    """The tensors by name, on the CPU.

    ValueError for a header that does not fit the file, or a type that PyTorch does not have.
    """
    content = bytearray(Path(path).read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    return {name: _tensor(name, described, memoryview(content)[start:])
            for name, described in header.items() if name != METADATA}


def _tensor(name: str, described: dict, content: memoryview) -> Tensor:
    if described["dtype"] not in TYPES:
        raise ValueError(f"{name}: dtype {described['dtype']}: must be one of {', '.join(TYPES)}")
    begin, end = described["data_offsets"]
    dtype, shape = TYPES[described["dtype"]], described["shape"]
    count = 1
    for side in shape:
        count *= side
    if not 0 <= begin <= end <= len(content) or end - begin != count * torch.empty(0, dtype=dtype).element_size():
        raise ValueError(f"{name}: bytes {begin} to {end} of {len(content)}: must be there, and {count} values")
    if count == 0:
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(content[begin:end], dtype=dtype).reshape(shape)
