"""The published networks behind Shakedown's interface, and their widths as a checkpoint's shapes tell them.

A fitting function takes the tensors by name and returns options of the building function of the same name. It takes
what is there: a name that is missing altogether is reported when the weights are loaded.
"""
from functools import partial
from typing import Any, Dict, List

from torch import Tensor, nn

from zoo.deblurganv2 import DeblurGanV2Restoration, inception
from zoo.dwdn import Dwdn, DwdnRestoration
from zoo.ffdnet import Ffdnet
from zoo.maxim import Maxim, MaximRestoration
from zoo.mprnet import MprNet, MprNetRestoration
from zoo.nafnet import BaselineBlock, Nafnet, NafnetRestoration
from zoo.plug_and_play import PlugAndPlay
from zoo.restormer import Restormer, RestormerRestoration
from zoo.rgdn import Rgdn, RgdnRestoration

# Those of the weights for GoPro.
U_SHAPE: Dict[str, Any] = {"encoder": [1, 1, 1, 28], "middle": 1, "decoder": [1, 1, 1, 1]}
RESTORMER: Dict[str, Any] = {
    "dim": 48, "blocks": [4, 6, 6, 8], "refinement": 4, "heads": [1, 2, 4, 8], "hidden": [127, 255, 510, 1021], "bias": 0,
    "bias_free": 0}

MAXIM: Dict[str, Any] = {"features": 32, "stages": 3, "groups": 2, "bottlenecks": 2}


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


def nafnet(width: int, encoder: List[int], middle: int, decoder: List[int], train_size: int) -> nn.Module:
    """train_size is the side of the images that it was trained on, for local attention; 0 for attention over all pixels."""
    local = (train_size, train_size) if train_size else None
    return NafnetRestoration(Nafnet(3, width, encoder, middle, decoder, train_size=local))


def baseline(width: int, encoder: List[int], middle: int, decoder: List[int], dw_expand: int, ffn_expand: int,
             train_size: int) -> nn.Module:
    """train_size as for nafnet."""
    local = (train_size, train_size) if train_size else None
    block = partial(BaselineBlock, dw_expand=dw_expand, ffn_expand=ffn_expand)
    return NafnetRestoration(Nafnet(3, width, encoder, middle, decoder, block, local))


def fit_nafnet(state: Dict[str, Tensor]) -> Dict[str, Any]:
    """ValueError for the other of the two networks' weights. The training size leaves no trace in the weights."""
    return _fit_u_shape(state, "sca", "baseline")


def fit_baseline(state: Dict[str, Tensor]) -> Dict[str, Any]:
    fitted = _fit_u_shape(state, "se", "nafnet")
    names = {"dw_expand": "encoders.0.0.conv1.weight", "ffn_expand": "encoders.0.0.conv4.weight"}
    expansions = {option: state[name].size(0) // fitted["width"] for option, name in names.items()
                  if fitted and name in state}
    return {**fitted, **expansions}


def _fit_u_shape(state: Dict[str, Tensor], attention: str, other: str) -> Dict[str, Any]:
    if "intro.weight" not in state or "middle_blks.0.conv1.weight" not in state:
        return {}
    if not any(f".{attention}." in name for name in state):
        raise ValueError(f"encoders.0.0: has no {attention}: must be the weights of this network, not of {other}")
    levels = range(_count(state, "encoders."))
    return {"width": state["intro.weight"].size(0), "encoder": [_count(state, f"encoders.{level}.") for level in levels],
            "middle": _count(state, "middle_blks."), "decoder": [_count(state, f"decoders.{level}.") for level in levels]}


def restormer(dim: int, blocks: List[int], refinement: int, heads: List[int], hidden: List[int], bias: int,
              bias_free: int) -> nn.Module:
    """bias and bias_free are 0 or 1."""
    return RestormerRestoration(Restormer(dim, blocks, refinement, heads, hidden, bool(bias), bool(bias_free)))


def fit_restormer(state: Dict[str, Tensor]) -> Dict[str, Any]:
    """ValueError for weights of the dual-pixel task, which have six input channels."""
    if "skip_conv.weight" in state:
        raise ValueError("skip_conv.weight: the weights are of the dual-pixel task: must be of an image of 3 channels")
    levels = ("encoder_level1", "encoder_level2", "encoder_level3", "latent")
    if not all(f"{level}.0.attn.temperature" in state for level in levels) or "patch_embed.proj.weight" not in state:
        return {}
    return {"dim": state["patch_embed.proj.weight"].size(0), "blocks": [_count(state, f"{level}.") for level in levels],
            "refinement": _count(state, "refinement."),
            "heads": [state[f"{level}.0.attn.temperature"].size(0) for level in levels],
            "hidden": [state[f"{level}.0.ffn.project_in.weight"].size(0) // 2 for level in levels],
            "bias": int("latent.0.attn.qkv.bias" in state), "bias_free": int("latent.0.norm1.body.bias" not in state)}


def maxim(features: int, stages: int, groups: int, bottlenecks: int) -> nn.Module:
    return MaximRestoration(Maxim(features, stages, groups, bottlenecks))


def fit_maxim(state: Dict[str, Tensor]) -> Dict[str, Any]:
    first = "blocks.stage_0_input_conv_0.conv.weight"
    if first not in state:
        return {}
    blocks = {name.split(".")[1] for name in state}
    return {"features": state[first].size(0), "stages": len({name.split("_")[1] for name in blocks}),
            "groups": _count(state, "blocks.stage_0_encoder_block_0.groups.mlps."),
            "bottlenecks": len([name for name in blocks if name.startswith("stage_0_global_block_")])}


def pnp_ffdnet(width: int, layers: int, steps: int, noise: float) -> nn.Module:
    return PlugAndPlay(Ffdnet(width, layers), steps, noise)


def fit_ffdnet(state: Dict[str, Tensor]) -> Dict[str, Any]:
    """ValueError for the weights of grey images."""
    first = "model.0.weight"
    if first not in state:
        return {}
    if state[first].size(1) != 13:
        raise ValueError(f"{first}: has {state[first].size(1)} input channels: must have 13, those of the denoiser of colour "
                         "images, as in ffdnet_color.pth")
    return {"width": state[first].size(0), "layers": len([name for name in state if name.endswith(".weight")])}


def _count(state: Dict[str, Tensor], prefix: str) -> int:
    """How many modules a list of that prefix has."""
    return len({name[len(prefix):].split(".")[0] for name in state if name.startswith(prefix)})
