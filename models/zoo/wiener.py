"""Non-blind restoration without weights: one Wiener filter."""
import torch
from torch import Tensor, nn

from zoo.deconvolution import MARGIN, periodic_frame, restorations


class Wiener(nn.Module):
    """Wiener deconvolution with a gradient prior (see `deconvolution.wiener_filters`).

    noise_to_signal is the weight r of the prior: more of it gives fewer noise and ringing and less detail. The default
    did best on the photographs with camera shake of 13 to 27 pixels and 1 % noise. The output is not clamped.
    """

    def __init__(self, noise_to_signal: float = 0.014, margin: int = MARGIN):
        super().__init__()
        if noise_to_signal <= 0:
            raise ValueError(f"noise_to_signal {noise_to_signal}: must be above 0")
        self.noise_to_signal = noise_to_signal
        self.margin = margin

    def forward(self, y: Tensor, b: Tensor) -> Tensor:
        """y (N, 3, H, W) in [0, 1], b (N, 1, K, K) -> (N, 3, H, W), about [0, 1]."""
        frame = periodic_frame(y, b.size(3), self.margin)
        strength = torch.full([1], self.noise_to_signal, dtype=y.dtype, device=y.device)
        restored = restorations(frame, b, strength).squeeze(1)
        return restored[:, :, : y.size(2), : y.size(3)]
