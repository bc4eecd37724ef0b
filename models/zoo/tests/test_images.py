import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from zoo.images import orientation, read_image

STORED = np.arange(1, 7, dtype=np.uint8).reshape(2, 3)
# As the EXIF standard has them: which stored row and column are the top and the left.
SEEN = {
    1: [[1, 2, 3], [4, 5, 6]], 2: [[3, 2, 1], [6, 5, 4]], 3: [[6, 5, 4], [3, 2, 1]], 4: [[4, 5, 6], [1, 2, 3]],
    5: [[1, 4], [2, 5], [3, 6]], 6: [[4, 1], [5, 2], [6, 3]], 7: [[6, 3], [5, 2], [4, 1]], 8: [[3, 6], [2, 5], [1, 4]]}


def exif(code, order="<", kind=3, count=1):
    start = b"II" if order == "<" else b"MM"
    return b"Exif\0\0" + start + struct.pack(f"{order}HIHHHIHHI", 42, 8, 1, 0x0112, kind, count, code, 0, 0)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("code", SEEN)
def test_an_image_is_read_upright(tmp_path, code, order):
    for image in (Image.fromarray(STORED), Image.fromarray(STORED.astype(np.uint16) * 257)):
        image.save(tmp_path / "turned.png", exif=exif(code, order))

        read = read_image(tmp_path / "turned.png")

        assert read.shape[2] == 3
        np.testing.assert_allclose(read[:, :, 1] * 255, SEEN[code], atol=1e-12)


def test_a_jpeg_is_read_upright(tmp_path):
    rows, columns = np.mgrid[:24, :32]
    Image.fromarray((rows * 8 + columns).astype(np.uint8)).save(tmp_path / "a.jpg", quality=95, exif=exif(6))

    read = read_image(tmp_path / "a.jpg")

    assert read.shape == (32, 24, 3)
    assert read[0, 0, 0] > read[0, 23, 0]  # the top left was stored at the bottom left


@pytest.mark.parametrize("damaged", [
    b"", b"Exif", b"Exif\0\0MM", exif(6)[:20], exif(0), exif(9), exif(6, kind=4), exif(6, count=2),
    b"XX" + exif(6)[8:], exif(6)[:10] + b"\xff\xff\xff\x7f" + exif(6)[14:]])
def test_damaged_exif_is_no_orientation(damaged):
    assert orientation(damaged) == 1


def test_sixteen_bits_of_colour_are_refused(tmp_path):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    (tmp_path / "deep.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(7))) + chunk(b"IEND", b""))

    with pytest.raises(ValueError, match="deep.png: has 16 bits a channel"):
        read_image(tmp_path / "deep.png")
