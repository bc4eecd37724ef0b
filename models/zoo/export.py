"""Export a network of the catalogue to a network file, and compare what was written with what was meant."""
import copy
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from zoo import card as cards
from zoo import checkpoint as checkpoints
from zoo import network_file
from zoo.catalogue import Entry, entry
from zoo.deblurganv2 import InceptionPyramid
from zoo.multiply_accumulates import gmac
from zoo.precision import to_bfloat16
from zoo.scoring import Conditions, clean_score, score

# A scripted network may sum in another order; in bfloat16 a sum's last digit is 1/256 of it.
TOLERANCE = {"fp32": 1e-5, "bf16": 5e-2}
CONDITIONS = "mean over the photographs of examples/photos/ and {words}; `python3 -m zoo score {file}` in models/"
CALLS = 4  # TorchScript's profiling executor changes the graph after the first call
MOST_RECORDED_STEPS = 10  # networks of more unrolled steps are differentiated by their own vjp, step by step
PRECISIONS = ("fp32", "bf16")


class Request(NamedTuple):
    """What to export: a network of the catalogue, weights, and how it is to differ from what the catalogue says.

    options are the building function's, steps and statistics among them; name is the card's, made of the network's and
    of what differs if it is None. photos is the folder to measure the clean score on, None for no score. container is the
    dictionary of the checkpoint that holds the tensors, None for the first of the usual ones.
    """

    network: str
    checkpoint: Optional[Path] = None
    options: Dict[str, Any] = {}
    precision: str = "fp32"
    name: Optional[str] = None
    photos: Optional[Path] = None
    container: Optional[str] = None


class Difference(NamedTuple):
    """The largest error of an output and an input gradient, relative to the largest value."""

    output: float
    gradient: float


class Export(NamedTuple):
    """What was written: the file's SHA-256, its card, how far it is from the network that it was made of, and, for
    bfloat16, how far that is from float32."""

    sha256: str
    card: dict
    reloaded: Difference
    rounded: Optional[Difference]


def export(request: Request, out: Path) -> Export:
    """Write a network file to out.

    Raises ValueError if the checkpoint does not fit, and, having removed the file, when its output or input gradient
    are off by more than TOLERANCE.
    """
    described = entry(request.network)
    network, options = build(request)
    rounded = None
    exact = network
    if request.precision == "bf16":
        network = to_bfloat16(copy.deepcopy(exact))
        rounded = compare(exact, network, described.kind, described.minimum_size, calls=1)
    network = network.to(memory_format=torch.channels_last)
    card = make_card(request.name or variant_name(request, options), described, network, options, request.precision)
    card["gmac"] = gmac(exact, described.kind)
    if network is not exact and request.precision != "fp32":
        # By which whoever judges in float32 finds the network that this one stands for.
        card["options"]["weightsRoundedFrom"] = cards.weights_sha256(exact)
    if request.photos is not None:
        conditions = described.conditions
        scores = score(callable_of(network, described.kind), request.photos, conditions.noise,
                       kernels=conditions.kernels())
        card["cleanScore"] = clean_score(scores, measured_with(conditions, out))
    digest = network_file.write(out, network, card)
    reloaded, _ = network_file.read(out)
    # The profiling executor takes minutes to compile a vjp of many blocks; workers run without it.
    with torch.jit.optimized_execution(not described.recomputes):
        difference = compare(network, reloaded, described.kind, described.minimum_size,
                             calls=1 if described.recomputes else CALLS, by_vjp=card["gradient"] == "vjp",
                             recorded=not described.recomputes)
    tolerance = TOLERANCE[request.precision]
    if not all(error <= tolerance for error in difference):  # NaN is no agreement
        Path(out).unlink()
        raise ValueError(f"{out} differs from the network it was made of: {difference}, at most {tolerance} is right")
    return Export(digest, card, difference, rounded)


def measured_with(conditions: Conditions, file: Path) -> str:
    """The conditions of a card's clean score; the command names the file as it lies in models/."""
    return CONDITIONS.format(words=conditions.words, file=file.name if Path(file).is_absolute() else file)


def renew_card(file: Path) -> Tuple[str, dict]:
    """Write the card of a network of the catalogue again, as the catalogue has it now; the file's SHA-256 and the card.

    Weights and code stay what they are, byte for byte; so do the clean score's figures. ValueError for a file of another
    network, or of less than float32, whose card says more.
    """
    network, former = network_file.read(file)
    name = former["name"].split("@")[0]
    described = entry(name)
    if former["precision"] != "fp32":
        raise ValueError(f"{file}: precision {former['precision']}: must be fp32; export it again")
    steps = {"steps": former["options"]["steps"]} if "steps" in former["options"] else {}
    rebuilt, options = build(Request(name, options=steps))
    rebuilt.load_state_dict(network.state_dict())
    card = make_card(former["name"], described, rebuilt, options, "fp32")
    card["gmac"] = gmac(rebuilt, described.kind)
    score_before = former["cleanScore"]
    if score_before is not None:
        card["cleanScore"] = {**score_before, "conditions": measured_with(described.conditions, file)}
    return network_file.replace_card(file, card), card


