"""The engine's step: each function against another formula of the same, and the file that the worker ships."""
import io
import math
import subprocess
import sys
from fractions import Fraction
from typing import Dict, List

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from zoo import attack_step
from zoo.attack_step import AttackStep

SHIPPED = "attack-worker/src/main/resources/dev/shakedown/attackworker/attack/attack-step.pt"
SHAPE = (3, 6, 5)
EPSILON = 4 / 255


@pytest.fixture(scope="module")
def step() -> torch.jit.ScriptModule:
    return torch.jit.script(AttackStep())


def part(first: int, count: int) -> Tensor:
    return torch.tensor([first, count])


def random(count: int, low: float = 0.0, high: float = 1.0) -> Tensor:
    return low + (high - low) * torch.rand(count, *SHAPE)


def scalars(*values: float, dtype=torch.float32) -> Tensor:
    return torch.tensor(values, dtype=dtype).view(-1, 1, 1, 1)


def schedule(updates: int = 1000) -> Tensor:
    t = torch.arange(1, updates + 1, dtype=torch.float64)
    return torch.stack([1 - AttackStep.beta1 ** t, ((1 - AttackStep.beta2) / (1 - AttackStep.beta2 ** t)).sqrt()])


def step_size(kind: int) -> float:
    return 1e-3 * (1 - AttackStep.beta1) if kind in (AttackStep.adam_linf, AttackStep.adam_l2) else 1e-3


def slots(kinds: List[int], radius: float = float("inf"), best: int = 0) -> Dict[str, Tensor]:
    count = len(kinds)
    delta = random(count, -EPSILON, EPSILON)
    return {
        "delta": delta, "best_delta": delta.clone(),
        "lower": torch.full_like(delta, -EPSILON), "upper": torch.full_like(delta, EPSILON),
        "first_moment": torch.zeros_like(delta), "second_moment": torch.zeros_like(delta),
        "radius": scalars(*count * [radius]), "best_loss": scalars(*count * [float("inf")]),
        "best_step": scalars(*count * [0.0]), "step_size": scalars(*[step_size(kind) for kind in kinds], dtype=torch.float64),
        "steps": scalars(*count * [0], dtype=torch.int64), "report": torch.zeros(count, 3),
        "halving": torch.tensor(count * [[0.0, 0, 0, 0, 1]]), "checkpoints": torch.zeros(count, 8, dtype=torch.int64),
        "plan": torch.tensor([[1, kind, best, 0, 0] for kind in kinds]),
    }


def test_the_shipped_file_is_what_this_source_gives(tmp_path):
    root = attack_step.Path(__file__).resolve().parents[3]
    written = tmp_path / "attack-step.pt"

    subprocess.run([sys.executable, "-m", "zoo.attack_step", written], cwd=root / "models", check=True)

    assert written.read_bytes() == (root / SHIPPED).read_bytes(), f"run python3 -m zoo.attack_step ../{SHIPPED} in models/"


@pytest.mark.parametrize("rooted", [0.0, 1.0])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_distances_gradient_is_that_of_its_formula(step, rooted, sign, weighted):
    torch.manual_seed(1)
    rows = {
        "reference": random(4), "root_factor": scalars(*4 * [sign * rooted]),
        "square_factor": scalars(*4 * [sign * (1 - rooted) / 90])}
    weights = random(4)
    if weighted:
        rows["weights"] = weights
    output = random(2).requires_grad_()

    distance, gradient = step.distance([output.detach()], rows, part(1, 2))

    squares = (weights[1:3] if weighted else 1) * (output - rows["reference"][1:3]) ** 2
    expected = sign * (squares.sum([1, 2, 3]).sqrt() if rooted else squares.mean([1, 2, 3]))
    assert torch.allclose(distance.flatten(), expected, rtol=1e-5)
    assert torch.allclose(gradient, torch.autograd.grad(expected.sum(), output)[0], rtol=1e-5)


def objective(output: Tensor, reference: Tensor, weights: Tensor, measure: str, cosine: bool, clamps: bool,
              ascends: bool) -> Tensor:
    """What docs/attacks.md says of a distance, signed so that it is to shrink, with PyTorch's own functions."""
    if clamps:
        output, reference = output.clamp(0, 1), reference.clamp(0, 1)
    if cosine:
        similarity = torch.cosine_similarity(output.softmax(1), reference.softmax(1), dim=1).unsqueeze(1).detach()
        weights = weights * (similarity if ascends else 1 - similarity)
    difference = output - reference
    distance = {
        "l1": (weights * difference.abs()).sum([1, 2, 3]),
        "l2": (weights * difference ** 2).sum([1, 2, 3]).sqrt(),
        "mse": (weights * difference ** 2).mean([1, 2, 3]),
    }[measure]
    return -distance if ascends else distance


