"""Images on disk and between numpy, (H, W, 3), and torch, (1, 3, H, W)."""
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def read_image(path: Path) -> np.ndarray:
    """An 8-bit image as float64 (H, W, 3) in [0, 1]; gray becomes three equal channels."""
    return np.asarray(Image.open(path).convert("RGB"), dtype=np.float64) / 255


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