def build(request: Request) -> Tuple[nn.Module, Dict[str, Any]]:
    """The network with its weights, in float32, frozen and in eval mode, and the options that it was built with."""
    if request.precision not in PRECISIONS:
        raise ValueError(f"precision '{request.precision}': must be one of {', '.join(PRECISIONS)}")
    described = entry(request.network)
    unknown = [option for option in request.options if option not in described.options]
    if unknown:
        raise ValueError(f"network '{request.network}' has no option {', '.join(unknown)}; it has "
                         f"{', '.join(described.options)}")
    state = None if request.checkpoint is None else checkpoints.open_weights(
        request.checkpoint, request.container).tensors
    fitted = {} if state is None else described.fit(state)
    options = {**described.options, **fitted, **request.options}
    network = described.build(**options).eval()
    if state is not None:
        checkpoints.load(core_of(network), state, str(request.checkpoint))
    for module in network.modules():
        if isinstance(module, InceptionPyramid):
            module.drop_unused()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network, options


def core_of(network: nn.Module) -> nn.Module:
    """The network as published, inside the one that brings it behind Shakedown's interface."""
    return getattr(network, "core", network)


def variant_name(request: Request, options: Dict[str, Any]) -> str:
    """The network's name, with @ and what makes it a variant: the number of steps, eval statistics, no windows, bf16."""
    variants: List[str] = []
    if "steps" in options:
        variants.append(str(options["steps"]))
    if options.get("statistics") == "running":
        variants.append("eval")
    if options.get("train_size") == 0:
        variants.append("global")
    if request.precision != "fp32":
        variants.append(request.precision)
    return request.network + ("@" + "-".join(variants) if variants else "")


def make_card(name: str, described: Entry, network: nn.Module, options: Dict[str, Any], precision: str) -> dict:
    """The card of a network, without a clean score."""
    return {
        "schema": cards.SCHEMA,
        "name": name,
        "title": described.title + (f", {options['steps']} steps" if "steps" in options else ""),
        "kind": described.kind,
        "valueRange": [0, 1],
        "sizeMultiple": 1,
        "padding": described.padding,
        "minimumSize": described.minimum_size,
        "options": {_camel(option): _plain(value) for option, value in options.items()},
        "precision": precision,
        "gradient": "vjp" if recomputes(described, options) else "autograd",
        "weightsSha256": cards.weights_sha256(network),
        "origin": described.origin,
        "licence": described.licence,
        "trainingData": described.training_data,
        **({} if described.trained_for is None else {"trainedFor": described.trained_for}),
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "cleanScore": None,
    }


def recomputes(described: Entry, options: Dict[str, Any]) -> bool:
    """Whether the network's own vjp takes the place of recording all of it."""
    return described.recomputes or options.get("steps", 0) > MOST_RECORDED_STEPS


def compare(network: nn.Module, other: nn.Module, kind: str, minimum_size: int, calls: int = CALLS,
            by_vjp: bool = False, recorded: bool = True) -> Difference:
    """The largest differences over two batches, NaN if one is; the gradient is that of half the output's squared norm.

    by_vjp takes the other's gradient from its method `vjp`; the first one's comes from recording all of it, or, where that
    would take too much memory, from its `vjp` too.
    """
    worst = Difference(0.0, 0.0)
    for images, taller, wider, side in ((1, 0, 0, 31), (2, 51, 29, 21)):
        generator = torch.Generator().manual_seed(side)
        y = torch.rand(images, 3, minimum_size + taller, minimum_size + wider, generator=generator)
        b = torch.rand(images, 1, side, side, generator=generator)
        b = b / b.sum((2, 3), keepdim=True)
        inputs = (y, b) if kind == "non-blind" else (y,)
        expected = output_and_gradient(network, inputs, by_vjp=not recorded)
        for _ in range(calls):
            actual = output_and_gradient(other, inputs, by_vjp)
            errors = [float((e - a).abs().max() / e.abs().max()) for e, a in zip(expected, actual)]
            worst = Difference(*(float(np.max(pair)) for pair in zip(worst, errors)))
    return worst


def output_and_gradient(network: nn.Module, inputs: Tuple[Tensor, ...], by_vjp: bool) -> Tuple[Tensor, Tensor]:
    """The output for (y, b) or (y,), and the gradient of half its squared norm in y."""
    y, *kernels = inputs
    if by_vjp:
        with torch.no_grad():
            output = network(y, *kernels)
        return output, network.vjp(y, *kernels, output)
    y = y.clone().requires_grad_(True)
    output = network(y, *kernels)
    gradient, = torch.autograd.grad(0.5 * output.square().sum(), y)
    return output.detach(), gradient


def callable_of(network: nn.Module, kind: str):
    """The network as a function of y and b, the kernel ignored by a blind one."""
    return network if kind == "non-blind" else lambda y, b: network(y)


def _camel(option: str) -> str:
    first, *rest = option.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _plain(value: Any) -> Any:
    return "-".join(map(str, value)) if isinstance(value, list) else value
