"""The small networks that are trained here: their widths, how they start, and how they are trained."""
from typing import Any, Dict, List

from torch import nn

from zoo.deblurganv2 import MobileRestoration, mobile
from zoo.dwdn import Dwdn, DwdnRestoration
from zoo.identity_start import start_dwdn_as_wiener, start_rgdn_as_landweber
from zoo.nafnet import UnshuffledNafnetRestoration
from zoo.rgdn import Rgdn, RgdnRestoration
from zoo.schedule import Schedule

DEBLURGANV2_MINI: Dict[str, Any] = {
    "num_filters": 48, "backbone": [32, 48, 64, 64, 96], "depths": [1, 2, 3, 3, 2], "expansion": 3}
MPRNET_MINI: Dict[str, Any] = {
    "n_feat": 16, "scale_unetfeats": 16, "scale_orsnetfeats": 0, "num_cab": 1, "reduction": 4}
DWDN_MINI: Dict[str, Any] = {"features": 16, "width": 8, "feature_scale": 200.0}
RGDN_MINI: Dict[str, Any] = {"width": 16, "steps": 10}
NAFNET_MINI: Dict[str, Any] = {"width": 24, "encoder": [1, 2, 3], "middle": 4, "decoder": [2, 2, 1]}

# The shipped weights: mprnet-mini was resumed at step 1500 of 3000 with 2200 in all, deblurganv2-mini at step 2000 of 8000
# with 3200 in all, so that the rate fell earlier; the logs have the rates.
DEBLURGANV2_SCHEDULE = Schedule(
    steps=3200, batch=8, warm_up=300, smallest_kernel=7, largest_kernel=19, centred=True, kernels=600)
MPRNET_SCHEDULE = Schedule(
    steps=2200, batch=4, side=96, warm_up=200, report_every=300, smallest_kernel=7, largest_kernel=19, centred=True,
    kernels=600)
DWDN_SCHEDULE = Schedule(
    steps=1200, batch=4, side=96, first_rate=1e-3, warm_up=50, report_every=200, average=0.99, images=100)
RGDN_SCHEDULE = Schedule(
    steps=900, batch=4, side=64, warm_up=50, report_every=150, average=0.99, images=100)
# The shipped weights had 3300 steps of horizontal motion, and were resumed with --blurs motion and 42000 steps in all.
NAFNET_SCHEDULE = Schedule(
    steps=200_000, decay=2000, batch=8, side=96, warm_up=100, betas=(0.9, 0.9), weight_decay=1e-4, average=0.999,
    report_every=300, photographs=0.75, least_texture=0.015, most_noise=0.0, blurs="horizontal", largest_kernel=13,
    centred=True, images=60, kernels=1500)


def deblurganv2_mini(num_filters: int, backbone: List[int], depths: List[int], expansion: int) -> nn.Module:
    return MobileRestoration(mobile(num_filters, backbone, depths, expansion))


def dwdn_mini(features: int, width: int, feature_scale: float) -> nn.Module:
    core = Dwdn(features=features, width=width, feature_scale=feature_scale)
    start_dwdn_as_wiener(core)
    return DwdnRestoration(core)


def rgdn_mini(width: int, steps: int) -> nn.Module:
    core = Rgdn(width)
    start_rgdn_as_landweber(core)
    return RgdnRestoration(core, steps)


def nafnet_mini(width: int, encoder: List[int], middle: int, decoder: List[int]) -> nn.Module:
    return UnshuffledNafnetRestoration(width, encoder, middle, decoder)
