"""A network file that cuts pictures into tiles by itself, made of one that takes whole pictures."""
from pathlib import Path
from typing import List, NamedTuple, Optional

import torch
from torch import Tensor, nn

from zoo import card as cards
from zoo import network_file
from zoo.sizes import inputs
from zoo.tiling import TiledBlind, TiledNonBlind

SCORED_SIDE = 256  # of the photographs that clean scores are measured on
SLOPE_TOLERANCE = 0.02  # of a difference quotient in float32
STEP = 1e-3


class Tiles(NamedTuple):
    """Side of the tiles and by how much neighbours overlap at least, in pixels."""

    side: int
    overlap: int


class TiledFile(NamedTuple):
    """What was written: the file's SHA-256, its card, and what was done, a line each."""

    sha256: str
    card: dict
    notes: List[str]


def tile(file: Path, out: Path, tiles: Tiles, name: Optional[str] = None) -> TiledFile:
    """Write the network of a network file to out, behind tiles. file and out may be the same.

    name is the card's, made of the network's and the side if it is None. Pictures of at most a tile are passed on whole.
    ValueError, in one line, for tiles that do not fit the network, and a gradient that is wrong across a seam.
    """
    network, card = network_file.read(file)
    _require_fit(file, card, tiles)
    kind = card["kind"]
    tiled = (TiledBlind if kind == "blind" else TiledNonBlind)(network, tiles.side, tiles.side, tiles.overlap, is_exact=False)
    written = {
        **card,
        "name": name or tiled_name(card["name"], card.get("precision", "fp32"), tiles.side),
        "title": f"{card.get('title', card['name'])}, in tiles of {tiles.side}x{tiles.side}",
        "padding": f"{card.get('padding', 'its own')}; cut into tiles of at most {tiles.side}x{tiles.side} that overlap by at "
                   f"least {tiles.overlap} pixels, blended",
        "options": {**card.get("options", {}), "tile": tiles.side, "overlap": tiles.overlap},
        "gradient": "vjp",
        "weightsSha256": cards.weights_sha256(tiled),
        "cleanScore": card.get("cleanScore") if tiles.side >= SCORED_SIDE else None,
    }
    partial = Path(out).with_suffix(".partial")
    try:
        network_file.write(partial, tiled, written)
        reloaded, _ = network_file.read(partial)
        notes = _across_a_seam(network, reloaded, card, tiles)
        digest = network_file.sha256(partial)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return TiledFile(digest, written, notes)


def tiled_name(name: str, precision: str, side: int) -> str:
    """The network's name with what makes it a variant; a precision stays at the end."""
    network, _, variant = name.partition("@")
    parts = [part for part in variant.split("-") if part]
    at = len(parts) - 1 if parts and parts[-1] == precision else len(parts)
    parts.insert(at, f"tiled{side}")
    return f"{network}@{'-'.join(parts)}"


def _require_fit(file: Path, card: dict, tiles: Tiles) -> None:
    if card.get("fixedSize") is not None or "tile" in card.get("options", {}):
        raise ValueError(f"{file}: {card['name']} cuts pictures into tiles already: must be a network of whole pictures")
    least = max(cards.SMALLEST_TILE, card.get("minimumSize", 64))
    if tiles.side < least:
        raise ValueError(f"--tile {tiles.side}: must be at least {least} pixels, the minimumSize of {card['name']}")
    if not 0 <= tiles.overlap <= tiles.side // 2:
        raise ValueError(f"--overlap {tiles.overlap}: must be from 0 to half of a tile, {tiles.side // 2} pixels")


def _across_a_seam(network: nn.Module, tiled: nn.Module, card: dict, tiles: Tiles) -> List[str]:
    """Compare a narrow picture of two tiles with the whole, and its gradient with a difference quotient."""
    height, width = 2 * tiles.side - tiles.overlap, card.get("minimumSize", 64)
    y, *kernels = inputs({"kind": card["kind"]}, 1, height, width, seed=3)
    with torch.no_grad():
        whole, output = network(y, *kernels), tiled(y, *kernels)
    error = float((output - whole).abs().max())
    slope, quotient, size = _slopes(tiled, y, kernels, output)
    if not abs(slope - quotient) <= SLOPE_TOLERANCE * max(abs(slope), size):
        raise ValueError(f"{card['name']}: the gradient across a seam is {slope:.4g} in a random direction, where a difference "
                         f"quotient gives {quotient:.4g}: report it with this file")
    return [f"pictures larger than {tiles.side}x{tiles.side} are cut into tiles that overlap by at least {tiles.overlap} pixels",
            f"noise of {height}x{width}, two tiles: the output differs from the whole picture's by at most {error:.1e}; the "
            "gradient across the seam agrees with a difference quotient"]


def _slopes(network: nn.Module, y: Tensor, kernels: List[Tensor], output: Tensor):
    """Of half of the output's squared norm in a random direction: by the gradient, by differences; the gradient's norm."""
    gradient = network.vjp(y, *kernels, output).double()
    direction = torch.randn(y.shape, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        up, down = (network(y + sign * STEP * direction, *kernels).double() for sign in (1, -1))
    quotient = float((0.5 * up.square() - 0.5 * down.square()).sum() / (2 * STEP))
    return float((gradient * direction.double()).sum()), quotient, float(gradient.norm())
