"""A training improves its network, and goes on where it stopped."""
import numpy as np
import torch

from zoo.catalogue import entry
from zoo.training import Schedule, Training, negative_psnr
from zoo.training_data import LARGEST_KERNEL, TrainingData

TINY = Schedule(steps=30, batch=2, side=32, images=2, kernels=3, report_every=30, average=0.5)


def test_a_batch_shows_its_sharp_patches_through_its_kernels():
    data = TrainingData(np.random.RandomState(0), images=2, kernels=3)

    batch = data.batch(4, 40)

    assert batch.y.shape == batch.x.shape == (4, 3, 40, 40)
    assert batch.b.shape == (4, 1, LARGEST_KERNEL, LARGEST_KERNEL)
    assert torch.allclose(batch.b.sum((1, 2, 3)), torch.ones(4))
    # The flat mean survives a blur, the difference of neighbours does not.
    assert (batch.y.mean((1, 2, 3)) - batch.x.mean((1, 2, 3))).abs().max() < 0.1


def test_the_learning_rate_falls_from_the_first_to_the_last():
    rates = [Schedule().rate(step) for step in (0, 4000, 8000, 9000)]

    assert rates[0] == Schedule().first_rate and rates[2] == rates[3] == Schedule().last_rate
    assert rates[0] > rates[1] > rates[2]


def test_training_lowers_the_loss_and_resumes(tmp_path, photos):
    torch.manual_seed(0)
    network = entry("wiener-cnn").build()
    batch = TrainingData(np.random.RandomState(TINY.seed), TINY.images, TINY.kernels).batch(8, 32)
    before = negative_psnr(network(batch.y, batch.b), batch.x).item()
    checkpoint, log = tmp_path / "t.ckpt", tmp_path / "t.csv"

    first = Training(network, TINY, checkpoint, log, photos)
    first.run()

    after = negative_psnr(first.averaged(batch.y, batch.b), batch.x).item()
    assert after < before - 0.05
    assert (tmp_path / "t.best.ckpt").exists()

    second = Training(entry("wiener-cnn").build(), TINY._replace(steps=32, report_every=32), checkpoint, log, photos)
    second.resume()
    assert second.step == 30
    assert all(torch.equal(a, b) for a, b in zip(first.averaged.parameters(), second.averaged.parameters()))
    second.run()

    assert [line.split(",")[0] for line in log.read_text().splitlines()] == ["step", "30", "32"]