def factors(count: int, measure: str, cosine: bool, clamps: bool, ascends: bool) -> Dict[str, Tensor]:
    sign = -1.0 if ascends else 1.0
    return {
        "root_factor": scalars(*count * [sign * (measure == "l2")]),
        "square_factor": scalars(*count * [sign * (measure == "mse") / 90]),
        "absolute_factor": scalars(*count * [sign * (measure == "l1")]),
        "similarity": scalars(*count * [-sign * cosine]), "clamp": scalars(*count * [float(clamps)])}


@pytest.mark.parametrize("measure", ["l1", "l2", "mse"])
@pytest.mark.parametrize("cosine", [False, True])
@pytest.mark.parametrize("clamps", [False, True])
@pytest.mark.parametrize("ascends", [False, True])
def test_every_distance_is_what_pytorch_makes_of_its_formula(step, measure, cosine, clamps, ascends):
    torch.manual_seed(21)
    weights, reference = random(2, 0, 2).double(), random(2, -0.2, 1.2).double()
    output = random(2, -0.5, 1.5).double()
    output[0, :, 0, 0] = reference[0, :, 0, 0] = 0.5  # the subgradient 0
    output.requires_grad_()
    rows = {"reference": reference, "weights": weights, **factors(2, measure, cosine, clamps, ascends)}

    distance, gradient = step.distance([output.detach()], rows, part(0, 2))

    expected = objective(output, reference, weights, measure, cosine, clamps, ascends)
    assert torch.allclose(distance.flatten(), expected, rtol=1e-6)
    assert torch.allclose(gradient, torch.autograd.grad(expected.sum(), output)[0], rtol=1e-6, atol=1e-12)
    assert not gradient[0, :, 0, 0].any()
    assert clamps == bool((gradient[output.detach() > 1] == 0).all())


def test_rows_of_every_distance_share_a_pass(step):
    torch.manual_seed(22)
    kinds = [("l2", False, False, True), ("l1", True, False, False), ("mse", False, True, True), ("l1", False, True, True)]
    each = [factors(1, *kind) for kind in kinds]
    rows = {name: torch.cat([factor[name] for factor in each]) for name in each[0]}
    rows["reference"], output = random(4), random(4, -0.5, 1.5)

    together = step.distance([output], rows, part(0, 4))

    plain = {name: rows[name] for name in ("reference", "root_factor", "square_factor")}
    alone = step.distance([output[:1]], plain, part(0, 1))
    assert torch.equal(together[0][:1], alone[0]) and torch.equal(together[1][:1], alone[1])
    for i, kind in enumerate(kinds):
        expected = objective(output[i: i + 1], rows["reference"][i: i + 1], torch.ones(1, *SHAPE), *kind)
        assert torch.allclose(together[0][i].flatten(), expected, rtol=1e-5)


def test_a_distance_of_zero_has_the_gradient_zero(step):
    image = random(1)
    rows = {"reference": image, "root_factor": scalars(1), "square_factor": scalars(0)}

    distance, gradient = step.distance([image], rows, part(0, 1))

    assert float(distance) == 0 and not gradient.any()


def test_each_row_gets_its_slots_perturbation_and_its_kernel(step):
    torch.manual_seed(2)
    rows = {"blurred": random(4), "kernel": torch.rand(4, 1, 3, 3)}
    searches = {"delta": random(2), "plan": torch.tensor([[3, 0, 0, 0, 0], [1, 0, 0, 0, 0]])}

    y, b = step.inputs(rows, searches, part(1, 3))

    assert torch.equal(y, rows["blurred"][1:] + searches["delta"][[0, 0, 1]])
    assert torch.equal(b, rows["kernel"][1:])


def test_without_kernels_there_is_one_input(step):
    rows = {"blurred": random(2)}

    assert len(step.inputs(rows, {"delta": random(2), "plan": torch.tensor([[1, 0, 0, 0, 0], [1, 0, 0, 0, 0]])}, part(0, 2))) == 1


