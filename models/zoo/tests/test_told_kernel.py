"""The search for the kernel that a network is told: projection, gradient and update against other formulas of the same."""
import json

import numpy as np
import pytest
import torch
from torch import Tensor

from zoo.attack_step import AttackStep
from zoo.tests.networks import build, kernel_tensor
from zoo.tests.test_attack_step import factors, part, scalars, schedule, slots, step  # noqa: F401
from zoo.tests.test_recompute import edit, fetch, network, small, wrong  # noqa: F401
from zoo.recompute import recompute, told_kernel
from zoo.job_record import read_job


def bisected(values: np.ndarray) -> np.ndarray:
    """The nearest point of the simplex: the multiplier theta of its quadratic program, by bisection."""
    low, high = values.min() - 1, values.max()
    for _ in range(200):
        theta = (low + high) / 2
        low, high = (theta, high) if np.maximum(values - theta, 0).sum() > 1 else (low, theta)
    return np.maximum(values - high, 0)


def random_kernel(rng: np.random.RandomState, side: int, empty: float = 0.5) -> np.ndarray:
    weights = rng.exponential(size=(side, side)) * (rng.uniform(size=(side, side)) > empty)
    weights[side // 2, side // 2] += 0.1
    return weights / weights.sum()


@pytest.mark.parametrize("scale", [1e-3, 1.0, 100.0])
def test_the_projection_onto_the_simplex_solves_its_quadratic_program(step, scale):
    rng = np.random.RandomState(1)
    for side in (3, 5, 11, 27):
        values = random_kernel(rng, side) + scale * rng.normal(size=(side, side))

        projected = step.onto_simplex(torch.from_numpy(values)[None, None])[0, 0].numpy()

        assert np.abs(projected - bisected(values)).max() < 1e-9 * max(1, scale)


@pytest.mark.parametrize("in_ball", [False, True])
def test_every_kernel_becomes_one_of_the_simplex_within_the_radius(step, in_ball):
    rng = np.random.RandomState(2)
    for case in range(300):
        side = int(rng.choice([3, 5, 9, 15]))
        base = random_kernel(rng, side)
        size = np.linalg.norm(base) if in_ball else base.max()
        radius = float(rng.choice([0.001, 0.02, 0.1, 1.0]) * size)
        values = base + rng.choice([1e-4, 0.1, 10.0]) * rng.normal(size=base.shape)

        told = step.feasible(torch.from_numpy(values)[None, None], torch.from_numpy(base)[None, None], radius, in_ball)

        told = told[0, 0].numpy()
        way = np.linalg.norm(told - base) if in_ball else np.abs(told - base).max()
        assert told.min() >= 0 and abs(told.sum() - 1) < 1e-12 and way <= radius * (1 + 1e-12), case


def test_the_true_kernel_stays_where_it_is(step):
    base = torch.from_numpy(random_kernel(np.random.RandomState(3), 13))[None, None]

    assert (step.feasible(base, base, 0.1, True) - base).abs().max() < 1e-15


def test_the_gradient_of_the_kernel_through_wiener_is_that_of_finite_differences(blurred, shake):
    network = build("wiener", torch.float64)
    y = torch.from_numpy(blurred[60:100, 80:116].transpose(2, 0, 1).copy())[None]
    b = kernel_tensor(shake, torch.float64)
    reference = network(y, b)
    generator = torch.Generator().manual_seed(4)
    at = b + 1e-3 * torch.rand(b.shape, generator=generator, dtype=torch.float64)
    direction = torch.randn(b.shape, generator=generator, dtype=torch.float64)

    def distance(kernel: Tensor) -> Tensor:
        return (network(y, kernel) - reference).square().sum().sqrt()

    variable = at.clone().requires_grad_()
    slope = (torch.autograd.grad(distance(variable), variable)[0] * direction).sum()
    h = 1e-6
    difference = (distance(at + h * direction) - distance(at - h * direction)) / (2 * h)

    assert abs(float(slope / difference) - 1) < 1e-6


class Search:
    """The engine's step in a batch of slots, of which the first searches for a kernel and others for delta alone."""

    def __init__(self, step, y: Tensor, b: Tensor, starts, radius: float, reference: Tensor, side: int, others: int = 0):
        self.step, self.network, count = step, build("wiener"), 1 + others
        self.slots = slots(count * [AttackStep.adam_linf], best=1)
        for name in ("delta", "best_delta", "first_moment", "second_moment", "lower", "upper"):
            self.slots[name] = torch.zeros(count, *y.shape[1:])
        self.slots["lower"][1:], self.slots["upper"][1:] = -4 / 255, 4 / 255
        self.slots["delta"][1:] = 4 / 255 * torch.sign(torch.randn(others, *y.shape[1:]))
        self.rows = {
            "blurred": y.repeat(count, 1, 1, 1), "reference": reference.repeat(count, 1, 1, 1),
            "kernel": torch.zeros(count, 1, side, side), **factors(count, "l2", False, False, True)}
        step.put(part(0, count), self.rows, {"kernel": b})
        step.put(part(0, 1), self.rows, {"kernel": starts})
        self.kernel = {
            "told": starts.clone(), "best": starts.clone(), "steepest": torch.zeros(1), "base": b.double(),
            "numbers": torch.tensor([radius, radius / 8, 1.0], dtype=torch.float64)}

    def move(self) -> float:
        span = part(0, self.rows["blurred"].size(0))
        y, b = self.step.inputs(self.rows, self.slots, span)
        y, b = y.requires_grad_(), b.detach().clone().requires_grad_()
        output = self.network(y, b)
        distance, weights = self.step.distance([output.detach()], self.rows, span)
        ofy, ofb = torch.autograd.grad(output, [y, b], weights)
        self.step.move(self.slots, schedule(), [distance], [ofy])
        self.step.tell(torch.tensor([0, 0, 1]), self.kernel, self.slots, self.rows, [ofb])
        return -float(distance[0])


@pytest.fixture
def scene(blurred, shake):
    rng = np.random.RandomState(5)
    y = torch.from_numpy(blurred[60:108, 80:124].transpose(2, 0, 1).copy()).float()[None]
    b = kernel_tensor(shake)
    radius = 0.05 * float(np.linalg.norm(shake))
    noisy = shake + radius / shake.shape[0] * rng.normal(size=shake.shape)
    p = bisected(noisy)
    start = shake + min(1, radius / np.linalg.norm(p - shake)) * (p - shake)
    return y, b, torch.from_numpy(start).float()[None, None], radius, build("wiener")(y, b).detach()


def test_the_search_is_projected_ascent_by_autograd_and_bisection(step, scene):
    y, b, start, radius, reference = scene
    search = Search(step, y, b, start, radius, reference, b.size(2))
    network, base = build("wiener"), b[0, 0].double().numpy()
    kernel = start.clone().requires_grad_()
    began = ended = 0.0
    for update in range(60):
        objective = (network(y, kernel) - reference).square().sum().sqrt()
        slope = torch.autograd.grad(objective, kernel)[0][0, 0].double().numpy()
        with torch.no_grad():
            told = kernel[0, 0].double().numpy()
            slope -= slope[told > 0].mean()
            p = bisected(told + radius / 8 * slope / np.linalg.norm(slope))
            told = base + min(1, radius / np.linalg.norm(p - base)) * (p - base)
            kernel.copy_(torch.from_numpy(told)[None, None])

        ended = search.move()
        began = began or ended
        assert ended == pytest.approx(float(objective), rel=2e-3), update

    assert ended > 1.5 * began
    assert float((search.kernel["told"] - kernel.detach()).abs().max()) < 0.05 * float(b.max())
    assert not search.slots["delta"].any()


def test_a_kernel_next_to_images_and_a_larger_kernel_moves_as_alone(step, scene):
    y, b, start, radius, reference = scene
    torch.manual_seed(6)
    alone = Search(step, y, b, start, radius, reference, b.size(2))
    together = Search(step, y, b, start, radius, reference, b.size(2) + 8, others=2)
    for _ in range(10):
        one, other = alone.move(), together.move()

    assert other == pytest.approx(one, rel=1e-3)
    assert float((alone.kernel["told"] - together.kernel["told"]).abs().max()) < 0.02 * float(b.max())
    margin = together.rows["kernel"].clone()
    margin[:, :, 4:-4, 4:-4] = 0
    assert not margin.any()
    assert torch.equal(together.rows["kernel"][1, 0, 4:-4, 4:-4], b[0, 0])


def perturbed(folder, sharp, kernel, told):
    """A job's folder as of perturb: kernel, with the numbers of the true kernel where they are not of the told one."""
    fetch(folder, sharp, kernel)
    delta = np.zeros_like(np.load(folder / "delta.npy"))
    np.save(folder / "delta.npy", delta)
    np.save(folder / "told-kernel.npy", told)
    record = json.loads((folder / "job.json").read_text())
    attack = record["request"]["attack"]
    attack.update(perturb="kernel", kernelNorm="l2", kernelBudget=0.05)
    evaluation = record["result"]["outcome"]["evaluation"]
    way = told - kernel
    evaluation.update(
        lipschitz=None, perturbationMaxNorm=0.0, perturbationL2Norm=0.0,
        kernelChange={"l2": float(np.linalg.norm(way)), "max": float(np.abs(way).max())})
    (folder / "job.json").write_text(json.dumps(record))
    return folder


def test_outputs_are_recomputed_with_the_told_kernel(tmp_path, network, small, shake):
    way = np.zeros_like(shake)
    way[2, 2], way[np.unravel_index(shake.argmax(), shake.shape)] = 0.002, -0.002
    folder = perturbed(tmp_path / "job", small, shake, shake + way)

    lines = {line.name: line for line in recompute(folder, network)}

    # The numbers that the folder has are those of another attack; what follows from b' alone holds.
    assert all(lines[name].holds for name in (
        "|sum of b' - 1|", "negative weights of b'", "||b' - b|| - radius", "||b' - b||, l2", "||b' - b||, max"))
    assert lines["cleanToSharp psnr"].holds and not lines["attackedToSharp psnr"].holds
    output = build("wiener")(torch.from_numpy(np.load(folder / "y.npy"))[None], kernel_tensor(shake + way))
    clean = build("wiener")(torch.from_numpy(np.load(folder / "y.npy"))[None], kernel_tensor(shake))
    distance = float((output.double() - clean.double()).square().sum().sqrt())
    assert lines["objective at delta"].recomputed == pytest.approx(distance, rel=1e-4)
    assert np.isnan(lines["Lipschitz quotient"].recomputed)


def test_a_told_kernel_beyond_its_budget_or_off_the_simplex_is_found(tmp_path, small, shake):
    folder = perturbed(tmp_path / "job", small, shake, shake)

    far = np.roll(shake, 3, 0)
    np.save(folder / "told-kernel.npy", far)
    assert "||b' - b|| - radius" in wrong(told_kernel(read_job(folder)))
    np.save(folder / "told-kernel.npy", 1.001 * shake)
    assert "|sum of b' - 1|" in wrong(told_kernel(read_job(folder)))
    moved = shake.copy()
    moved[0, 0] -= 1e-3
    moved[1, 1] += 1e-3
    np.save(folder / "told-kernel.npy", moved)
    assert "negative weights of b'" in wrong(told_kernel(read_job(folder)))
    np.save(folder / "told-kernel.npy", shake)
    edit(folder, lambda job: job["result"]["outcome"]["evaluation"].update(kernelChange={"l2": 0.1, "max": 0.0}))
    assert wrong(told_kernel(read_job(folder))) == ["||b' - b||, l2"]
