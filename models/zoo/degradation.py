"""How a blurred image comes to be: y = clip(x * b + n, 0, 1), with * the true convolution, in double precision."""
import numpy as np
from scipy.signal import fftconvolve

PADDING = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
BOUNDARIES = ("reflect", "replicate", "circular", "valid")


def blur(sharp: np.ndarray, kernel: np.ndarray, boundary: str) -> np.ndarray:
    """The true convolution of each channel of sharp (H, W, C) with kernel (K, K), K odd; float64.

    boundary says what lies outside: reflect (mirrored, the edge pixel not repeated), replicate, circular; the result
    is then (H, W, C). With valid, only pixels that need nothing from outside are kept: (H-K+1, W-K+1, C).
    """
    if boundary not in BOUNDARIES:
        raise ValueError(f"boundary '{boundary}': must be one of {', '.join(BOUNDARIES)}")
    if boundary != "valid":
        margin = kernel.shape[0] // 2
        sharp = np.pad(sharp, ((margin, margin), (margin, margin), (0, 0)), mode=PADDING[boundary])
    return fftconvolve(sharp, kernel[:, :, None], mode="valid", axes=(0, 1))


def degrade(
    sharp: np.ndarray, kernel: np.ndarray, noise: float, boundary: str, rng: np.random.RandomState
) -> np.ndarray:
    """The blurred image, with Gaussian noise of standard deviation noise (1 = the value range), clipped to [0, 1]."""
    blurred = blur(sharp, kernel, boundary)
    return np.clip(blurred + rng.normal(scale=noise, size=blurred.shape), 0, 1)


def valid_part(sharp: np.ndarray, kernel: np.ndarray, boundary: str) -> np.ndarray:
    """The pixels of sharp (H, W, C) that blur(sharp, kernel, boundary) shows: all, or for valid the inner ones."""
    if boundary != "valid":
        return sharp
    margin = kernel.shape[0] // 2
    return sharp[margin:sharp.shape[0] - margin, margin:sharp.shape[1] - margin]