def test_adam_follows_pytorchs_own(step):
    torch.manual_seed(3)
    searches = slots([AttackStep.adam_linf, AttackStep.adam_linf])
    delta = searches["delta"].double().requires_grad_()
    adam = torch.optim.Adam([delta], lr=1e-3)

    for _ in range(40):
        gradient = random(2, -1, 1)
        step.move(searches, schedule(), [scalars(1, 1)], [gradient.clone()])
        delta.grad = gradient.double()
        adam.step()
        with torch.no_grad():
            delta.clamp_(-EPSILON, EPSILON)

    assert torch.allclose(searches["delta"].double(), delta, atol=1e-7)
    assert searches["steps"].flatten().tolist() == [40, 40]


def test_adam_in_grey_is_pytorchs_on_one_plane(step):
    """A plane that all channels share has the sum of their gradients; Adam's steps do not depend on its scale."""
    torch.manual_seed(8)
    kinds = 3 * [AttackStep.adam_linf]
    both = slots(kinds)
    both["plan"][1, 3] = 1
    both["delta"][1] = both["delta"][1, :1].clone()
    alone = {name: values.clone() for name, values in both.items()}
    alone["plan"][1, 3] = 0
    plane = nn.Parameter(both["delta"][1, :1].clone().double())
    adam = torch.optim.Adam([plane], lr=1e-3)
    for _ in range(50):
        gradient = random(3, -1, 1)
        plane.grad = gradient[1].double().mean(0, keepdim=True)
        adam.step()
        plane.data.clamp_(-EPSILON, EPSILON)
        step.move(both, schedule(), [scalars(0, 0, 0)], [gradient.clone()])
        step.move(alone, schedule(), [scalars(0, 0, 0)], [gradient.clone()])

    assert torch.equal(both["delta"][1], both["delta"][1, :1].expand(SHAPE))
    assert torch.allclose(both["delta"][1, :1].double(), plane.data, atol=1e-6)
    assert torch.equal(both["delta"][::2], alone["delta"][::2])
    assert not torch.equal(both["delta"][1], alone["delta"][1])


def test_bounds_in_grey_are_what_all_channels_allow(step):
    rows = slots(2 * [AttackStep.adam_linf])
    y = torch.tensor([0.0, 0.5, 1.0]).view(1, 3, 1, 1).expand(1, *SHAPE).clone()
    search = {
        "delta": torch.zeros(1, *SHAPE), "bounds": torch.tensor([EPSILON, 1.0], dtype=torch.float64),
        "numbers": torch.tensor([0.5, 1e-3, 0, 0, 0, 50], dtype=torch.float64), "plan": torch.tensor([[1, 0, 0, 1, 0]])}

    step.seat(torch.tensor([1]), rows, search, [y, torch.full_like(y, 0.5)])

    assert not rows["lower"][1].any() and not rows["upper"][1].any()
    assert (rows["lower"][0] < 0).all()


@pytest.mark.parametrize("kind", [AttackStep.adam_linf, AttackStep.sign_linf, AttackStep.gradient_l2, AttackStep.apgd_linf, AttackStep.apgd_l2])
def test_of_mean_zero_is_the_nearest_delta_that_is(step, kind):
    """Against the optimality condition: within the box all of a channel moved by one number, at a bound by more."""
    torch.manual_seed(14)
    both = slots([kind, kind], radius=0.5)
    both["plan"][0, 4] = 1
    both["lower"][:] = -EPSILON * torch.rand(2, *SHAPE)
    both["upper"][:] = EPSILON * torch.rand(2, *SHAPE)
    both["step_size"] = both["step_size"] * 10
    both["delta"] = torch.maximum(torch.minimum(both["delta"], both["upper"]), both["lower"])
    alone = {name: values.clone() for name, values in both.items()}
    alone["plan"][0, 4] = 0
    alone["lower"][:], alone["upper"][:] = -10, 10  # where the update itself leads
    gradient, before = random(2, -1, 1) + 0.3, both["delta"].clone()

    step.move(both, schedule(), [scalars(0, 0)], [gradient.clone()])
    inside = (before > both["lower"]) & (before < both["upper"])
    shared = (gradient * inside).sum([2, 3], keepdim=True) / inside.sum([2, 3], keepdim=True)
    step.move(alone, schedule(), [scalars(0, 0)], [gradient - shared])

    delta, lower, upper = (both[name][0].double() for name in ("delta", "lower", "upper"))
    assert float(delta.mean([1, 2]).abs().max()) < 1e-9
    assert bool((delta >= lower).all() and (delta <= upper).all())
    assert float(both["delta"][1].mean([1, 2]).abs().min()) > 1e-5
    if kind not in (AttackStep.apgd_linf, AttackStep.apgd_l2):  # those project twice
        for channel in range(3):
            moved = alone["delta"][0, channel].double() - delta[channel]
            free = (delta[channel] > lower[channel]) & (delta[channel] < upper[channel])
            shift = moved[free].mean()
            assert torch.allclose(moved[free], shift.expand(int(free.sum())), atol=1e-7)
            assert bool((moved[delta[channel] == upper[channel]] >= shift - 1e-7).all())
            assert bool((moved[delta[channel] == lower[channel]] <= shift + 1e-7).all())


