"""The published networks are the authors', and what is easily got wrong about each is right."""
import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import conv2d, conv_transpose2d, interpolate, pad

from zoo import deblurganv2, golden, published, rgdn
from zoo.degradation import blur
from zoo.dwdn import Dwdn, median_of_nine, noise_to_signal
from zoo.framing import cut_to_side, kernel_sides, reflected_to_multiple
from zoo.mprnet import Down, MprNet
from zoo.nafnet import Nafnet
from zoo.normalisation import BatchNorm, InstanceNorm
from zoo.restormer import Restormer
from zoo.rgdn import Rgdn, TransposedConv
from zoo.tests.networks import build, relative_error

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("make, entries, tensors, digest", [
    (MprNet, 316, 262, "2e116706d95c56bd"),
    (lambda: MprNet(16, 8, 8, 2), 226, 190, "95d2da5696cf7265"),
    (Dwdn, 112, 112, "a2b624bd72068c9c"),
    (Rgdn, 78, 78, "5d603cc8840900cb"),
    (lambda: Nafnet(3, 32, [1, 1, 1, 28], 1, [1, 1, 1, 1]), 664, 664, "bbf6589c4acedec0"),
    (lambda: Nafnet(3, 8, [1, 1, 2], 1, [1, 1, 1], train_size=(32, 32)), 157, 157, "87770d8f6d2876e9"),
    (lambda: published.nafnet(64, **published.U_SHAPE, train_size=256).core, 664, 664, "575833ab3d428138"),
    (lambda: published.baseline(32, **published.U_SHAPE, dw_expand=1, ffn_expand=2, train_size=0).core, 736, 736, "80fe45e5959ad089"),
    (lambda: published.baseline(64, **published.U_SHAPE, dw_expand=2, ffn_expand=2, train_size=256).core, 736, 736, "f217597a23db001e"),
    (lambda: published.restormer(**published.RESTORMER).core, 494, 494, "7735579221b2d45b"),
    (lambda: Restormer(16, [1] * 4, 1, [1, 2, 4, 8], [42, 85, 170, 340], False, False), 98, 98, "34d8b6b40fa25db1"),
    (deblurganv2.inception, 2384, 1346, "cfd476603081caec"),
    (lambda: deblurganv2.inception(32, 64), 2384, 1346, "ed7749fc53aaec04"),
], ids=["mprnet", "mprnet small", "dwdn", "rgdn", "nafnet", "nafnet small", "nafnet 64", "baseline", "baseline 64", "restormer",
        "restormer small", "deblurganv2", "deblurganv2 small"])
def test_names_shapes_and_their_order_are_those_of_the_authors_checkpoints(make, entries, tensors, digest):
    state = make().state_dict()

    lines = "".join(f"{name} {'x'.join(map(str, tensor.shape)) or 'scalar'}\n" for name, tensor in state.items())
    assert len(state) == entries
    assert len({tensor.data_ptr() for tensor in state.values()}) == tensors
    assert hashlib.sha256(lines.encode()).hexdigest()[:16] == digest


@pytest.mark.parametrize("name", ["deblurganv2", "dwdn", "mprnet", "nafnet", "rgdn"])
def test_golden_vectors_hold_in_both_precisions(name):
    lines = golden.compare_listing(GOLDEN / f"{name}.json")

    assert {line.precision for line in lines} == {"fp32", "fp64"}
    assert [golden.table_row(line) for line in lines if not line.holds] == []


def test_a_wrong_network_does_not_pass_for_golden(monkeypatch):
    monkeypatch.setattr(Rgdn, "step", lambda self, x, y, transfer: x)

    lines = golden.compare_listing(GOLDEN / "rgdn.json")

    assert not any(line.holds for line in lines)


def test_parameters_are_counted_as_published():
    def count(network):
        return sum(parameter.numel() for parameter in network.parameters())

    generator = deblurganv2.inception()
    assert (count(MprNet()), count(Dwdn()), count(Rgdn()), count(generator)) == (20127073, 7049507, 1259136, 60929291)
    generator.fpn.drop_unused()
    assert count(generator) == 35840099


