"""A file is written only with operators that the workers' libtorch knows."""
import pytest
import torch
from torch import nn
from torch.nn.functional import interpolate

from zoo import libtorch


class Doubled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, y: torch.Tensor) -> torch.Tensor:
        return interpolate(self.conv(y), scale_factor=2.0, mode="bilinear", align_corners=False)


def test_the_list_has_the_operators_of_the_workers():
    known = libtorch.OPERATORS.read_text().split()

    assert len(known) > 1500
    assert {"aten::conv2d", "aten::_upsample_bilinear2d_aa", "aten::fft_rfft2"} <= set(known)
    assert "aten::_upsample_lanczos2d_aa" not in known


def test_branches_that_are_not_taken_do_not_keep_a_network_from_being_written():
    network = Doubled().eval()
    y = torch.rand(1, 3, 8, 8)

    written = libtorch.loadable(torch.jit.script(network))

    assert libtorch.unknown_operators(written) == []
    assert torch.allclose(written(y), network(y))


def test_an_operator_that_workers_lack_is_named(monkeypatch, tmp_path):
    known = [name for name in libtorch.OPERATORS.read_text().split() if name != "aten::tanh"]
    (tmp_path / "operators.txt").write_text("\n".join(known))
    monkeypatch.setattr(libtorch, "OPERATORS", tmp_path / "operators.txt")

    with pytest.raises(ValueError, match="uses aten::tanh, which libtorch 2.7.1 of the workers does not know"):
        libtorch.loadable(torch.jit.script(nn.Tanh().eval()))


def test_a_method_of_its_own_survives_freezing(monkeypatch, tmp_path):
    class WithOtherBranch(nn.Module):
        def forward(self, y: torch.Tensor, smooth: bool = False) -> torch.Tensor:
            return self.halved(y, False)

        def halved(self, y: torch.Tensor, smooth: bool) -> torch.Tensor:
            if smooth:
                return torch.tanh(y)
            return 0.5 * y

        @torch.jit.export
        def vjp(self, y: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
            return 0.5 * g

    known = [name for name in libtorch.OPERATORS.read_text().split() if name != "aten::tanh"]
    (tmp_path / "operators.txt").write_text("\n".join(known))
    monkeypatch.setattr(libtorch, "OPERATORS", tmp_path / "operators.txt")

    written = libtorch.loadable(torch.jit.script(WithOtherBranch().eval()))

    assert torch.equal(written.vjp(torch.ones(2), torch.ones(2)), torch.full((2,), 0.5))