def test_after_its_last_column_the_schedule_stays(step):
    torch.manual_seed(4)
    one = slots([AttackStep.adam_linf])
    other = {name: value.clone() for name, value in one.items()}

    for _ in range(3):
        gradient = random(1, -1, 1)
        step.move(one, schedule(1), [scalars(1)], [gradient.clone()])
        step.move(other, schedule(1).expand(2, 3), [scalars(1)], [gradient.clone()])

    assert torch.equal(one["delta"], other["delta"])


def test_slots_of_every_kind_share_a_step(step):
    torch.manual_seed(5)
    kinds = [AttackStep.sign_linf, AttackStep.adam_linf, AttackStep.gradient_l2, AttackStep.adam_l2]
    together = slots(kinds, radius=0.02)
    together["radius"][:2] = float("inf")
    alone = [{name: value[i: i + 1].clone() for name, value in together.items()} for i in range(4)]
    before = together["delta"].clone()
    gradients = random(4, -1, 1)

    step.move(together, schedule(), [scalars(1, 1, 1, 1)], [gradients.clone()])
    for i in range(4):
        step.move(alone[i], schedule(), [scalars(1)], [gradients[i: i + 1].clone()])

    for i in range(4):
        assert torch.equal(together["delta"][i], alone[i]["delta"][0])
    signed = (before[0] - 1e-3 * gradients[0].sign()).clamp(-EPSILON, EPSILON)
    assert torch.allclose(together["delta"][0], signed)
    assert together["delta"][2:].flatten(1).norm(dim=1).tolist() == pytest.approx([0.02, 0.02])


def test_rows_of_a_slot_count_by_their_mean(step):
    torch.manual_seed(6)
    several = slots([AttackStep.adam_linf, AttackStep.adam_linf])
    several["plan"][:, 0] = torch.tensor([1, 2])
    single = {name: value.clone() for name, value in several.items()}
    single["plan"][:, 0] = 1
    gradient = random(3, -1, 1)

    step.move(several, schedule(), [scalars(1), scalars(2, 4)], [gradient[:1].clone(), gradient[1:].clone()])
    step.move(single, schedule(), [scalars(1, 3)], [torch.stack([gradient[0], gradient[1:].mean(0)])])

    assert torch.equal(several["delta"], single["delta"])
    assert several["report"][:, 0].tolist() == [1, 3]


def test_the_first_pass_that_is_not_finite_ends_its_count(step):
    searches = slots([AttackStep.adam_linf, AttackStep.adam_linf])
    nan = float("nan")

    for objective, slope in ((1.0, 1.0), (nan, 1.0), (1.0, float("inf")), (1.0, 1.0)):
        gradient = torch.ones(2, *SHAPE)
        gradient[1] *= slope
        report = step.move(searches, schedule(), [scalars(objective, 1)], [gradient])

    assert report.tolist() == [[1, 1, 4], [1, 4, 2]]


def test_the_best_iterate_is_the_one_that_the_least_distance_was_measured_at(step):
    torch.manual_seed(7)
    searches = slots([AttackStep.adam_linf], best=1)
    seen = []

    for objective in (3.0, 1.0, 1.0, 2.0):
        seen.append(searches["delta"].clone())
        step.move(searches, schedule(), [scalars(objective)], [random(1, -1, 1)])

    assert torch.equal(searches["best_delta"], seen[1])
    assert float(searches["best_loss"]) == 1 and float(searches["best_step"]) == 1


