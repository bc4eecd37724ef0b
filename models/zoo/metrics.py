"""Similarity of two images: float64 arrays (H, W, 3), sharp range [0, 1]. The definitions are those of Shakedown."""
import numpy as np


def psnr(image: np.ndarray, reference: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB: one mean squared error over all pixels and channels, peak 1, image clamped."""
    error = np.mean((np.clip(image, 0, 1) - reference) ** 2)
    return float("inf") if error == 0 else float(-10 * np.log10(error))


def ncc(image: np.ndarray, reference: np.ndarray) -> float:
    """Normalised cross-correlation in [-1, 1]: one mean over all values is subtracted from each image; image clamped.

    NaN where one of the two is constant.
    """
    image = np.clip(image, 0, 1)
    a, b = image - image.mean(), reference - reference.mean()
    norms = np.linalg.norm(a) * np.linalg.norm(b)
    return float("nan") if norms == 0 else float(np.sum(a * b) / norms)


def luma(image: np.ndarray) -> np.ndarray:
    """Y of ITU-R BT.601 in [16, 235] of 255, on the scale of [0, 1]: (H, W, 3) to (H, W); image clamped."""
    return (np.clip(image, 0, 1) @ [65.481, 128.553, 24.966] + 16) / 255


def ssim(image: np.ndarray, reference: np.ndarray) -> float:
    """Structural similarity (Wang et al., IEEE TIP 2004): Gaussian window of sigma 1.5, population covariances.

    Data range 1, the mean over the channels, or of one plane (H, W); image clamped. scikit-image's implementation.
    """
    from skimage.metrics import structural_similarity

    return float(structural_similarity(
        np.clip(image, 0, 1), reference, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1,
        channel_axis=2 if image.ndim == 3 else None))
