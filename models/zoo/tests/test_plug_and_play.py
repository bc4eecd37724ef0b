"""Plug-and-play restoration: its data step, its gradients, and denoisers of others."""
import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import avg_pool2d, pad

from zoo import network_file
from zoo.deconvolution import transfer_function
from zoo.degradation import blur, degrade
from zoo.export import Request, export
from zoo.ffdnet import Ffdnet
from zoo.generated_weights import fill
from zoo.images import to_array, to_tensor
from zoo.metrics import psnr
from zoo.plug_and_play import PlugAndPlay, closer
from zoo.tests.networks import kernel_tensor, relative_error

SMALL = {"width": 8, "layers": 3}


class Smoothing(nn.Module):
    """A denoiser without weights: as much of the mean of 3x3 pixels as the noise asks for."""

    def forward(self, x, sigma):
        mean = avg_pool2d(pad(x, [1, 1, 1, 1], mode="reflect"), 3, 1)
        return x + (sigma / (sigma + 0.05)) * (mean - x)


def ffdnet(dtype=torch.float32) -> Ffdnet:
    network = Ffdnet(**SMALL).eval().to(dtype).requires_grad_(False)
    fill(network, 1.0, {})
    return network


def case(dtype=torch.float64):
    torch.manual_seed(0)
    y = torch.rand(2, 3, 19, 26, dtype=dtype)
    b = torch.rand(2, 1, 5, 5, dtype=dtype)
    return y, b / b.sum((2, 3), keepdim=True)


def test_the_published_numbers_are_the_defaults():
    state = Ffdnet().state_dict()

    assert sum(tensor.numel() for tensor in state.values()) == 852_108
    assert list(state) == [f"model.{2 * layer}.{kind}" for layer in range(12) for kind in ("weight", "bias")]


def test_a_denoiser_sees_odd_sizes_replicated_and_the_noise_level_of_each_image():
    denoiser, x, sigma = ffdnet(), torch.rand(2, 3, 9, 12), torch.tensor([0.05, 0.1]).reshape(2, 1, 1, 1)

    denoised = denoiser(x, sigma)

    assert relative_error(denoised, denoiser(pad(x, [0, 0, 0, 1], mode="replicate"), sigma)[:, :, :9]) < 1e-6
    assert relative_error(denoised[1:], denoiser(x[1:], sigma[1:])) < 1e-6
    assert relative_error(denoised[:1], denoiser(x[:1], sigma[1:])) > 1e-3


def test_the_data_step_minimises_where_the_whole_frame_is_seen():
    y, b = case()
    x = torch.rand_like(y)
    transfer = transfer_function(b, 19, 26)

    z = closer(x, y, transfer, 0.3).requires_grad_(True)
    blurred = torch.fft.irfft2(torch.fft.rfft2(z) * transfer, [19, 26])
    slope, = torch.autograd.grad((blurred - y).square().sum() + 0.3 * (z - x).square().sum(), z)

    assert float(slope.abs().max()) < 1e-12


def test_what_blurs_to_y_is_left_alone_whatever_lies_outside(shake, astronaut):
    x = to_tensor(astronaut[:60, :60]).double()
    y = to_tensor(blur(astronaut[:60, :60], shake, "valid")).double()
    framed = torch.roll(x, [-8, -8], [2, 3])  # the part that y shows in the corner
    transfer = transfer_function(kernel_tensor(shake, torch.float64), 60, 60)

    assert relative_error(closer(framed, y, transfer, 0.01), framed) < 1e-6


@pytest.mark.parametrize("steps", [1, 3])
def test_the_gradient_step_by_step_is_the_recorded_one(steps):
    network = PlugAndPlay(ffdnet(torch.float64), steps, margin=4)
    y, b = case()
    g = torch.randn_like(y)

    leaf = y.clone().requires_grad_(True)
    recorded, = torch.autograd.grad((network(leaf, b) * g).sum(), leaf)

    assert relative_error(network.vjp(y, b, g), recorded) < 1e-12


def test_the_gradient_agrees_with_finite_differences():
    network = PlugAndPlay(ffdnet(torch.float64), 3, margin=4)
    y, b = case()
    direction = torch.randn_like(y)

    slope = float((network.vjp(y, b, network(y, b)) * direction).sum())
    up, down = (float(0.5 * network(y + sign * 1e-6 * direction, b).square().sum()) for sign in (1, -1))

    assert slope == pytest.approx((up - down) / 2e-6, rel=1e-6)


def test_an_export_reads_the_widths_and_keeps_output_and_gradient(tmp_path):
    torch.save(ffdnet().state_dict(), tmp_path / "c.pth")

    written = export(Request("pnp-ffdnet", tmp_path / "c.pth", {"steps": 2, "noise": 0.02}), tmp_path / "network.pt")

    assert written.card["name"] == "pnp-ffdnet@2"
    assert {**SMALL, "steps": 2, "noise": 0.02} == written.card["options"]
    assert max(written.reloaded) < 1e-5
    reloaded, _ = network_file.read(tmp_path / "network.pt")
    y, b = case(torch.float32)
    padded = reloaded(y, pad(b, [2, 2, 2, 2]))
    assert relative_error(reloaded(y, b), padded) < 1e-5


def test_weights_of_grey_images_are_refused(tmp_path):
    torch.save({"model.0.weight": torch.zeros(64, 5, 3, 3)}, tmp_path / "c.pth")

    with pytest.raises(ValueError, match="has 5 input channels: must have 13"):
        export(Request("pnp-ffdnet", tmp_path / "c.pth"), tmp_path / "network.pt")


def test_any_denoiser_restores_up_to_the_border(astronaut, shake):
    cut = slice(70, 166)  # whose surroundings are neither shown nor a reflection
    y, sharp = degrade(astronaut, shake, 0.01, "reflect", np.random.RandomState(0))[cut, cut], astronaut[cut, cut]
    network = torch.jit.script(PlugAndPlay(Smoothing()).eval())

    restored = to_array(network(to_tensor(y), kernel_tensor(shake)))

    border = np.ones((96, 96), bool)
    border[12:-12, 12:-12] = False
    assert psnr(restored, sharp) > psnr(y, sharp) + 3
    assert psnr(restored[border], sharp[border]) > psnr(y[border], sharp[border]) + 1


@pytest.mark.parametrize("wrong, message", [({"steps": 0}, "steps 0: must be"), ({"noise": 0.0}, "noise 0.0: must be"),
                                            ({"noise": 0.5}, "noise 0.5: must be above 0 and below 0.192")])
def test_wrong_numbers_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        PlugAndPlay(Smoothing(), **wrong)
