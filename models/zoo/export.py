"""Export a network of the catalogue to a network file, and compare what was written with what was meant."""
from pathlib import Path
from typing import NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

from zoo import card as cards
from zoo import network_file
from zoo.catalogue import Entry, entry
from zoo.scoring import clean_score, score

TOLERANCE = 1e-5
CONDITIONS = ("mean over the photographs of photos/ and 4 camera shakes of 13 to 27 pixels, noise 1 %, reflect "
              "boundary; `python3 -m zoo score pretrained/{name}.pt --photos ../photos` in models/")
TRIAL_SHAPES = ((1, 64, 64, 13), (2, 67, 45, 21), (1, 16, 16, 31))  # N, H, W, K
CALLS = 4  # TorchScript's profiling executor changes the graph after the first call


class Difference(NamedTuple):
    """The largest error of a file's output and input gradient, relative to the largest value."""

    output: float
    gradient: float


def export(name: str, out: Path, checkpoint: Optional[Path], photos: Path) -> Tuple[str, dict, Difference]:
    """Write network `name` to out; returns the file's SHA-256, its card, and how far the reloaded network is off.

    checkpoint is a file of the training (None: as built); photos is the folder that the clean score is taken on.
    Raises ValueError, and removes the file, when output or input gradient are off by more than TOLERANCE.
    """
    described = entry(name)
    network = described.build().eval().to(memory_format=torch.channels_last)
    if checkpoint is not None:
        network.load_state_dict(torch.load(checkpoint, map_location="cpu")["network"])
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    card = make_card(name, described, network)
    card["cleanScore"] = clean_score(score(network, photos), CONDITIONS.format(name=name))
    digest = network_file.write(out, network, card)
    reloaded, _ = network_file.read(out)
    difference = compare(network, reloaded)
    if max(difference) > TOLERANCE:
        Path(out).unlink()
        raise ValueError(f"{out} differs from the network it was made of: {difference}, at most {TOLERANCE} is right")
    return digest, card, difference


def make_card(name: str, described: Entry, network: nn.Module) -> dict:
    """The card of a network, without a clean score."""
    return {
        "schema": cards.SCHEMA,
        "name": name,
        "title": described.title,
        "kind": described.kind,
        "valueRange": [0, 1],
        "sizeMultiple": 1,
        "padding": described.padding,
        "minimumSize": described.minimum_size,
        "options": described.options,
        "precision": "fp32",
        "weightsSha256": cards.weights_sha256(network),
        "origin": described.origin,
        "licence": described.licence,
        "trainingData": described.training_data,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "cleanScore": None,
    }


def compare(network: nn.Module, other: nn.Module) -> Difference:
    """The largest differences over TRIAL_SHAPES; the gradient is that of half the output's squared norm."""
    worst = Difference(0.0, 0.0)
    for images, height, width, side in TRIAL_SHAPES:
        generator = torch.Generator().manual_seed(side)
        y = torch.rand(images, 3, height, width, generator=generator)
        b = torch.rand(images, 1, side, side, generator=generator)
        b = b / b.sum((2, 3), keepdim=True)
        expected = _output_and_gradient(network, y, b)
        for _ in range(CALLS):
            actual = _output_and_gradient(other, y, b)
            errors = [float((e - a).abs().max() / e.abs().max()) for e, a in zip(expected, actual)]
            worst = Difference(*map(max, worst, errors))
    return worst


def _output_and_gradient(network: nn.Module, y: Tensor, b: Tensor) -> Tuple[Tensor, Tensor]:
    y = y.clone().requires_grad_(True)
    output = network(y, b)
    gradient, = torch.autograd.grad(0.5 * output.square().sum(), y)
    return output.detach(), gradient