class TestMprNet:
    def test_all_attention_blocks_share_one_slope(self):
        slopes = [tensor for name, tensor in MprNet().state_dict().items() if name.endswith("body.1.weight")]

        assert len(slopes) == 55 and len({slope.data_ptr() for slope in slopes}) == 1

    def test_half_size_is_bilinear_without_antialiasing(self):
        x = torch.rand(1, 4, 12, 16)
        down = Down(4, 6)

        expected = down.down[1](interpolate(x, scale_factor=0.5, mode="bilinear", align_corners=False))

        assert relative_error(down(x), expected) < 1e-6

    def test_only_an_axis_that_is_no_multiple_of_8_is_reflected_and_only_behind(self):
        image = torch.rand(1, 3, 16, 21)

        padded = reflected_to_multiple(image, 8)

        assert padded.shape == (1, 3, 16, 24)
        assert torch.equal(padded[..., :21], image)
        assert torch.equal(padded[..., 21:], image[..., 17:20].flip(3))
        assert reflected_to_multiple(padded, 8) is padded

    def test_what_a_patch_shows_does_not_reach_the_stage_1_image_of_another(self):
        network = build("mprnet", n_feat=8, scale_unetfeats=4, scale_orsnetfeats=4, num_cab=1)
        y = torch.rand(1, 3, 32, 32)
        changed = y.clone()
        changed[..., :8, :8] += 0.5  # a quarter is encoded alone, a half decoded together

        before, after = network.stages(y)[2], network.stages(changed)[2]

        assert torch.equal(before[..., 16:, :], after[..., 16:, :])
        assert not torch.equal(before[..., :16, 20:], after[..., :16, 20:])


class TestDwdn:
    def test_the_ratio_of_a_map_that_is_not_square_divides_by_the_height_twice(self):
        torch.manual_seed(0)
        x = torch.rand(1, 1, 12, 20, dtype=torch.float64)

        windows = pad(x, [1, 1, 1, 1], mode="reflect")[0, 0].unfold(0, 3, 1).unfold(1, 3, 1).flatten(2)
        taken = (windows.median(-1)[0] - x[0, 0]).numpy()
        values = x[0, 0].numpy()
        count = 12 * 12
        variance = ((taken - taken.sum() / count) ** 2).sum() / (count - 1)
        deviation = np.sqrt(((values - values.sum() / count) ** 2).sum() / (count - 1))

        assert noise_to_signal(x).item() == pytest.approx(variance / deviation * 8 / 3 / 10, rel=1e-12)

    def test_the_median_and_its_gradient_are_those_of_sorting(self):
        torch.manual_seed(1)
        x = torch.rand(2, 3, 9, 11, dtype=torch.float64)
        weights = torch.rand_like(x)

        def sorted_median(image):
            windows = pad(image, [1, 1, 1, 1], mode="reflect").unfold(2, 3, 1).unfold(3, 3, 1).flatten(4)
            return windows.median(-1)[0]

        gradients = []
        for median in (median_of_nine, sorted_median):
            leaf = x.clone().requires_grad_(True)
            gradients.append(torch.autograd.grad((median(leaf) * weights).sum(), leaf)[0])

        assert relative_error(median_of_nine(x), sorted_median(x)) < 1e-15
        # At the border reflection repeats pixels, and which of two equal ones gets the gradient is anybody's choice.
        assert relative_error(gradients[0][..., 2:-2, 2:-2], gradients[1][..., 2:-2, 2:-2]) < 1e-14

    def test_the_callers_kernel_is_left_as_it_is(self):
        kernel = torch.rand(1, 1, 5, 5)
        before = kernel.clone()

        Dwdn(features=4, width=4)(torch.rand(1, 3, 16, 16), kernel)

        assert torch.equal(kernel, before)

    def test_a_constant_image_gives_numbers(self):
        network = build("dwdn", features=4, width=4)
        y = torch.full((1, 3, 24, 24), 0.5, requires_grad=True)

        output = network(y, torch.full((1, 1, 5, 5), 0.04))
        gradient, = torch.autograd.grad(output.sum(), y)

        assert torch.isfinite(output).all() and torch.isfinite(gradient).all()

    def test_any_size_is_replicated_to_a_multiple_of_8(self):
        network = build("dwdn", features=4, width=4)
        y, b = torch.rand(1, 3, 21, 32), torch.rand(1, 1, 5, 5)

        output = network(y, b)

        assert torch.equal(output, network(pad(y, [0, 0, 0, 3], mode="replicate"), b)[:, :, :21])


