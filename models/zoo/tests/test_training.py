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


def test_the_rate_stays_until_the_last_steps_and_falls_early_where_the_training_is_ended_early():
    schedule = Schedule(steps=10000, decay=1000)

    assert schedule.rate(0) == schedule.rate(9000) == pytest.approx(schedule.first_rate)
    assert schedule.rate(9500) == pytest.approx((schedule.first_rate + schedule.last_rate) / 2)
    assert schedule.rate(10000) == schedule.last_rate
    assert schedule._replace(steps=6000).rate(6000) == schedule.last_rate


def test_patches_come_from_photographs_and_synthetic_images_in_the_share_that_the_schedule_says():
    photograph = np.zeros((50, 60, 3), np.float32)
    data = TrainingData(np.random.RandomState(0), TINY._replace(photographs=0.5), [photograph])

    black = np.mean([not data._patch(40).any() for _ in range(200)])

    assert 0.4 < black < 0.6


def test_patches_without_texture_are_mostly_drawn_again():
    photographs = [np.zeros((60, 60, 3), np.float32), np.random.RandomState(1).rand(60, 60, 3).astype(np.float32)]
    schedule = TINY._replace(photographs=1.0, least_texture=0.01, largest_kernel=9, blurs="horizontal", batch=100)

    batch = TrainingData(np.random.RandomState(0), schedule, photographs).batch()

    assert 0 < sum(not x.any() for x in batch.x) < 20


def test_photographs_that_are_missing_are_asked_for():
    with pytest.raises(ValueError, match="training-photos"):
        TrainingData(np.random.RandomState(0), TINY._replace(photographs=0.5))


def test_without_noise_a_blurred_patch_is_the_sharp_one_through_its_kernel():
    schedule = TINY._replace(most_noise=0.0, blurs="horizontal", largest_kernel=9, batch=20)
    batch = TrainingData(np.random.RandomState(0), schedule).batch()

    blurred = torch.nn.functional.conv2d(
        batch.x.reshape(1, 60, 32, 32), batch.b.flip(2, 3).repeat_interleave(3, 0), groups=60).reshape(20, 3, 24, 24)

    assert (batch.y[:, :, 4:-4, 4:-4] - blurred).abs().max() < 1e-5


def test_parts_of_a_batch_differentiated_at_the_same_time_give_the_gradient_of_all_of_it(tmp_path, photos):
    data = TrainingData(np.random.RandomState(0), TINY._replace(batch=3))
    batch = data.batch()
    gradients = []
    for workers in (1, 2):
        torch.manual_seed(0)
        training = Training(
            build("wiener-cnn"), entry("wiener-cnn").outputs, TINY, tmp_path / "t.ckpt", tmp_path / "t.csv", photos,
            workers=workers)
        data.batch = lambda: batch
        training._train_once(data)
        gradients.append(torch.cat([parameter.grad.flatten() for parameter in training.network.parameters()]))

    assert (gradients[0] - gradients[1]).norm() < 1e-4 * gradients[0].norm()


def test_other_blurs_forget_the_best_score(tmp_path, photos):
    def training(blurs):
        return Training(build("wiener-cnn"), entry("wiener-cnn").outputs, TINY._replace(blurs=blurs),
                        tmp_path / "t.ckpt", tmp_path / "t.csv", photos)

    first = training("mixed")
    first.best = 30.0
    first._save(first.checkpoint)
    same, other = training("mixed"), training("motion")
    same.resume()
    other.resume()

    assert same.best == 30.0 and other.best == -np.inf


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
        steps=2, batch=2, side=64, images=2, kernels=3, report_every=10, average=0.5, largest_kernel=9, photographs=0.0)
    network = build(name)
    before = [parameter.clone() for parameter in network.parameters()]
    training = Training(network, entry(name).outputs, schedule, tmp_path / "t.ckpt", tmp_path / "t.csv", photos)
    data = TrainingData(np.random.RandomState(0), schedule)

    losses = [training._train_once(data) for _ in range(2)]

    assert np.isfinite(losses).all()
    assert any(not torch.equal(a, b) for a, b in zip(before, network.parameters()))
