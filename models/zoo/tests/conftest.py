from pathlib import Path

import numpy as np
import pytest
import torch

from zoo.degradation import degrade
from zoo.images import read_image
from zoo.kernels import camera_shake

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def photos() -> Path:
    return ROOT / "examples" / "photos"


@pytest.fixture
def pretrained() -> Path:
    return ROOT / "models" / "pretrained"


@pytest.fixture
def astronaut(photos) -> np.ndarray:
    return read_image(photos / "astronaut.png")


@pytest.fixture
def shake() -> np.ndarray:
    """A kernel that is not symmetric."""
    return camera_shake(17, np.random.RandomState(3))


@pytest.fixture
def blurred(astronaut, shake) -> np.ndarray:
    return degrade(astronaut, shake, 0.01, "reflect", np.random.RandomState(0))


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
