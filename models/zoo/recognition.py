"""Which of the zoo's architectures a state_dict belongs to, by the names of its tensors."""
from typing import Callable, Dict, List, NamedTuple, Tuple

from torch import Tensor

State = Dict[str, Tensor]
FROM_CODE = "for another architecture use python3 -m zoo export-module FILE.py:FUNCTION --card card.yaml --out NAME.pt"


class Signature(NamedTuple):
    """An architecture's names: those that only it has, and what tells it from others that have them too."""

    network: str
    names: Tuple[str, ...]
    fits: Callable[[State], bool] = lambda state: True


def _has(part: str) -> Callable[[State], bool]:
    return lambda state: any(part in name for name in state)


def _is_unshuffled(state: State) -> bool:
    """Whether the first convolution takes squares of 2x2 pixels as channels."""
    return state["intro.weight"].dim() == 4 and state["intro.weight"].size(1) == 12


def _is_nafnet(state: State) -> bool:
    return _has(".sca.")(state) and not _is_unshuffled(state)


def _is_ffdnet(state: State) -> bool:
    """Whether nothing but convolutions with ReLU between them, of squares of 2x2 pixels and the noise level."""
    return (all(name.split(".")[0] == "model" and int(name.split(".")[1]) % 2 == 0 for name in state
                if name.split(".")[1:2] and name.split(".")[1].isdigit())
            and state["model.0.weight"].dim() == 4 and state["model.0.weight"].size(1) == 13)


SIGNATURES: List[Signature] = [
    Signature("nafnet-mini", ("intro.weight", "middle_blks.0.conv1.weight"), _is_unshuffled),
    Signature("nafnet", ("intro.weight", "middle_blks.0.conv1.weight"), _is_nafnet),
    Signature("baseline", ("intro.weight", "middle_blks.0.conv1.weight"), _has(".se.")),
    Signature("restormer", ("patch_embed.proj.weight", "latent.0.attn.temperature")),
    Signature("mprnet", ("shallow_feat1.0.weight", "stage1_encoder.down12.down.1.weight")),
    Signature("dwdn", ("FeatureBlock.0.body.0.weight", "inBlock1.0.body.0.weight")),
    Signature("rgdn", ("CNNOptimizer.main.0.weight",)),
    Signature("deblurganv2", ("fpn.td1.0.weight", "head1.block0.weight"), _has("fpn.inception.")),
    Signature("deblurganv2", ("fpn.td1.1.weight",), _has("fpn.inception.")),  # of a kind that its fit refuses, with why
    Signature("pnp-ffdnet", ("model.0.weight", "model.2.weight"), _is_ffdnet),
    Signature("wiener-cnn", ("head.weight", "blocks.0.first.weight", "tail.weight")),
]


def recognise(state: State, source: str) -> str:
    """The catalogue's name of the architecture.

    ValueError, in one line, if there is none: source names the checkpoint in it.
    """
    for signature in SIGNATURES:
        if all(name in state for name in signature.names) and signature.fits(state):
            return signature.network
    known = ", ".join(sorted({signature.network for signature in SIGNATURES}))
    first = ", ".join(list(state)[:3]) or "no tensors"
    raise ValueError(f"{source}: its {len(state)} tensors ({first}, ...) are of no known architecture: must be weights of "
                     f"{known}; {FROM_CODE}")
