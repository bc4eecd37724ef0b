"""The published networks behind Shakedown's interface, and their widths as a checkpoint's shapes tell them.

A fitting function takes the tensors by name and returns options of the building function of the same name. It takes
what is there: a name that is missing altogether is reported when the weights are loaded.
"""
from typing import Any, Dict

from torch import Tensor, nn

from zoo.deblurganv2 import DeblurGanV2Restoration, inception
from zoo.dwdn import Dwdn, DwdnRestoration
from zoo.mprnet import MprNet, MprNetRestoration
from zoo.rgdn import Rgdn, RgdnRestoration


def mprnet(**widths: int) -> nn.Module:
    return MprNetRestoration(MprNet(**widths))


def fit_mprnet(state: Dict[str, Tensor]) -> Dict[str, Any]:
    names = ("shallow_feat1.0.weight", "shallow_feat1.1.CA.conv_du.0.weight", "stage1_encoder.down12.down.1.weight",
             "concat23.weight")
    if not all(name in state for name in names):
        return {}
    n_feat, squeezed, second_level, third_stage = (state[name].size(0) for name in names)
    blocks = {name.split(".")[3] for name in state
              if name.startswith("stage3_orsnet.orb1.body.") and ".CA." in name}
    return {"n_feat": n_feat, "scale_unetfeats": second_level - n_feat, "scale_orsnetfeats": third_stage - n_feat,
            "num_cab": len(blocks), "reduction": n_feat // squeezed}


def dwdn(features: int, width: int) -> nn.Module:
    return DwdnRestoration(Dwdn(features=features, width=width))


def fit_dwdn(state: Dict[str, Tensor]) -> Dict[str, Any]:
    names = {"features": "FeatureBlock.0.body.0.weight", "width": "inBlock1.0.body.0.weight"}
    return {option: state[name].size(0) for option, name in names.items() if name in state}


def rgdn(width: int, steps: int) -> nn.Module:
    return RgdnRestoration(Rgdn(width), steps)


def fit_rgdn(state: Dict[str, Tensor]) -> Dict[str, Any]:
    first = "CNNOptimizer.main.0.weight"
    return {"width": state[first].size(0)} if first in state else {}


def deblurganv2(num_filters: int, num_filters_fpn: int, statistics: str) -> nn.Module:
    return DeblurGanV2Restoration(inception(num_filters, num_filters_fpn, statistics))


def fit_deblurganv2(state: Dict[str, Tensor]) -> Dict[str, Any]:
    """ValueError for the variant with affine normalisation in the pyramid, which the authors' configuration is not."""
    if "fpn.td1.1.weight" in state:
        raise ValueError("fpn.td1.1.weight: the pyramid was trained with affine batch normalisation (norm_layer: "
                         "batch); only norm_layer: instance, that of the published weights, is known")
    names = {"num_filters": "head1.block0.weight", "num_filters_fpn": "fpn.td1.0.weight"}
    return {option: state[name].size(0) for option, name in names.items() if name in state}
