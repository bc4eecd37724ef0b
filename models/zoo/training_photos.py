"""The photographs that networks are trained on, collected from Debian packages: never part of this repository.

Each is in the public domain or under CC0 or CC-BY; NOTICE repeats the list. The photographs of examples/photos/,
which measure the networks, are not among them.
"""
import bz2
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, NamedTuple

import numpy as np
from PIL import Image

LONGEST_SIDE = 1000  # larger ones are scaled down: at full size photographs are seldom sharp to the pixel


class Picture(NamedTuple):
    """A file of a package's folder, and whom and what it is to be attributed to."""

    file: str
    author: str
    licence: str


class Package(NamedTuple):
    """A Debian package and its pictures, all in one folder."""

    folder: str
    pictures: tuple


PACKAGES: Dict[str, Package] = {
    "lomiri-wallpapers-16.04": Package("usr/share/backgrounds", (
        Picture("aitzgorri_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi, 2018", "CC-BY-4.0"),
        Picture("friends_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi, 2018", "CC-BY-4.0"),
        Picture("life_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi, 2018", "CC-BY-4.0"),
        Picture("picosdeeuropa_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi, 2018", "CC-BY-4.0"),
        Picture("sunset_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi, 2018", "CC-BY-4.0"),
        Picture("Picture_0B_by_freespace.jpg", 'Trevor "Freespace", 2018', "CC-BY-4.0"),
        Picture("Picture_1A_by_freespace.jpg", 'Trevor "Freespace", 2018', "CC-BY-4.0"),
        Picture("Wine_by_Jakkub_Mede.jpg", "Jakub Mede, 2018", "CC-BY-4.0"),
        Picture("seeding_by_Clements_Engelhardt.jpg", "Clemens Engelhardt, 2018", "CC0-1.0"),
    )),
    "python3-sklearn": Package("usr/lib/python3/dist-packages/sklearn/datasets/images", (
        Picture("china.jpg", "danielbuechele, flickr.com/photos/danielbuechele/6061409035", "CC-BY-2.0"),
        Picture("flower.jpg", "vultilion, flickr.com/photos/vultilion/6056698931", "CC-BY-2.0"),
    )),
    "python-matplotlib-data": Package("usr/share/matplotlib/mpl-data/sample_data", (
        Picture("grace_hopper.jpg", "portrait of Grace Hopper, United States Navy", "public domain"),
    )),
    "python3-scipy": Package("usr/lib/python3/dist-packages/scipy/misc", (
        Picture("face.dat", "raccoon, public-domain-image.com", "public domain"),
    )),
    "python3-skimage": Package("usr/lib/python3/dist-packages/skimage/data", (
        Picture("brick.png", "CC0Textures, Bricks25", "CC0-1.0"),
        Picture("grass.png", "linolafett, deviantart.com/linolafett/art/Grass-01-434853879", "CC0-1.0"),
        Picture("gravel.png", "CC0Textures, Gravel04", "CC0-1.0"),
        Picture("hubble_deep_field.jpg", "NASA, Hubble eXtreme Deep Field", "public domain"),
        Picture("retina.jpg", "Mikael Haggstrom", "CC0-1.0"),
    )),
    "blender-data": Package("usr/share/blender/datafiles/studiolights/world", tuple(
        Picture(f"{name}.exr", "Greg Zaal, HDRI Haven", "CC0-1.0")
        for name in ("city", "courtyard", "forest", "interior", "night", "studio", "sunrise", "sunset"))),
}


def collect(folder: Path) -> int:
    """Download the packages with apt and write the pictures to folder as PNG files; returns their number.

    Nothing is installed. The panoramas of blender-data need the Python package OpenEXR.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, package in PACKAGES.items():
        with tempfile.TemporaryDirectory() as temporary:
            subprocess.run(["apt-get", "download", name], cwd=temporary, check=True)
            archive, = Path(temporary).glob("*.deb")
            subprocess.run(["dpkg-deb", "--extract", str(archive), temporary], check=True)
            for picture in package.pictures:
                source = Path(temporary) / package.folder / picture.file
                _reduced(_read(source)).save(folder / f"{source.stem}.png")
                count += 1
    return count


def _read(path: Path) -> Image.Image:
    if path.suffix == ".exr":
        return _developed(path)
    if path.suffix == ".dat":  # SciPy's own format: the bytes of 768 x 1024 pixels, compressed
        values = np.frombuffer(bz2.decompress(path.read_bytes()), np.uint8)
        return Image.fromarray(values.reshape(768, 1024, 3))
    return Image.open(path).convert("RGB")


def _developed(path: Path) -> Image.Image:
    """A panorama of linear light with its upper quartile of brightness at one half, and the usual gamma of 2.2."""
    import OpenEXR

    light = OpenEXR.File(str(path)).channels()["RGB"].pixels[..., :3].astype(np.float32)
    light = np.nan_to_num(light, posinf=1e4)
    exposed = np.clip(light * 0.5 / np.percentile(light.mean(-1), 75), 0, 1) ** (1 / 2.2)
    return Image.fromarray(np.rint(exposed * 255).astype(np.uint8))


def _reduced(image: Image.Image) -> Image.Image:
    scale = min(1, LONGEST_SIDE / max(image.size))
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.LANCZOS)