def searches_in(capacity: int) -> Dict[str, Tensor]:
    free = slots(capacity * [AttackStep.adam_linf])
    return {name: torch.full_like(value, 7) for name, value in free.items()}


def search(delta: Tensor, clip: float = 1, **further: Tensor) -> Dict[str, Tensor]:
    return {
        "delta": delta, "bounds": torch.tensor([EPSILON, clip], dtype=torch.float64),
        "numbers": torch.tensor([0.5, 1e-3, 9, 2.5, 4, 50], dtype=torch.float64), "plan": torch.tensor([[2, 0, 1, 0, 0]]), **further}


def test_a_search_takes_its_slot_and_leaves_the_others(step):
    torch.manual_seed(8)
    stacks = searches_in(3)
    delta, y = random(1, -EPSILON, EPSILON), random(1)
    y[0, 0, 0, :3] = torch.tensor([-0.2, 1.3, 0.5])

    step.seat(torch.tensor([1]), stacks, search(delta), [y])

    row = {name: value[1: 2] for name, value in stacks.items()}
    epsilon = torch.tensor(EPSILON)
    assert torch.equal(row["delta"], delta) and torch.equal(row["best_delta"], delta)
    assert not row["first_moment"].any() and not row["second_moment"].any()
    assert torch.equal(row["upper"], torch.minimum(epsilon, (1 - y).clamp(min=0)))
    assert torch.equal(row["lower"], torch.maximum(-epsilon, (-y).clamp(max=0)))
    assert row["lower"][0, 0, 0, :3].tolist() == [0, float(-epsilon), float(-epsilon)]
    assert [float(row[name]) for name in ("radius", "best_loss", "best_step", "steps")] == [0.5, 2.5, 4, 9]
    assert float(row["step_size"]) == 1e-3
    assert row["checkpoints"].tolist() == [[11, 21, 29, 35, 40, 44, 47, 50]]
    assert row["halving"].tolist() == [[0, 0, 0, 0, 1]]
    assert row["report"].tolist() == [[0, 9, 9]] and row["plan"].tolist() == [[2, 0, 1, 0, 0]]
    assert all((value[[0, 2]] == 7).all() for value in stacks.values())


def test_a_search_that_goes_on_keeps_what_it_remembers(step):
    torch.manual_seed(9)
    stacks = searches_in(1)
    kept = {name: random(1) for name in ("first_moment", "second_moment", "best_delta")}
    kept["halving"] = torch.tensor([[2.5, 3, 2, 1, 0.25]])

    step.seat(torch.tensor([0]), stacks, search(random(1), clip=0, **kept), [random(1)])

    assert all(torch.equal(stacks[name], value) for name, value in kept.items())
    assert (stacks["upper"] == torch.tensor(EPSILON)).all() and (stacks["lower"] == -torch.tensor(EPSILON)).all()


def test_an_image_fills_its_rows_and_a_smaller_kernel_gets_zeros_around_it(step):
    torch.manual_seed(10)
    rows = {"blurred": random(4), "kernel": torch.ones(4, 1, 5, 5)}
    before = rows["blurred"].clone()
    y, kernel = random(1), torch.rand(1, 1, 3, 3)

    step.put(part(1, 2), rows, {"blurred": y, "kernel": kernel})

    assert torch.equal(rows["blurred"], torch.cat([before[:1], y, y, before[3:]]))
    padded = torch.nn.functional.pad(kernel, [1, 1, 1, 1])
    assert torch.equal(rows["kernel"][1:3], torch.cat([padded, padded])) and (rows["kernel"][[0, 3]] == 1).all()


@pytest.mark.parametrize("begin, end, count", [(3, 0, 1), (1, 0, 3), (2, 0, 2)])
def test_rows_move_to_the_front(step, begin, end, count):
    torch.manual_seed(11)
    stacks = {"one": random(4), "other": torch.arange(4)}
    before = {name: value.clone() for name, value in stacks.items()}

    step.shift(torch.tensor([begin, end, count]), stacks)

    assert all(torch.equal(stacks[name][end: end + count], before[name][begin: begin + count]) for name in stacks)


