"""The photographs that networks are trained on are free, named in NOTICE, and none of those that measure a network."""
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zoo.tests.conftest import ROOT
from zoo.training_data import read_photographs
from zoo.training_photos import PACKAGES

PICTURES = [picture for package in PACKAGES.values() for picture in package.pictures]


def test_every_photograph_is_in_the_public_domain_or_under_cc0_or_cc_by():
    assert {picture.licence for picture in PICTURES} <= {"public domain", "CC0-1.0", "CC-BY-2.0", "CC-BY-4.0"}


def test_notice_names_every_photograph_with_its_package_author_and_licence():
    notice = (ROOT / "NOTICE").read_text()

    for name, package in PACKAGES.items():
        assert name in notice
        for picture in package.pictures:
            line = next(line for line in notice.splitlines() if line.strip().startswith(picture.file))
            assert picture.author in line and picture.licence in line


def test_no_photograph_that_measures_a_network_is_trained_on(photos):
    measuring = {path.stem for path in photos.glob("*.png")} | {"cat"}

    assert not measuring & {Path(picture.file).stem for picture in PICTURES}


def test_no_two_photographs_overwrite_each_other():
    stems = [Path(picture.file).stem for picture in PICTURES]

    assert len(set(stems)) == len(stems)


def test_photographs_are_read_at_full_and_at_half_size(tmp_path):
    Image.fromarray(np.full((60, 90, 3), 51, np.uint8)).save(tmp_path / "a.png")
    Image.fromarray(np.full((30, 40), 255, np.uint8)).save(tmp_path / "b.png")

    photographs = read_photographs(tmp_path, least_side=25)

    assert [photograph.shape for photograph in photographs] == [(60, 90, 3), (30, 45, 3), (30, 40, 3)]
    assert photographs[0].dtype == np.float32 and np.allclose(photographs[0], 0.2)


def test_a_folder_without_a_large_enough_photograph_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no .png photograph of 108 pixels"):
        read_photographs(tmp_path, 108)
