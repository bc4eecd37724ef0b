"""Make the photographs in this folder from the ones that scikit-image ships.

Each is a crop, resized by Lanczos (antialiased: Pillow widens the window when it shrinks), saved as 8-bit RGB PNG.
NOTICE at the root of the repository says who took each photograph and under which licence it is.

    python3 examples/photos/make_photos.py [--out FOLDER]

Needs scikit-image (the photographs) and Pillow. The pixels are the same on every run; the bytes of the PNG depend on
the version of Pillow and zlib.
"""
import argparse
from pathlib import Path
from typing import NamedTuple

import skimage.data
from PIL import Image


class Crop(NamedTuple):
    """A box (left, top, right, bottom) in pixels of the original and the (width, height) it is resized to."""

    source: str
    box: tuple
    size: tuple


CROPS = {
    "astronaut": Crop("astronaut", (74, 0, 394, 320), (256, 256)),
    "chelsea": Crop("chelsea", (80, 0, 380, 300), (256, 256)),
    "camera": Crop("camera", (80, 20, 464, 404), (256, 256)),
    "rocket": Crop("rocket", (160, 107, 480, 427), (256, 256)),
    "coffee": Crop("coffee", (0, 0, 600, 400), (384, 256)),
    # For campaigns that tests run, and for figures of many jobs.
    "small/astronaut": Crop("astronaut", (74, 0, 394, 320), (64, 64)),
    "small/chelsea": Crop("chelsea", (80, 0, 380, 300), (64, 64)),
    "small/rocket": Crop("rocket", (160, 107, 480, 427), (64, 64)),
    "small/camera": Crop("camera", (80, 20, 464, 404), (64, 64)),
    "small/coffee": Crop("coffee", (100, 0, 500, 400), (64, 64)),
}


def make_photo(crop: Crop) -> Image.Image:
    """The cropped and resized photograph, RGB; a gray one has its value in all three channels."""
    original = Image.fromarray(getattr(skimage.data, crop.source)()).convert("RGB")
    return original.resize(crop.size, Image.LANCZOS, box=crop.box)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the photographs from the ones that scikit-image ships.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    out = parser.parse_args().out
    for name, crop in CROPS.items():
        path = out / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        make_photo(crop).save(path, optimize=True)
        print(f"{path}: {crop.size[0]}x{crop.size[1]}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