@pytest.mark.parametrize("best", [0, 1])
def test_what_a_search_found_is_a_copy(step, best):
    torch.manual_seed(12)
    searches = slots([AttackStep.sign_linf, AttackStep.adam_linf], best=best)
    step.move(searches, schedule(), [scalars(5, 3)], [random(2, -1, 1)])
    expected = searches["delta"][1:].clone(), searches["best_delta" if best else "delta"][1:].clone()

    found = step.take(torch.tensor([1]), searches)
    searches["delta"].zero_()
    searches["best_delta"].zero_()

    assert torch.equal(found[0], expected[0]) and torch.equal(found[1], expected[1])
    assert found[2].tolist() == [3 if best else float("inf"), 0, 0]


def test_adam_tells_whether_it_saw_a_gradient(step):
    searches = slots([AttackStep.adam_linf, AttackStep.adam_linf, AttackStep.sign_linf])
    gradient = torch.zeros(3, *SHAPE)
    gradient[1, 0, 0, 0] = 1e-3

    step.move(searches, schedule(), [scalars(1, 1, 1)], [gradient])

    assert [float(step.take(torch.tensor([slot]), searches)[2][2]) for slot in range(3)] == [1, 0, 0]


def checkpoints(steps: int) -> List[int]:
    """W of Auto-PGD: p0 = 0, p1 = 0.22, p(j+1) = p(j) + max(p(j) - p(j-1) - 0.03, 0.06); in exact fractions."""
    shares = [Fraction(0), Fraction(22, 100)]
    while shares[-1] <= 1:
        shares.append(shares[-1] + max(shares[-1] - shares[-2] - Fraction(3, 100), Fraction(6, 100)))
    return sorted({math.ceil(share * steps) for share in shares if share <= 1})


def auto_pgd(network: nn.Module, y: Tensor, start: Tensor, reference: Tensor, steps: int, epsilon: float, eta: float,
             in_ball: bool):
    """Croce and Hein's algorithm 1 for one image, written down as it is there, to maximise ||N(y + delta) - r||2."""
    def f(delta):
        return float((network(y + delta) - reference).norm().detach())

    def slope(delta):
        delta = delta.clone().requires_grad_()
        return torch.autograd.grad((network(y + delta) - reference).norm(), delta)[0]

    def project(delta):
        if in_ball:
            delta = delta * min(1, epsilon * math.sqrt(delta.numel()) / float(delta.norm()))
        else:
            delta = delta.clamp(-epsilon, epsilon)
        return torch.maximum(torch.minimum(delta, 1 - y), -y)

    def ascent(delta, size):
        g = slope(delta)
        return project(delta + (size * math.sqrt(g.numel()) * g / g.norm() if in_ball else size * g.sign()))

    marks = checkpoints(steps)
    xs, fs = [start], [f(start)]
    best, best_at, best_f = start, 0, fs[0]
    best_there, halved, halvings, last = fs[0], False, 0, 0
    for k in range(steps):
        x = xs[-1]
        if k > 0 and k in marks:
            improved = sum(fs[i + 1] > fs[i] for i in range(last, k))
            restarts = improved < 0.75 * (k - last) or not halved and best_f == best_there
            last, best_there, halved = k, best_f, restarts
            if restarts:
                eta, x, halvings = eta / 2, best, halvings + 1
        z = ascent(x, eta)
        following = z if k == 0 else project(x + 0.75 * (z - x) + 0.25 * (x - xs[-2]))
        xs[-1] = x
        xs.append(following)
        fs.append(f(following))
        if fs[-1] > best_f:
            best, best_at, best_f = following, k + 1, fs[-1]
    return best, best_at, best_f, halvings


def small_network(seed: int) -> nn.Module:
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.Tanh(), nn.Conv2d(6, 3, 3, padding=1)).double()
    with torch.no_grad():
        network[0].weight.mul_(4)
    return network