class TestRgdn:
    def test_blur_is_the_convolution_with_zeros_around_and_its_adjoint_the_correlation(self, shake):
        torch.manual_seed(2)
        x, z = torch.rand(2, 1, 3, 20, 26, dtype=torch.float64)
        b = torch.from_numpy(shake)[None, None]
        transfer = rgdn.blur_spectrum(b, 20, 26)

        framed = np.pad(x[0].permute(1, 2, 0).numpy(), ((8, 8), (8, 8), (0, 0)))
        convolved = blur(framed, shake, "valid")
        correlated = conv2d(z, b.expand(3, 1, 17, 17), padding=8, groups=3)

        assert np.abs(rgdn.blur(x, transfer)[0].permute(1, 2, 0).numpy() - convolved).max() < 1e-12
        assert relative_error(rgdn.adjoint_blur(z, transfer), correlated) < 1e-12
        assert float((rgdn.blur(x, transfer) * z).sum()) == pytest.approx(
            float((x * rgdn.adjoint_blur(z, transfer)).sum()), rel=1e-12)

    def test_the_transposed_convolution_is_pytorchs(self):
        layer = TransposedConv(4, 6)
        x = torch.rand(2, 4, 9, 10)

        assert relative_error(layer(x), conv_transpose2d(x, layer.weight, padding=2)) < 1e-5

    def test_its_own_gradient_is_that_of_recording_all_steps(self):
        network = build("rgdn", width=4, steps=12)
        torch.manual_seed(3)
        y, g = torch.rand(2, 2, 3, 20, 24)
        b = pad(torch.rand(2, 1, 7, 7), [1, 1, 1, 1])
        b[1, :, 0] = 0.1  # so that the two kernels differ in side
        b = b / b.sum((2, 3), keepdim=True)

        leaf = y.clone().requires_grad_(True)
        recorded, = torch.autograd.grad((network(leaf, b) * g).sum(), leaf)

        assert relative_error(network.vjp(y, b, g), recorded) < 1e-5

    def test_zeros_around_a_kernel_do_not_widen_the_frame(self):
        b = torch.zeros(3, 1, 9, 9)
        b[0, 0, 4, 4] = 1
        b[1, 0, 3, 4] = 1
        b[2, 0, 4, 8] = 1

        assert kernel_sides(b) == [1, 3, 9]
        assert cut_to_side(b, 3)[1].flatten().tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0]


class TestDeblurGanV2:
    def test_per_image_statistics_are_the_training_mode_of_one_image_at_a_time(self):
        torch.manual_seed(4)
        x = torch.rand(3, 8, 6, 7, dtype=torch.float64)
        ours, theirs = BatchNorm(8, 1e-3, "image").double(), torch.nn.BatchNorm2d(8, eps=1e-3).double().train()
        with torch.no_grad():
            ours.weight.uniform_(0.9, 1.1)
            theirs.weight.copy_(ours.weight)

        one_at_a_time = torch.cat([theirs(x[i:i + 1]) for i in range(3)])

        assert relative_error(ours(x), one_at_a_time) < 1e-14
        assert relative_error(InstanceNorm(8, 1e-5, "image").double()(x), torch.nn.InstanceNorm2d(8)(x)) < 1e-14

    def test_eval_mode_uses_the_stored_statistics_in_the_pyramid_too(self):
        layer = InstanceNorm(2, 1e-5, "running")
        layer.running_mean[:] = torch.tensor([1.0, 2.0])
        layer.running_var[:] = 4.0

        output = layer(torch.full((1, 2, 3, 3), 3.0))

        assert output[0, :, 0, 0].tolist() == pytest.approx([1.0, 0.5], rel=1e-5)

    def test_a_multiple_of_32_still_gains_32_pixels_of_mid_grey(self):
        seen = []

        class Recorder(torch.nn.Module):
            def forward(self, image):
                seen.append(image)
                return image

        y = torch.rand(1, 3, 128, 131)
        output = deblurganv2.DeblurGanV2Restoration(Recorder())(y)

        assert seen[0].shape == (1, 3, 160, 160)
        assert torch.allclose(seen[0][..., :128, :131], 2 * y - 1)
        assert not seen[0][..., 128:, :].any() and not seen[0][..., 131:].any()  # 0 is mid-grey in [-1, 1]
        assert torch.allclose(output, y, atol=1e-7)

    def test_images_of_a_batch_are_normalised_alone(self):
        network = build("deblurganv2", num_filters=8, num_filters_fpn=16)
        torch.manual_seed(5)
        y = torch.rand(2, 3, 96, 100)

        together = network(y)

        assert relative_error(together[1:], network(y[1:])) < 1e-4
