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

# Other formats. Each has a file of Pillow's own reading beside it where a conversion is compared: NAME.expected.png.
# CMYK values that no RGB picture gives: black ink of its own.
inks = np.stack([columns * 8, rows * 10, np.full_like(rows, 60), columns * 2 + rows * 3], axis=2).astype(np.uint8)
cmyk = Image.fromarray(inks, "CMYK")
cmyk.save(HERE / "inks.jpg", quality=98, subsampling=0)
# The same bytes, declared as YCCK in Adobe's marker.
data = bytearray((HERE / "inks.jpg").read_bytes())
data[data.index(b"Adobe") + 11] = 2
(HERE / "ycck.jpg").write_bytes(data)
cmyk.save(HERE / "inks.tif")
for name in ["inks.jpg", "ycck.jpg", "inks.tif"]:
    Image.open(HERE / name).convert("RGB").save(HERE / f"{name}.expected.png")

picture.save(HERE / "lossless.webp", lossless=True)
picture.save(HERE / "lossy.webp", quality=90)
Image.open(HERE / "lossy.webp").convert("RGB").save(HERE / "lossy.webp.expected.png")
picture.save(HERE / "turned.webp", lossless=True, exif=exif)
picture.save(HERE / "animated.webp", save_all=True, append_images=[picture.transpose(0)], lossless=True)
alpha = picture.copy()
alpha.putalpha(Image.fromarray((columns * 8).astype(np.uint8)))
alpha.save(HERE / "alpha.webp", lossless=True, exact=True)
over = Image.new("RGBA", alpha.size, (0x20, 0x40, 0x80, 255))
over.alpha_composite(alpha)
over.convert("RGB").save(HERE / "alpha.webp.expected.png")

picture.save(HERE / "plain.tif")
picture.save(HERE / "lzw.tif", compression="tiff_lzw", exif=exif)
picture.save(HERE / "pages.tif", save_all=True, append_images=[picture])
Image.fromarray((columns * 2000 + rows).astype(np.uint16)).save(HERE / "deep.tif")
Image.fromarray((columns / 32).astype(np.float32)).save(HERE / "float.tif")
picture.save(HERE / "picture.bmp")
picture.convert("P").save(HERE / "palette.bmp")
picture.save(HERE / "animated.gif", save_all=True, append_images=[picture.transpose(0)])
Image.open(HERE / "picture.gif").convert("RGB").save(HERE / "picture.gif.expected.png")
Image.open(HERE / "palette.bmp").convert("RGB").save(HERE / "palette.bmp.expected.png")

# Resampling: Pillow computes mode F in floating point, so it is a reference beyond 8 bits.
noise = np.random.default_rng(7).integers(0, 256, size=(37, 53)).astype(np.uint8)
Image.fromarray(np.stack([noise] * 3, axis=2)).save(HERE / "noise.png")
for width, height in [(20, 14), (53, 11), (90, 61)]:
    small = Image.fromarray(noise.astype(np.float32)).resize((width, height), Image.LANCZOS)
    np.save(HERE / f"noise-{width}x{height}.npy", np.asarray(small))

# JPEG copies: what Pillow reads of what it wrote, with its usual halved chroma.
rows, columns = np.mgrid[:37, :53]
waves = [127.5 + 100 * np.sin(rows / (2 + c) + columns / (5 - c)) for c in range(3)]
waves = np.stack(waves, axis=2) + np.random.default_rng(8).normal(0, 12, (37, 53, 3))
colours = Image.fromarray(np.clip(np.rint(waves), 0, 255).astype(np.uint8))
colours.save(HERE / "colours.png")
for quality in [10, 75, 100]:
    colours.save(HERE / "copy.jpg", quality=quality)
    Image.open(HERE / "copy.jpg").save(HERE / f"colours-{quality}.png")
(HERE / "copy.jpg").unlink()
