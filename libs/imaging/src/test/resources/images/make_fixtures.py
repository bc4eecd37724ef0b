"""Writes the image files that ImageDecoderTest reads and the JDK cannot write. Needs Pillow and numpy."""
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent

rows, columns = np.mgrid[:24, :32]
# Smooth, so that JPEG keeps it closely: red grows to the right, green downwards, blue is constant.
rgb = np.stack([columns * 6 + 20, rows * 8 + 10, np.full_like(rows, 90)], axis=2).astype(np.uint8)
picture = Image.fromarray(rgb)

picture.save(HERE / "baseline.jpg", quality=95, subsampling=0)
picture.save(HERE / "progressive.jpg", quality=95, progressive=True)
picture.convert("L").save(HERE / "grey.jpg", quality=95)
picture.convert("CMYK").save(HERE / "cmyk.jpg", quality=95)

exif = Image.Exif()
exif[0x0112] = 6  # orientation: rotate by 90 degrees to display
picture.save(HERE / "rotated.jpg", quality=95, subsampling=0, exif=exif, icc_profile=b"not a profile" * 10)

picture.save(HERE / "animated.png", save_all=True, append_images=[picture.transpose(0)])
picture.save(HERE / "picture.gif")
