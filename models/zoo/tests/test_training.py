"""A training improves its network, and goes on where it stopped."""
import numpy as np
import pytest
import torch

from zoo import export
from zoo.catalogue import CATALOGUE, entry
from zoo.schedule import Schedule
from zoo.training import Training, negative_psnr
from zoo.training_data import TrainingData

TINY = Schedule(steps=30, batch=2, side=32, images=2, kernels=3, report_every=30, average=0.5)


def build(name):
    return export.build(export.Request(name))[0].requires_grad_(True)


def test_a_batch_shows_its_sharp_patches_through_its_kernels():
    data = TrainingData(np.random.RandomState(0), TINY._replace(batch=4, side=40))

    batch = data.batch()

    assert batch.y.shape == batch.x.shape == (4, 3, 40, 40)
    assert batch.b.shape == (4, 1, TINY.largest_kernel, TINY.largest_kernel)
    assert torch.allclose(batch.b.sum((1, 2, 3)), torch.ones(4))
    # The flat mean survives a blur, the difference of neighbours does not.
    assert (batch.y.mean((1, 2, 3)) - batch.x.mean((1, 2, 3))).abs().max() < 0.1


def test_the_learning_rate_falls_from_the_first_to_the_last():
    rates = [Schedule().rate(step) for step in (0, 4000, 8000, 9000)]

    assert rates[0] == Schedule().first_rate and rates[2] == rates[3] == Schedule().last_rate
    assert rates[0] > rates[1] > rates[2]


def test_the_rate_rises_first():
    rates = [Schedule(warm_up=10).rate(step) for step in (0, 4, 9, 10)]

    assert rates[0] == pytest.approx(1e-4) and rates[1] == pytest.approx(5e-4) and rates[2] == pytest.approx(1e-3)
    assert rates[3] < 1e-3


def test_centred_kernels_have_their_mass_in_the_middle():
    data = TrainingData(np.random.RandomState(0), TINY._replace(centred=True, kernels=40, largest_kernel=19))

    for kernel in data.kernels:
        offsets = np.arange(kernel.shape[0]) - kernel.shape[0] // 2
        assert abs((kernel.sum(0) * offsets).sum()) < 0.1 and abs((kernel.sum(1) * offsets).sum()) < 0.1


def test_training_lowers_the_loss_and_resumes(tmp_path, photos):
    torch.manual_seed(0)
    network, outputs = build("wiener-cnn"), entry("wiener-cnn").outputs
    batch = TrainingData(np.random.RandomState(TINY.seed), TINY._replace(batch=8)).batch()
    before = negative_psnr(network(batch.y, batch.b), batch.x).item()
    checkpoint, log = tmp_path / "t.ckpt", tmp_path / "t.csv"

    first = Training(network, outputs, TINY, checkpoint, log, photos)
    first.run()

    after = negative_psnr(first.averaged(batch.y, batch.b), batch.x).item()
    assert after < before - 0.05
    assert (tmp_path / "t.best.ckpt").exists()

    longer = TINY._replace(steps=32, report_every=32)
    second = Training(build("wiener-cnn"), outputs, longer, checkpoint, log, photos)
    second.resume()
    assert second.step == 30
    assert all(torch.equal(a, b) for a, b in zip(first.averaged.parameters(), second.averaged.parameters()))
    second.run()

    assert [line.split(",")[0] for line in log.read_text().splitlines()] == ["step", "30", "32"]


@pytest.mark.parametrize("name", [name for name, described in CATALOGUE.items() if described.schedule])
def test_every_network_with_a_schedule_can_be_trained(name, tmp_path, photos):
    schedule = entry(name).schedule._replace(
        steps=2, batch=2, side=64, images=2, kernels=3, report_every=10, average=0.5, largest_kernel=9)
    network = build(name)
    before = [parameter.clone() for parameter in network.parameters()]
    training = Training(network, entry(name).outputs, schedule, tmp_path / "t.ckpt", tmp_path / "t.csv", photos)
    data = TrainingData(np.random.RandomState(0), schedule)

    losses = [training._train_once(data) for _ in range(2)]

    assert np.isfinite(losses).all()
    assert any(not torch.equal(a, b) for a, b in zip(before, network.parameters()))