@pytest.mark.parametrize("in_ball", [False, True])
def test_auto_pgd_is_croce_and_heins_in_a_batch_of_slots_of_other_lengths(step, in_ball):
    totals, epsilon = [5, 17, 40, 60], 16 / 255
    network = small_network(31)
    y, start = random(4, 0.05, 0.95).double(), random(4, -epsilon, epsilon).double()
    start = torch.maximum(torch.minimum(start, 1 - y), -y)
    reference = network(y).detach()
    kind = AttackStep.apgd_l2 if in_ball else AttackStep.apgd_linf
    radius, eta = epsilon * math.sqrt(90) if in_ball else float("inf"), 2 * epsilon
    stacks = {name: value.double() if value.dtype == torch.float32 else value
              for name, value in slots(4 * [kind], best=1).items()}
    for i, total in enumerate(totals):
        bound = float("inf") if in_ball else epsilon
        numbers = [radius, eta * (math.sqrt(90) if in_ball else 1), 0, float("inf"), 0, total]
        step.seat(torch.tensor([i]), stacks, {
            "delta": start[i: i + 1], "bounds": torch.tensor([bound, 1], dtype=torch.float64),
            "numbers": torch.tensor(numbers, dtype=torch.float64), "plan": torch.tensor([[1, kind, 1, 0, 0]])}, [y[i: i + 1]])

    found = {}
    for done in range(1, max(totals) + 1):
        delta = stacks["delta"].clone().requires_grad_()
        norms = (network(y + delta) - reference).flatten(1).norm(dim=1)
        gradient = torch.autograd.grad(-norms.sum(), delta)[0]
        step.move(stacks, schedule(), [-norms.detach().view(-1, 1, 1, 1)], [gradient])
        for i, total in enumerate(totals):
            if done == total:
                last, best, numbers = step.take(torch.tensor([i]), stacks)
                at_last = float((network(y[i] + last) - reference[i]).norm())
                is_last = at_last > -float(numbers[0])
                found[i] = (last if is_last else best, total if is_last else int(numbers[1]),
                            max(at_last, -float(numbers[0])), -math.log2(float(stacks["halving"][i, 4])))

    for i, total in enumerate(totals):
        best, best_at, best_f, halvings = auto_pgd(
            network, y[i: i + 1], start[i: i + 1], reference[i: i + 1], total, epsilon, eta, in_ball)
        assert found[i][1:] == (best_at, pytest.approx(best_f, rel=1e-9), halvings)
        assert torch.allclose(found[i][0], best, atol=1e-9)
    assert found[3][3] >= 2, "or the test would not see a halving"


def test_squares_are_kept_where_the_objective_improves(step):
    torch.manual_seed(41)
    network, y = small_network(41), random(2, 0.05, 0.95).double()
    reference = network(y).detach()
    stacks = {name: value.double() if value.dtype == torch.float32 else value
              for name, value in slots(2 * [AttackStep.square_linf], best=1).items()}
    stacks["lower"][1, :, 2] = 0
    best, kept = stacks["delta"].clone(), 0

    def distance(delta):
        return (network(y + delta) - reference).detach().flatten(1).norm(dim=1)

    for _ in range(60):
        drawn = [[int(torch.randint(6 - side + 1, ())), int(torch.randint(5 - side + 1, ())), side,
                  int(torch.randint(8, ()))] for side in torch.randint(1, 6, (2,)).tolist()]
        seen = distance(stacks["delta"])
        stacks["squares"] = torch.tensor(drawn)
        report = step.move(stacks, schedule(), [-seen.view(-1, 1, 1, 1)], [torch.full_like(best, 7)])
        expected = torch.empty_like(best)
        for i, (top, left, side, signs) in enumerate(drawn):
            expected[i] = best[i]
            for channel, word in enumerate(reversed(f"{signs:03b}")):
                bound = stacks["upper" if word == "1" else "lower"][i, channel]
                expected[i, channel, top:top + side, left:left + side] = bound[top:top + side, left:left + side]
        assert torch.equal(stacks["delta"], expected)
        assert torch.allclose(report[:, 0], -distance(best))
        improves = distance(expected) > distance(best)
        kept += int(improves.sum())
        best = torch.where(improves.view(-1, 1, 1, 1), expected, best)

    assert 10 < kept < 110, "or the test would see one side of the rule"
    step.move(stacks, schedule(), [-distance(stacks["delta"]).view(-1, 1, 1, 1)], [torch.zeros_like(best)])
    assert torch.equal(stacks["best_delta"], best)


@pytest.mark.parametrize("steps", [1, 2, 5, 50, 100, 250, 99_999])
def test_the_checkpoints_are_those_of_the_paper(step, steps):
    stacks = searches_in(1)
    numbers = torch.tensor([0, 0, 0, 0, 0, steps], dtype=torch.float64)

    step.seat(torch.tensor([0]), stacks, {**search(random(1)), "numbers": numbers}, [random(1)])

    assert sorted({0, *stacks["checkpoints"][0].tolist()}) == checkpoints(steps)


