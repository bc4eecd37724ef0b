"""The networks that the zoo can build and export, by name."""
from typing import Callable, Dict, NamedTuple, Union

from torch import nn

from zoo.wiener import Wiener
from zoo.wiener_cnn import WienerCnn

CONTINUATION = ("Continued inside to a periodic frame by a raised cosine of at least 64 pixels (2 * (K // 2) for "
                "kernels wider than 65); the output has the size of the input. No size multiple.")


class Entry(NamedTuple):
    """How to build a network and what its card says; options are the constructor's arguments in camelCase."""

    title: str
    kind: str
    build: Callable[[], nn.Module]
    options: Dict[str, Union[int, float, str]]
    minimum_size: int
    padding: str
    origin: str
    licence: str
    training_data: str


CATALOGUE = {
    "wiener": Entry(
        title="Wiener deconvolution with a gradient prior",
        kind="non-blind",
        build=Wiener,
        options={"noiseToSignal": 0.014, "margin": 32},
        minimum_size=16,
        padding=CONTINUATION,
        origin="Shakedown; models/zoo/wiener.py",
        licence="Apache-2.0",
        training_data="none: no weights",
    ),
    "wiener-cnn": Entry(
        title="Wiener deconvolution merged by a small convolutional network",
        kind="non-blind",
        build=WienerCnn,
        options={"width": 32, "blocks": 2, "margin": 32},
        minimum_size=16,
        padding=CONTINUATION,
        origin="Shakedown; models/zoo/wiener_cnn.py, trained by `python3 -m zoo train wiener-cnn`",
        licence="Apache-2.0",
        training_data="synthetic only: dead leaves, camera shake, linear and Gaussian kernels of 9 to 31 pixels, "
                      "noise of 0 to 3 %; the checkpoint was chosen on photos/",
    ),
}


def entry(name: str) -> Entry:
    """The entry of that name; ValueError that lists the known names otherwise."""
    if name not in CATALOGUE:
        raise ValueError(f"network '{name}': must be one of {', '.join(CATALOGUE)}")
    return CATALOGUE[name]
