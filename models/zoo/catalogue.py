"""The networks that the zoo can build and export, by name."""
from typing import Callable, Dict, List, NamedTuple, Optional, Union

from torch import Tensor, nn

from zoo import deblurganv2, mprnet
from zoo.schedule import Schedule
from zoo.training_data import Batch
from zoo.wiener import Wiener
from zoo.wiener_cnn import WienerCnn

CONTINUATION = ("Continued inside to a periodic frame by a raised cosine of at least 64 pixels (2 * (K // 2) for "
                "kernels wider than 65); the output has the size of the input. No size multiple.")


def _non_blind(network: nn.Module, batch: Batch) -> List[Tensor]:
    return [network(batch.y, batch.b)]


def _blind(network: nn.Module, batch: Batch) -> List[Tensor]:
    return [network(batch.y)]


def _stages(network: nn.Module, batch: Batch) -> List[Tensor]:
    return network.stages(batch.y)


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
    schedule: Optional[Schedule] = None  # how `train` trains it; None: nothing to train
    outputs: Callable[[nn.Module, Batch], List[Tensor]] = _non_blind


def _deblurganv2_mini() -> nn.Module:
    return deblurganv2.MobileRestoration(deblurganv2.mobile(48, [16, 32, 48, 64, 96], [1, 2, 3, 3, 3], 3))


def _mprnet_mini() -> nn.Module:
    return mprnet.MprNetRestoration(mprnet.MprNet(16, 16, 0, 1))


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
        schedule=Schedule(),
    ),
    "deblurganv2-mini": Entry(
        title="DeblurGAN-v2, small, over a backbone of inverted residuals",
        kind="blind",
        build=_deblurganv2_mini,
        options={"numFilters": 48, "numFiltersFpn": 96, "backbone": "mobile 16-32-48-64-96", "expansion": 3},
        minimum_size=64,
        padding="reflected at the bottom and the right to a multiple of 32, cropped after",
        origin="Shakedown; models/zoo/deblurganv2.py, trained by `python3 -m zoo train deblurganv2-mini`",
        licence="Apache-2.0",
        training_data="synthetic only: dead leaves, centred camera shake, linear and Gaussian kernels of 9 to 27 "
                      "pixels, noise of 0 to 3 %; the checkpoint was chosen on photos/",
        schedule=Schedule(steps=20000, batch=8, first_rate=1.5e-3, warm_up=300, smallest_kernel=9, largest_kernel=27,
                          centred=True, images=200, kernels=1000),
        outputs=_blind,
    ),
    "mprnet-mini": Entry(
        title="MPRNet, small",
        kind="blind",
        build=_mprnet_mini,
        options={"nFeat": 16, "scaleUnetfeats": 16, "scaleOrsnetfeats": 0, "numCab": 1},
        minimum_size=16,
        padding="reflected at the bottom and the right to a multiple of 8, cropped after",
        origin="Shakedown; models/zoo/mprnet.py, trained by `python3 -m zoo train mprnet-mini`",
        licence="Apache-2.0",
        training_data="synthetic only: dead leaves, centred camera shake, linear and Gaussian kernels of 9 to 27 "
                      "pixels, noise of 0 to 3 %; the checkpoint was chosen on photos/",
        schedule=Schedule(steps=6000, batch=4, first_rate=1e-3, warm_up=200, smallest_kernel=9, largest_kernel=27,
                          centred=True, images=200, kernels=1000),
        outputs=_stages,
    ),
}


def entry(name: str) -> Entry:
    """The entry of that name; ValueError that lists the known names otherwise."""
    if name not in CATALOGUE:
        raise ValueError(f"network '{name}': must be one of {', '.join(CATALOGUE)}")
    return CATALOGUE[name]