def test_auto_pgd_next_to_others_moves_as_alone(step):
    torch.manual_seed(33)
    kinds = [AttackStep.apgd_linf, AttackStep.adam_linf, AttackStep.apgd_l2, AttackStep.square_linf]
    together = slots(kinds, radius=0.02, best=1)
    together["squares"] = torch.tensor(3 * [[0, 0, 0, 0]] + [[2, 1, 3, 5]])
    together["step_size"][[0, 2, 3]] = 2 * EPSILON
    together["checkpoints"][:] = torch.tensor([[2, 4, 6, 7, 8, 9, 9, 10]])
    alone = [{name: value[i: i + 1].clone() for name, value in together.items()} for i in range(4)]

    for _ in range(12):
        objective, gradients = scalars(*torch.rand(4).tolist()), random(4, -1, 1)
        step.move(together, schedule(), [objective], [gradients.clone()])
        for i in range(4):
            step.move(alone[i], schedule(), [objective[i: i + 1]], [gradients[i: i + 1].clone()])

    assert all(torch.equal(value[i], alone[i][name][0]) for name, value in together.items() for i in range(4))
    assert together["halving"][0, 4] < 1


def files(*qualities: float, dtype=torch.float64) -> Dict[str, Tensor]:
    return {"quality": scalars(*qualities, dtype=dtype)}


@pytest.mark.parametrize("quality", [10, 30, 49, 50, 75, 90, 95, 100])
@pytest.mark.parametrize("height, width", [(64, 64), (41, 50), (17, 16)])
def test_a_file_brings_back_nearly_what_a_real_encoder_and_decoder_do(step, photos, quality, height, width):
    """Pillow's libjpeg, with chroma of half the resolution, on a photograph: off by far less than the file itself."""
    levels = np.asarray(Image.open(photos / "chelsea.png").convert("RGB"))[:height, :width]
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "jpeg", quality=quality, subsampling=2)
    stored = Image.open(file)
    real = torch.tensor(np.asarray(stored.convert("RGB")) / 255.0).permute(2, 0, 1)[None]
    image = torch.tensor(levels / 255.0).permute(2, 0, 1)[None]

    ours = step.compress(image, files(quality), part(0, 1))

    off, lost = float((ours - real).square().mean().sqrt()), float((image - real).square().mean().sqrt())
    # A real file rounds levels twice, so 0.5 of a level is left at quality 100.
    assert off < max(0.6 * lost, 1.3 / 255)
    for table, usual in enumerate((AttackStep().luminance(), AttackStep().chrominance())):
        assert step.table(image, usual, float(quality)).flatten().int().tolist() == list(stored.quantization[table])


@pytest.mark.parametrize("height, width", [(16, 16), (20, 37), (33, 8)])
def test_the_gradient_through_a_file_is_that_of_central_differences(step, height, width):
    torch.manual_seed(height)
    image = 0.1 + 0.8 * torch.rand(3, 3, height, width, dtype=torch.float64)
    image[0, 0, :4] = 1.5  # beyond what a file holds: there is no gradient
    rows, pull, direction = files(40, 0, 85), torch.randn_like(image), torch.randn_like(image)
    near = 1e-8  # so that no coefficient is rounded to another number

    ahead, behind = (step.compress(image + sign * near * direction, rows, part(0, 3)) for sign in (1, -1))
    differences = ((ahead - behind) * pull).sum([1, 2, 3]) / (2 * near)

    gradient = step.decompress(image, pull, rows, part(0, 3))
    assert torch.allclose((gradient * direction).sum([1, 2, 3]), differences, rtol=1e-4, atol=1e-5)
    assert not gradient[0, 0, :4].any()
    assert torch.equal(gradient[1], pull[1])


def test_rows_without_a_file_stay_and_no_row_sees_another(step):
    torch.manual_seed(3)
    image, pull = torch.rand(3, 3, 24, 40), torch.randn(3, 3, 24, 40)
    rows = files(75, 0, 90, dtype=torch.float32)

    together = step.compress(image, rows, part(0, 3))
    pulled = step.decompress(image, pull, rows, part(0, 3))

    assert torch.equal(together[1], image[1])
    for row in range(3):
        own = {"quality": rows["quality"][row:row + 1]}
        assert torch.equal(together[row], step.compress(image[row:row + 1], own, part(0, 1))[0])
        assert torch.equal(pulled[row], step.decompress(image[row:row + 1], pull[row:row + 1], own, part(0, 1))[0])
