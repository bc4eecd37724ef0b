"""Synthetic sharp images to train on: dead leaves, opaque shapes that fall on one another until they cover the frame.

Radii follow the power law r^-3, which makes the image scale invariant, as natural images nearly are (Lee, Mumford and
Huang, "Occlusion models for natural images", IJCV 2001); networks trained on such images restore photographs well
(Achddou, Gousseau and Ladjal, "Synthetic images as a regularity prior for image restoration neural networks", SSVM
2021). Leaves are ellipses, rectangles and thin strips, each with a gradient of colour and perhaps a texture.
"""
import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

OVERSAMPLING = 2  # drawn this much larger and averaged down, for antialiased edges
CANDIDATES = 2500  # leaves that may fall; few are needed before the frame is covered


def dead_leaves(size: int, rng: np.random.RandomState) -> np.ndarray:
    """A sharp image, float32 (size, size, 3) in [0, 1]."""
    side = size * OVERSAMPLING
    textures = [_cloud(side, rng) for _ in range(3)]
    palette = _colours(rng.randint(3, 30), rng)
    image = palette[0] + np.float32(rng.uniform(0, 0.2)) * textures[0][:, :, None]
    uncovered = np.ones((side, side), dtype=bool)
    smallest, largest = np.exp(rng.uniform(np.log(4), np.log(70))), side * rng.uniform(0.25, 0.7)
    # The inverse of the distribution function of r^-3 between smallest and largest.
    draws = rng.uniform(size=CANDIDATES)
    radii = (draws * largest ** -2.0 + (1 - draws) * smallest ** -2.0) ** -0.5
    enough = rng.uniform(0, 0.05) * side * side
    left = side * side
    # Front to back: a leaf shows only where nothing has fallen before, which is as if they fell back to front.
    for radius in radii:
        drawn = _leaf(radius, side, rng)
        if drawn is None:
            continue
        (top, left_edge), mask = drawn
        window = (slice(top, top + mask.shape[0]), slice(left_edge, left_edge + mask.shape[1]))
        mask &= uncovered[window]
        fresh = np.count_nonzero(mask)
        if fresh == 0:
            continue
        image[window][mask] = _paint(mask, window, palette, textures, rng)
        uncovered[window] &= ~mask
        left -= fresh
        if left < enough:
            break
    image = _shaded(image, rng)
    if rng.uniform() < 0.6:  # photographs have soft edges too: defocus, and the resizing that made them
        image = gaussian_filter(image, (rng.uniform(0, 3),) * 2 + (0,), truncate=3)
    image = image.reshape(size, OVERSAMPLING, size, OVERSAMPLING, 3).mean(axis=(1, 3))
    return np.clip(image, 0, 1).astype(np.float32)


def _leaf(radius: float, side: int, rng: np.random.RandomState):
    """The top left corner and the mask, cut at the frame, of a random shape; None if it lies outside."""
    centre = rng.uniform(0, side, size=2)
    angle = rng.uniform(0, np.pi) if rng.uniform() < 0.7 else 0.0
    kind = rng.uniform()
    flatness = rng.uniform(0.3, 1) if kind < 0.75 else rng.uniform(0.03, 0.2)
    reach = int(np.ceil(radius * (1 if kind < 0.5 else 1.42))) + 1
    low = np.maximum(np.floor(centre).astype(int) - reach, 0)
    high = np.minimum(np.floor(centre).astype(int) + reach + 1, side)
    if np.any(high <= low):
        return None
    down = np.arange(low[0], high[0], dtype=np.float32)[:, None] - np.float32(centre[0])
    right = np.arange(low[1], high[1], dtype=np.float32)[None] - np.float32(centre[1])
    cos, sin = np.float32(np.cos(angle) / radius), np.float32(np.sin(angle) / radius)
    along = cos * down + sin * right
    across = (cos * right - sin * down) / np.float32(flatness)
    if kind < 0.5:
        mask = along * along + across * across < 1
    else:
        mask = (np.abs(along) < 1) & (np.abs(across) < 1)
    return (low[0], low[1]), mask


def _paint(mask: np.ndarray, window, palette, textures, rng: np.random.RandomState) -> np.ndarray:
    """Colours (P, 3) of the P pixels of the mask: a base colour, maybe with a gradient and a texture."""
    down, right = np.nonzero(mask)
    colour = palette[rng.randint(len(palette))] + rng.normal(scale=0.03, size=3).astype(np.float32)
    paint = np.broadcast_to(colour, (down.size, 3))
    style = rng.uniform()
    if style < 0.8:
        slope = rng.normal(scale=0.15, size=2) / max(mask.shape)
        paint = paint + (slope[0] * down + slope[1] * right).astype(np.float32)[:, None]
    if style < 0.7:
        strength = rng.exponential(0.05) * np.sign(rng.normal())
        texture = textures[rng.randint(len(textures))][window][mask]
        paint = paint + np.float32(strength) * texture[:, None]
    elif style > 0.93:
        wave = rng.normal(size=2) * rng.uniform(0.05, 0.8)
        stripes = np.sin(wave[0] * down + wave[1] * right + rng.uniform(0, 6.3))
        paint = paint + (rng.uniform(0.02, 0.25) * stripes).astype(np.float32)[:, None]
    return paint


def _cloud(side: int, rng: np.random.RandomState) -> np.ndarray:
    """Gaussian noise of amplitude f^-a, a in [0.4, 2], mean 0 and deviation 1: float32 (side, side)."""
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None])
    frequency[0, 0] = np.inf
    amplitude = frequency ** -rng.uniform(0.4, 2)
    cloud = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(side, side))) * amplitude, (side, side))
    return (cloud / cloud.std()).astype(np.float32)


def _colours(count: int, rng: np.random.RandomState) -> np.ndarray:
    """(count, 3): brightness spread evenly, the hue around a common tint, as colours of one scene are related."""
    brightness = 0.5 + rng.uniform(0.4, 1) * rng.uniform(-0.5, 0.5, size=(count, 1))
    tint = rng.normal(scale=0.07, size=(1, 3))
    own = rng.normal(scale=rng.uniform(0.01, 0.12), size=(count, 3))
    return np.clip(brightness + tint + own, 0, 1).astype(np.float32)


def _shaded(image: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """Soft light: a smooth factor across the frame and a random gamma, so that dark images occur too."""
    side = image.shape[0]
    coarse = rng.uniform(0.6, 1.1, size=(3, 3)).astype(np.float32)
    light = np.asarray(Image.fromarray(coarse).resize((side, side), Image.BICUBIC))
    return np.clip(image * light[:, :, None], 0, 1) ** np.float32(np.exp(rng.uniform(-0.4, 0.6)))
