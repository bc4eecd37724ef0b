"""Images on disk and between numpy, (H, W, 3), and torch, (1, 3, H, W)."""
import struct
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor


# What undoes the EXIF orientations 2 to 8.
UPRIGHT = dict(enumerate((
    Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90), 2))


def read_image(path: Path) -> np.ndarray:
    """A PNG or JPEG as float64 (H, W, 3) in [0, 1], upright as EXIF says; gray becomes three equal channels.

    ValueError for colour of 16 bits, of which Pillow would keep 8.
    """
    with Image.open(path) as image:
        image.load()  # EXIF may follow the pixels
        if image.format == "PNG" and image.mode in ("RGB", "RGBA") and Path(path).read_bytes()[24] == 16:
            raise ValueError(f"{Path(path).name}: has 16 bits a channel: must have 8 bits, or be gray")
        code = orientation(image.info.get("exif", b""))
        upright = image.transpose(UPRIGHT[code]) if code in UPRIGHT else image
        if upright.mode.startswith("I"):
            return np.repeat(np.asarray(upright, dtype=np.float64)[:, :, None], 3, axis=2) / 65535
        return np.asarray(upright.convert("RGB"), dtype=np.float64) / 255


def orientation(exif: bytes) -> int:
    """The EXIF tag Orientation, 1 to 8; 1 where it is missing or damaged."""
    tiff = exif[6:] if exif[:4] == b"Exif" else exif
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        mark, start = struct.unpack_from(f"{order}HI", tiff, 2)
        entries, = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(start + 2, start + 2 + 12 * entries, 12):
            tag, kind, count, code = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == 0x0112:
                return code if mark == 42 and kind == 3 and count == 1 and 1 <= code <= 8 else 1
    except struct.error:
        pass
    return 1


def read_photos(folder: Path) -> dict:
    """The PNG files of a folder, by name without ending, in the order of their names."""
    photos = {path.stem: read_image(path) for path in sorted(Path(folder).glob("*.png"))}
    if not photos:
        raise FileNotFoundError(f"{folder} holds no .png photograph")
    return photos


def to_tensor(image: np.ndarray, dtype: torch.dtype = torch.float32) -> Tensor:
    """(H, W, 3) -> (1, 3, H, W)."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))).to(dtype).unsqueeze(0)


def to_array(tensor: Tensor) -> np.ndarray:
    """(1, 3, H, W) -> float64 (H, W, 3)."""
    return tensor.detach().cpu().double().squeeze(0).permute(1, 2, 0).numpy()
