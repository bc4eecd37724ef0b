"""Writes pairs of images and what numpy and scikit-image say about them, for GoldenMetricsTest.

Needs numpy and scikit-image 0.19 or newer.
"""
from pathlib import Path

import numpy as np
from skimage.color import rgb2ycbcr
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

HERE = Path(__file__).parent
random = np.random.default_rng(2022)


def pair(height, width, noise, low, high):
    rows, columns = np.mgrid[:height, :width]
    waves = [0.5 + 0.4 * np.sin(rows / (2 + c) + columns / (5 - c)) for c in range(3)]
    a = low + (high - low) * np.stack(waves)
    b = a + noise * random.standard_normal(a.shape)
    return a.astype(np.float32), b.astype(np.float32)


CASES = {
    "faint-noise": pair(24, 31, 0.01, 0, 1),
    "strong-noise": pair(19, 40, 0.3, 0, 1),
    "smallest": pair(11, 11, 0.1, 0, 1),
    "out-of-range": pair(30, 16, 0.1, -0.4, 1.5),
}

with open(HERE / "golden.csv", "w") as golden:
    for name, (a, b) in CASES.items():
        np.save(HERE / f"{name}-a.npy", a)
        np.save(HERE / f"{name}-b.npy", b)
        a, b = (np.clip(image.astype(np.float64), 0, 1) for image in (a, b))
        psnr = peak_signal_noise_ratio(a, b, data_range=1)
        ncc = np.corrcoef(a.ravel(), b.ravel())[0, 1]
        ssim = structural_similarity(
            a, b, data_range=1, channel_axis=0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
        a, b = (rgb2ycbcr(image, channel_axis=0)[0] / 255 for image in (a, b))
        psnr_y = peak_signal_noise_ratio(a, b, data_range=1)
        ssim_y = structural_similarity(
            a, b, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
        golden.write(f"{name},{float(psnr)!r},{float(ncc)!r},{float(ssim)!r},{float(psnr_y)!r},{float(ssim_y)!r}\n")
