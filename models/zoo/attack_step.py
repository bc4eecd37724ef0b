"""The attack engine's own TorchScript functions: all of a step but the network's two passes, the same for every network.

The engine keeps one row of each tensor a slot (a running search), and one a row (an image that goes through the
network; an attack on several images, or with noise, has several rows a slot). It calls

    seat       puts a search into a slot that is free
    put        puts images into rows that are free
    shift      moves the tensors of slots or rows, so that those in use lie next to each other
    take       copies what a search has found out of its slot
    inputs     y + delta of some rows, and their kernels: what goes into the network
    compress   what a JPEG file of such inputs would bring back, nearly, where rows have a quality
    decompress carries a gradient back through `compress`
    distance   the objective of some outputs, and its gradient with respect to them, for the network's backward pass
    move       notes what is finite and what is best, makes the update, projects
    tell       moves the kernel that the network is told in place of b, for a slot that searches for one, after `move`

`python3 -m zoo.attack_step FILE.pt` writes the file that the worker ships.

    rows        blurred (y), reference, weights (R, 3, H, W); kernel (R, 1, K, K); weights, kernel only where needed
                root_factor, square_factor, absolute_factor (R, 1, 1, 1): what the root of the sum of squares, that
                sum, and the sum of absolute values are multiplied with; two of them are 0, and the third is negative
                to maximise the distance; absolute_factor only where needed
                similarity (R, 1, 1, 1), only where needed: 1 to weight each pixel by the similarity of output and
                reference, -1 to weight it by 1 minus that, else 0
                clamp (R, 1, 1, 1), only where needed: 1 to clamp output and reference to [0, 1] first, else 0
                quality (R, 1, 1, 1), on the CPU: of the JPEG file that the row goes through, 1 to 100; 0 for none
    slots       delta, lower, upper, first_moment, second_moment, best_delta (S, 3, H, W), float32; of Auto-PGD the first
                moment is the delta before, and the second the gradient at the best delta
                radius, best_loss, best_step (S, 1, 1, 1), float32
                step_size (S, 1, 1, 1), float64; for Adam times 1 - beta1
                steps (S, 1, 1, 1), int64: updates done
                halving (S, 5), float32, for Auto-PGD: the objective before, how often it has improved since the last
                checkpoint, the best one there, 1 if the step was halved there, what step_size is multiplied with
                checkpoints (S, 8), int64, for Auto-PGD: the numbers of updates after which the step may be halved
                report (S, 3), float32: the last objective; in how many passes, from the first on, the objective was
                finite; the same of the gradient
                plan (S, 5), int64, on the CPU: rows of the slot, its kind of update, 1 if it keeps the best iterate, 1 if
                delta is the same in all channels, 1 if the mean of each channel of delta is 0
                squares (S, 4), int64, on the CPU, only where needed: top row, left column, side, and signs of the next
                square: bit c is 1 where channel c goes up to its bound, 0 where it goes down
    part        (2), int64, on the CPU: the first row and how many
    schedule    (2, T), float64: see `AttackStep.move`
"""
import io
import math
import sys
from pathlib import Path
from typing import Dict, List, Optional

import torch
from torch import Tensor, nn
from torch.jit import Final

from zoo.libtorch import loadable
from zoo.network_file import reproducible


class AttackStep(nn.Module):
    """The functions; without any state of their own."""

    beta1: Final[float] = 0.9
    beta2: Final[float] = 0.999
    stabiliser: Final[float] = 1e-8
    tiny: Final[float] = 1e-30  # to divide by, where a norm is 0
    bisections: Final[int] = 40  # of an interval no longer than 2: more than float32 can tell

    # Kinds of update, each with its norm.
    adam_linf: Final[int] = 0
    adam_l2: Final[int] = 1
    sign_linf: Final[int] = 2
    gradient_l2: Final[int] = 3
    apgd_linf: Final[int] = 4
    apgd_l2: Final[int] = 5
    square_linf: Final[int] = 6

    # Auto-PGD's: what of an update is the gradient's, and how often the objective must improve between checkpoints.
    gradient_share: Final[float] = 0.75
    improving: Final[float] = 0.75

    @torch.jit.export
    def seat(self, place: Tensor, slots: Dict[str, Tensor], search: Dict[str, Tensor], views: List[Tensor]) -> Tensor:
        """Puts a search into a slot.

        place       (1), int64, on the CPU: the slot's index
        search      delta (1, 3, H, W); first_moment, second_moment, best_delta of a search that goes on, likewise;
                    halving (1, 5), float32, of an Auto-PGD that goes on; bounds (2), float64, on the CPU: epsilon, or infinity where only the norm of delta is bounded; 1 if
                    y + delta stays in [0, 1]; numbers (6), float64, on the CPU: radius, step_size, steps, best_loss,
                    best_step, how many updates there will be at most; plan (5), int64, on the CPU
        views       y of each image that delta is put on, (1, 3, H, W)

        Each value of delta is bounded so that y + delta of all views stays in [0, 1]; where y is outside, delta may be 0
        but not lead further out. In grey the channels of a pixel share their bounds.
        """
        span: List[int] = place.tolist()
        at = span[0]
        delta = search["delta"]
        for name in ["delta", "first_moment", "second_moment"]:
            row = slots[name].narrow(0, at, 1)
            if name in search:
                row.copy_(search[name])
            else:
                row.zero_()
        slots["best_delta"].narrow(0, at, 1).copy_(search["best_delta"] if "best_delta" in search else delta)
        bounds: List[float] = search["bounds"].tolist()
        lower = slots["lower"].narrow(0, at, 1).fill_(0 - bounds[0])
        upper = slots["upper"].narrow(0, at, 1).fill_(bounds[0])
        if bounds[1] == 1:
            for y in views:
                lower.copy_(torch.maximum(lower, (0 - y).clamp(max=0)))
                upper.copy_(torch.minimum(upper, (1 - y).clamp(min=0)))
        plan: List[int] = search["plan"][0].tolist()
        if plan[3] == 1:
            lower.copy_(lower.amax(1, keepdim=True).expand_as(lower))
            upper.copy_(upper.amin(1, keepdim=True).expand_as(upper))
        numbers: List[float] = search["numbers"].tolist()
        slots["radius"].narrow(0, at, 1).fill_(numbers[0])
        slots["step_size"].narrow(0, at, 1).fill_(numbers[1])
        slots["steps"].narrow(0, at, 1).fill_(numbers[2])
        slots["best_loss"].narrow(0, at, 1).fill_(numbers[3])
        slots["best_step"].narrow(0, at, 1).fill_(numbers[4])
        report = slots["report"].narrow(0, at, 1).fill_(numbers[2])
        report.narrow(1, 0, 1).zero_()
        slots["plan"].narrow(0, at, 1).copy_(search["plan"])
        halving = slots["halving"].narrow(0, at, 1).zero_()
        if "halving" in search:
            halving.copy_(search["halving"])
        else:
            halving.narrow(1, 4, 1).fill_(1)
        checkpoints = slots["checkpoints"].narrow(0, at, 1)
        # p_j of Auto-PGD, in hundredths: 0.22, then steps of 0.19, 0.16, ... but at least 0.06.
        hundredths = [22, 41, 57, 70, 80, 87, 93, 99]
        for j in range(len(hundredths)):
            checkpoints.narrow(1, j, 1).fill_((hundredths[j] * int(numbers[5]) + 99) // 100)
        return place

    @torch.jit.export
    def put(self, place: Tensor, rows: Dict[str, Tensor], images: Dict[str, Tensor]) -> Tensor:
        """Puts images, (1, ...) or (n, ...) by the rows' names, into n rows from the first on.

        A kernel may be smaller than the rows' own; it gets zeros around it. place: (2), int64, on the CPU: first, n.
        """
        span: List[int] = place.tolist()
        for name in images.keys():
            row = rows[name].narrow(0, span[0], span[1])
            if name == "kernel":
                row.zero_()
                margin = (row.size(2) - images[name].size(2)) // 2
                side = images[name].size(2)
                row = row.narrow(2, margin, side).narrow(3, margin, side)
            row.copy_(images[name])
        return place

    @torch.jit.export
    def shift(self, place: Tensor, stacks: Dict[str, Tensor]) -> Tensor:
        """Copies n rows of each stack to where others were. place: (3), int64, on the CPU: from, to, n.

        The two spans may overlap where rows move to the front.
        """
        span: List[int] = place.tolist()
        for name in stacks.keys():
            stack = stacks[name]
            first = stack.narrow(0, span[0], span[2])
            if span[1] + span[2] > span[0]:
                first = first.clone()
            stack.narrow(0, span[1], span[2]).copy_(first)
        return place

    @torch.jit.export
    def take(self, place: Tensor, slots: Dict[str, Tensor]) -> List[Tensor]:
        """What a search has found: delta (1, 3, H, W); where it is kept, best_delta, else delta again; and (3):
        best_loss, best_step, and 1 if Adam saw no gradient but 0. place as for `seat`.
        """
        span: List[int] = place.tolist()
        at = span[0]
        plan: List[int] = slots["plan"][at].tolist()
        delta = slots["delta"].narrow(0, at, 1).clone()
        best = slots["best_delta"].narrow(0, at, 1).clone() if plan[2] == 1 else delta
        loss = slots["best_loss"].narrow(0, at, 1).flatten()
        step = slots["best_step"].narrow(0, at, 1).flatten()
        still = torch.zeros_like(loss)
        if plan[1] == self.adam_linf or plan[1] == self.adam_l2:
            still = (slots["second_moment"].narrow(0, at, 1).max() == 0).to(loss.dtype).view(1)
        return [delta, best, torch.cat([loss, step, still])]

    @torch.jit.export
    def inputs(self, rows: Dict[str, Tensor], slots: Dict[str, Tensor], part: Tensor) -> List[Tensor]:
        """y + delta, (n, 3, H, W), and b, (n, 1, K, K), if there are kernels, of the rows of a part."""
        span: List[int] = part.tolist()
        inputs = [self.of(rows["blurred"], span) + self.deltas(rows, slots, span)]
        if "kernel" in rows:
            inputs.append(self.of(rows["kernel"], span))
        return inputs

    def deltas(self, rows: Dict[str, Tensor], slots: Dict[str, Tensor], span: List[int]) -> Tensor:
        delta = slots["delta"]
        if delta.size(0) == rows["blurred"].size(0):
            return self.of(delta, span)
        slot_of_row = torch.repeat_interleave(slots["plan"][:, 0])
        chosen: List[int] = self.of(slot_of_row, span).tolist()
        return torch.cat([delta.narrow(0, slot, 1) for slot in chosen])

    def of(self, stack: Tensor, span: List[int]) -> Tensor:
        return stack if span[1] == stack.size(0) else stack.narrow(0, span[0], span[1])

    @torch.jit.export
    def compress(self, image: Tensor, rows: Dict[str, Tensor], part: Tensor) -> Tensor:
        """What JPEG files of y + delta, (n, 3, H, W), would bring back; rows of quality 0 stay as they are.

        A baseline file with chroma of half the resolution, the standard's tables (ITU-T T.81, annex K) scaled by quality
        as the Independent JPEG Group does, whose decoder interpolates chroma. Levels are not rounded, and coefficients
        by round(c) + (c - round(c))^3, which has a gradient (Shin and Song, 2017).
        """
        return self.through_files(image, [], rows, part)

    @torch.jit.export
    def decompress(self, image: Tensor, gradient: Tensor, rows: Dict[str, Tensor], part: Tensor) -> Tensor:
        """The gradient with respect to the image of a distance whose gradient with respect to `compress` is given."""
        return self.through_files(image, [gradient], rows, part)

    def through_files(self, image: Tensor, gradients: List[Tensor], rows: Dict[str, Tensor], part: Tensor) -> Tensor:
        span: List[int] = part.tolist()
        qualities: List[float] = self.of(rows["quality"], span).flatten().tolist()
        # What is done to the columns and rows of luma, and of chroma, as matrices.
        there = [self.to_blocks(image, image.size(2), 1), self.to_blocks(image, image.size(3), 1),
                 self.to_blocks(image, image.size(2), 2), self.to_blocks(image, image.size(3), 2)]
        back = [self.from_blocks(image, image.size(2), 1), self.from_blocks(image, image.size(3), 1),
                self.from_blocks(image, image.size(2), 2), self.from_blocks(image, image.size(3), 2)]
        results: List[Tensor] = []
        for i in range(span[1]):
            own = image[i]
            if qualities[i] == 0:
                results.append(gradients[0][i] if len(gradients) > 0 else own)
            else:
                result = self.through_file(own, [each[i] for each in gradients], qualities[i], there, back)
                results.append(result)
        return torch.stack(results)

    def through_file(self, image: Tensor, gradients: List[Tensor], quality: float, there: List[Tensor],
                     back: List[Tensor]) -> Tensor:
        """One image, (3, H, W): what its file brings back, or, if there is a gradient of that, the image's."""
        # Y, Cb, Cr (JFIF 1.02) without their offset of 128 levels.
        colours = torch.tensor([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]],
                               dtype=image.dtype, device=image.device)
        inverse = torch.tensor([[1.0, 0.0, 1.402], [1.0, -0.344136, -0.714136], [1.0, 1.772, 0.0]],
                               dtype=image.dtype, device=image.device)
        grey = torch.tensor([128.0, 0.0, 0.0], dtype=image.dtype, device=image.device).view(3, 1, 1)
        planes = self.mixed(colours, image.clamp(0, 1) * 255) - grey
        tables = [self.table(image, self.luminance(), quality), self.table(image, self.chrominance(), quality)]
        returned: List[Tensor] = []
        rates: List[Tensor] = []
        for kind in range(2):  # luma, then chroma
            part = planes[:1] if kind == 0 else planes[1:]
            coefficients = self.framed(there[2 * kind], part, there[2 * kind + 1])
            steps = tables[kind].repeat([coefficients.size(1) // 8, coefficients.size(2) // 8])
            exact = coefficients / steps
            off = exact - exact.round()
            rates.append(off.square() * 3)
            returned.append(self.framed(back[2 * kind], (exact.round() + off * off.square()) * steps, back[2 * kind + 1]))
        result = self.mixed(inverse, torch.cat(returned) + grey) / 255
        if len(gradients) == 0:
            return result.clamp(0, 1)
        inside = (result >= 0) & (result <= 1)
        pulled = self.mixed(inverse.t(), torch.where(inside, gradients[0], torch.zeros_like(result)))
        carried: List[Tensor] = []
        for kind in range(2):
            part = pulled[:1] if kind == 0 else pulled[1:]
            slope = self.framed(back[2 * kind].t(), part, back[2 * kind + 1].t()) * rates[kind]
            carried.append(self.framed(there[2 * kind].t(), slope, there[2 * kind + 1].t()))
        gradient = self.mixed(colours.t(), torch.cat(carried))
        return torch.where((image >= 0) & (image <= 1), gradient, torch.zeros_like(gradient))

    def mixed(self, matrix: Tensor, planes: Tensor) -> Tensor:
        return torch.mm(matrix, planes.reshape(3, -1)).view_as(planes)

    def framed(self, left: Tensor, planes: Tensor, right: Tensor) -> Tensor:
        return torch.matmul(torch.matmul(left, planes), right.t())

    def cosines(self, like: Tensor, blocks: int) -> Tensor:
        """The orthonormal discrete cosine transform of blocks of 8, (8 blocks, 8 blocks)."""
        at = torch.arange(8, dtype=torch.float64, device=like.device)
        waves = torch.cos(at.view(8, 1) * (at * 2 + 1) * (math.pi / 16)) * 0.5
        waves[0] *= math.sqrt(0.5)
        return torch.kron(torch.eye(blocks, dtype=torch.float64, device=like.device), waves)

    def to_blocks(self, like: Tensor, size: int, halved: int) -> Tensor:
        """From values of a side to its coefficients: padded to whole blocks by the last value, in pairs if halved."""
        blocks = (size + 15) // 16 * 2
        index = torch.arange(8 * blocks, device=like.device).clamp(max=size - 1)
        padding = torch.eye(size, dtype=torch.float64, device=like.device).index_select(0, index)
        if halved == 2:
            padding = padding.view(4 * blocks, 2, size).mean(1)
        return torch.mm(self.cosines(like, blocks // halved), padding).to(like.dtype)

    def from_blocks(self, like: Tensor, size: int, halved: int) -> Tensor:
        """From coefficients of a side to its values; where halved, each value is 3/4 the nearer and 1/4 the next one."""
        blocks = (size + 15) // 16 * 2
        values = self.cosines(like, blocks // halved).t()
        if halved == 2:
            at = torch.arange(8 * blocks, device=like.device)
            other = (at // 2 + at % 2 * 2 - 1).clamp(min=0, max=4 * blocks - 1)
            values = values.index_select(0, at // 2) * 0.75 + values.index_select(0, other) * 0.25
        return values.narrow(0, 0, size).to(like.dtype)

    def table(self, like: Tensor, usual: List[int], quality: float) -> Tensor:
        """Steps of the 64 coefficients, (8, 8): whole numbers from 1 to 255."""
        scale = 5000 // int(quality) if quality < 50 else 200 - 2 * int(quality)
        steps = [max(1, min(255, (each * scale + 50) // 100)) for each in usual]
        return torch.tensor(steps, dtype=like.dtype, device=like.device).view(8, 8)

    def luminance(self) -> List[int]:
        return [16, 11, 10, 16, 24, 40, 51, 61,
                12, 12, 14, 19, 26, 58, 60, 55,
                14, 13, 16, 24, 40, 57, 69, 56,
                14, 17, 22, 29, 51, 87, 80, 62,
                18, 22, 37, 56, 68, 109, 103, 77,
                24, 35, 55, 64, 81, 104, 113, 92,
                49, 64, 78, 87, 103, 121, 120, 101,
                72, 92, 95, 98, 112, 100, 103, 99]

    def chrominance(self) -> List[int]:
        return [17, 18, 24, 47, 99, 99, 99, 99,
                18, 21, 26, 66, 99, 99, 99, 99,
                24, 26, 56, 99, 99, 99, 99, 99,
                47, 66, 99, 99, 99, 99, 99, 99] + [99] * 32

    @torch.jit.export
    def distance(self, outputs: List[Tensor], rows: Dict[str, Tensor], part: Tensor) -> List[Tensor]:
        """Signed distances of an output (n, 3, H, W) to its references, (n, 1, 1, 1), and their gradients (n, 3, H, W).

        For d = sqrt(sum w (N - r)^2) the gradient is w (N - r) / d, and 0 at d = 0, a subgradient. For
        d = mean w (N - r)^2 it is 2 w (N - r) / (3 H W). For d = sum w |N - r| it is w sign(N - r), 0 where N = r.
        Where the output is clamped it is 0 at values outside of [0, 1]. The similarity is part of w: a constant.
        """
        span: List[int] = part.tolist()
        output = outputs[0]
        reference = self.of(rows["reference"], span)
        if "clamp" in rows:
            clamped = self.of(rows["clamp"], span) > 0
            output = torch.where(clamped, output.clamp(0, 1), output)
            reference = torch.where(clamped, reference.clamp(0, 1), reference)
        difference = output - reference
        weight: Optional[Tensor] = None
        if "weights" in rows:
            weight = self.of(rows["weights"], span)
        if "similarity" in rows:
            similarity = self.similarity(output, reference, self.of(rows["similarity"], span))
            weight = similarity if weight is None else weight * similarity
        pull = difference if weight is None else difference * weight
        squares = (difference * pull).sum([1, 2, 3], keepdim=True)
        root = squares.sqrt()
        root_factor = self.of(rows["root_factor"], span)
        square_factor = self.of(rows["square_factor"], span)
        distance = root * root_factor + squares * square_factor
        slope = root_factor / root.clamp(min=self.tiny) + square_factor * 2
        gradient = pull * slope
        if "absolute_factor" in rows:
            absolute_factor = self.of(rows["absolute_factor"], span)
            distance = distance + pull.abs().sum([1, 2, 3], keepdim=True) * absolute_factor
            sign = difference.sign() if weight is None else difference.sign() * weight
            gradient = gradient + sign * absolute_factor
        if "clamp" in rows:
            gradient = torch.where(output == outputs[0], gradient, torch.zeros_like(gradient))
        return [distance, gradient]

    def similarity(self, output: Tensor, reference: Tensor, kind: Tensor) -> Tensor:
        """c of each pixel where kind is 1, 1 - c where it is -1, 1 where it is 0; (n, 1, H, W).

        c is the cosine similarity of softmax(output) and softmax(reference), both over the channels (CosPGD, Agnihotri,
        Jung and Keuper, 2024). 1 - c is computed as half the squared distance of the unit vectors, which keeps its
        digits where the two are alike.
        """
        a = output.softmax(1)
        b = reference.softmax(1)
        a = a / a.square().sum(1, keepdim=True).sqrt()
        b = b / b.square().sum(1, keepdim=True).sqrt()
        apart = (a - b).square().sum(1, keepdim=True) * 0.5
        return torch.where(kind > 0, 1 - apart, torch.where(kind < 0, apart, torch.ones_like(apart)))

    @torch.jit.export
    def move(self, slots: Dict[str, Tensor], schedule: Tensor, objectives: List[Tensor],
             gradients: List[Tensor]) -> Tensor:
        """Makes one update of every slot, in place.

        objectives and gradients come from `distance` and the network, part by part. schedule[0, t - 1] is
        1 - beta1^t and schedule[1, t - 1] the square root of (1 - beta2) / (1 - beta2^t); its last column serves all
        later updates. Returns slots["report"].
        """
        plan: List[List[int]] = slots["plan"].tolist()
        objective = self.mean_of_rows(objectives, plan)
        gradient = self.mean_of_rows(gradients, plan)
        self.note(slots, objective, gradient)
        if any([each[2] == 1 for each in plan]):
            self.keep_best(slots, objective)
        self.turn_grey(gradient, plan)
        self.turn_zero_mean(slots, gradient, plan)
        first = 0
        while first < len(plan):
            end = first + 1
            while end < len(plan) and plan[end][1] == plan[first][1]:
                end += 1
            kind = plan[first][1]
            if kind == self.apgd_linf or kind == self.apgd_l2:
                self.move_auto(slots, objective, gradient, first, end - first, kind)
            elif kind == self.square_linf:
                self.move_square(slots, first, end - first)
            else:
                self.move_alike(slots, schedule, gradient, first, end - first, kind)
            first = end
        for i in range(len(plan)):
            if plan[i][3] == 1:  # vector instructions and those for what is left over may round differently
                delta = slots["delta"].narrow(0, i, 1)
                delta.copy_(delta.narrow(1, 0, 1).clone().expand_as(delta))
        slots["steps"].add_(1)
        return slots["report"]

    def turn_grey(self, gradient: Tensor, plan: List[List[int]]) -> None:
        """Projects gradients of slots in grey to what all channels share: the mean over the channels."""
        for i in range(len(plan)):
            if plan[i][3] == 1:
                row = gradient.narrow(0, i, 1)
                row.copy_(row.mean(1, keepdim=True).expand_as(row))

    def turn_zero_mean(self, slots: Dict[str, Tensor], gradient: Tensor, plan: List[List[int]]) -> None:
        """Takes from gradients of slots of mean 0 what is the same everywhere: the mean where delta may move both ways.

        Without that, signs and Adam's steps, which forget how large a gradient is, could all point one way.
        """
        for i in range(len(plan)):
            if plan[i][4] == 1:
                row = gradient.narrow(0, i, 1)
                delta = slots["delta"].narrow(0, i, 1)
                inside = (delta > slots["lower"].narrow(0, i, 1)) & (delta < slots["upper"].narrow(0, i, 1))
                count = inside.sum([2, 3], keepdim=True).clamp(min=1)
                row.sub_((row * inside).sum([2, 3], keepdim=True) / count)
    @torch.jit.export
    def tell(self, place: Tensor, kernel: Dict[str, Tensor], slots: Dict[str, Tensor], rows: Dict[str, Tensor],
             gradients: List[Tensor]) -> Tensor:
        """Moves the kernel b' that a slot's rows are restored with, after `move`, and puts it into these rows.

        place       (3), int64, on the CPU: the slot, its first row, how many rows it has
        kernel      told (b'), best (1, 1, k, k), float32; base (b), likewise, float64; steepest (1), float32, the
                    greatest slope so far; numbers (3), float64, on the CPU: radius, step size, 1 if both are L2 norms or
                    0 if they are max norms
        gradients   of the objective with respect to the kernels of all rows, (n, 1, K, K), part by part, K at least k

        A step along the gradient, then `feasible`. What the slopes of all weights above 0 share is taken out first, since
        the sum stays 1. Only cells of the k x k are moved: zeros that another kernel of the batch made necessary stay
        zeros. Returns b'.
        """
        span: List[int] = place.tolist()
        numbers: List[float] = kernel["numbers"].tolist()
        told = kernel["told"]
        values = gradients[0] if len(gradients) == 1 else torch.cat(gradients)
        side = told.size(2)
        margin = (values.size(2) - side) // 2
        cells = values.narrow(0, span[1], span[2]).narrow(2, margin, side).narrow(3, margin, side)
        gradient = cells.mean(0, keepdim=True)
        done = slots["steps"].narrow(0, span[0], 1) - 1  # `move` has counted this update
        better = slots["best_step"].narrow(0, span[0], 1) == done
        kernel["best"].copy_(torch.where(better, told, kernel["best"]))
        steepest = kernel["steepest"]
        steepest.copy_(torch.maximum(steepest, gradient.abs().max()))
        in_ball = numbers[2] == 1
        slope = gradient.to(torch.float64)
        slope = slope - (slope * (told > 0)).sum() / (told > 0).sum()
        moved = told - slope * (numbers[1] / self.length(slope, in_ball))
        told.copy_(self.feasible(moved, kernel["base"], numbers[0], in_ball))
        self.put(place[1:], rows, {"kernel": told})
        return told

    def feasible(self, kernel: Tensor, base: Tensor, radius: float, in_ball: bool) -> Tensor:
        """A kernel on the simplex and within the radius of base, which is on it: b + min(1, r / ||p - b||) (p - b).

        p is the kernel's projection onto the simplex. The result is a convex combination of two points of the simplex.
        """
        way = self.onto_simplex(kernel) - base
        return (base + way * (radius / self.length(way, in_ball)).clamp(max=1.0)).clamp(min=0)

    def length(self, way: Tensor, in_ball: bool) -> Tensor:
        length = way.square().sum().sqrt() if in_ball else way.abs().max()
        return length.clamp(min=self.tiny)

    def onto_simplex(self, kernel: Tensor) -> Tensor:
        """The nearest kernel that is non-negative and has sum 1 (Held, Wolfe and Crowder, 1974; Duchi, Shalev-Shwartz,
        Singer and Chandra, ICML 2008, figure 1): with u the weights in descending order, rho the greatest j with
        u_j > (u_1 + ... + u_j - 1) / j and theta that quotient at rho, max(b - theta, 0).
        """
        ordered = kernel.flatten().sort(descending=True)[0]
        counts = torch.ones_like(ordered).cumsum(0)
        thresholds = (ordered.cumsum(0) - 1) / counts
        last = (ordered > thresholds).sum() - 1
        return (kernel - thresholds.index_select(0, last.view(1))).clamp(min=0)

    def mean_of_rows(self, parts: List[Tensor], plan: List[List[int]]) -> Tensor:
        values = parts[0] if len(parts) == 1 else torch.cat(parts)
        if values.size(0) == len(plan):
            return values
        means: List[Tensor] = []
        first = 0
        for each in plan:
            means.append(values.narrow(0, first, each[0]).mean(0, keepdim=True))
            first += each[0]
        return torch.cat(means)

    def note(self, slots: Dict[str, Tensor], objective: Tensor, gradient: Tensor) -> None:
        """Counts the passes whose numbers are all finite; a count grows as long as it has kept up with the steps."""
        report = slots["report"]
        report[:, 0] = objective.flatten()
        totals = torch.stack([objective.flatten(), gradient.sum([1, 2, 3])], 1)
        counts = report[:, 1:]
        finite = totals * 0 == 0
        counts.add_(finite & (counts == slots["steps"].view(-1, 1)))

    def keep_best(self, slots: Dict[str, Tensor], objective: Tensor) -> None:
        best = slots["best_loss"]
        better = objective < best
        slots["best_delta"].copy_(torch.where(better, slots["delta"], slots["best_delta"]))
        slots["best_step"].copy_(torch.where(better, slots["steps"].to(best.dtype), slots["best_step"]))
        best.copy_(torch.minimum(objective, best))

    def move_alike(self, slots: Dict[str, Tensor], schedule: Tensor, gradients: Tensor, first: int, count: int,
                   kind: int) -> None:
        """Updates slots of one kind that lie next to each other, and projects them.

        Adam (Kingma and Ba, 2015, algorithm 1):

            m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
            delta = delta - alpha / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + 1e-8)

        Kept are m / (1 - beta1) and v / (1 - beta2), and the factors of m, v and t are gathered in one scale and one
        stabiliser a slot: the same mathematics with four passes over memory fewer.
        """
        span = [first, count]
        delta = self.of(slots["delta"], span)
        gradient = self.of(gradients, span)
        alpha = self.of(slots["step_size"], span)
        if kind == self.adam_linf or kind == self.adam_l2:
            m = self.of(slots["first_moment"], span)
            v = self.of(slots["second_moment"], span)
            m.mul_(self.beta1).add_(gradient)
            v.mul_(self.beta2).add_(gradient.mul_(gradient))
            done = self.of(slots["steps"], span).flatten().clamp(max=schedule.size(1) - 1)
            bias, spread = schedule.index_select(1, done).view(2, -1, 1, 1, 1).unbind()
            scale = (alpha / bias / spread).to(m.dtype)
            stabiliser = (self.stabiliser / spread).to(m.dtype)
            delta.sub_((m * scale).div_(v.sqrt().add_(stabiliser)))
        elif kind == self.sign_linf:
            delta.sub_(gradient.sign().mul_(alpha.to(delta.dtype)))
        else:
            delta.sub_(gradient * (alpha.to(delta.dtype) / self.norms(gradient)))
        self.project(slots, delta, span, kind != self.adam_linf and kind != self.sign_linf)

    def project(self, slots: Dict[str, Tensor], delta: Tensor, span: List[int], in_ball: bool) -> None:
        if in_ball:
            delta.mul_((self.of(slots["radius"], span) / self.norms(delta)).clamp(max=1.0))
        lower = self.of(slots["lower"], span)
        upper = self.of(slots["upper"], span)
        balanced: List[int] = slots["plan"][:, 4].narrow(0, span[0], span[1]).tolist()
        for i in range(span[1]):
            if balanced[i] == 1:
                row = delta.narrow(0, i, 1)
                row.sub_(self.shift_to_zero(row, lower.narrow(0, i, 1), upper.narrow(0, i, 1)))
        delta.clamp_(lower, upper)

    def shift_to_zero(self, delta: Tensor, lower: Tensor, upper: Tensor) -> Tensor:
        """What to take from each channel, (1, 3, 1, 1), so that the mean of what is then clamped is 0.

        The nearest point of the box among those of mean 0 is clamp(delta - s), with one s a channel. That mean falls as
        s grows, and 0 lies in the box, so s lies between the least and the greatest delta: bisection finds it.
        """
        values = delta.double()
        low = values.amin([2, 3], keepdim=True)
        high = values.amax([2, 3], keepdim=True)
        for _ in range(self.bisections):
            middle = (low + high) * 0.5
            above = torch.maximum(torch.minimum(values - middle, upper), lower).mean([2, 3], keepdim=True) > 0
            low = torch.where(above, middle, low)
            high = torch.where(above, high, middle)
        return ((low + high) * 0.5).to(delta.dtype)

    def move_auto(self, slots: Dict[str, Tensor], objectives: Tensor, gradients: Tensor, first: int, count: int,
                  kind: int) -> None:
        """Updates slots of Auto-PGD that lie next to each other (Croce and Hein, 2020, algorithm 1), after `keep_best`.

            z = P(delta - eta g)          delta' = P(delta + a (z - delta) + (1 - a) (delta - delta before))

        with a = 0.75, 1 in the first update, and of the gradient its signs or, in l2, its direction. After as many
        updates as a checkpoint says, eta is halved and the search goes on from the best delta, with the gradient there,
        if since the checkpoint before fewer than 0.75 of the updates improved the objective, or neither was eta halved
        there nor has the best objective improved since.
        """
        span = [first, count]
        delta = self.of(slots["delta"], span)
        best_delta = self.of(slots["best_delta"], span)
        before = self.of(slots["first_moment"], span)
        best_gradient = self.of(slots["second_moment"], span)
        done = self.of(slots["steps"], span)
        better = self.of(slots["best_step"], span) == done
        gradient = self.of(gradients, span)
        best_gradient.copy_(torch.where(better, gradient, best_gradient))

        objective = self.of(objectives, span).flatten()
        best = self.of(slots["best_loss"], span).flatten()
        halving = self.of(slots["halving"], span)
        was, improved, best_there, halved, factor = halving.unbind(1)
        steps = done.flatten()
        begins = steps == 0
        improved = improved + ((objective < was) & ~begins).to(improved.dtype)
        best_there = torch.where(begins, best, best_there)
        checkpoints = self.of(slots["checkpoints"], span)
        due = (checkpoints == steps.view(-1, 1)).any(1)
        last = (checkpoints * (checkpoints < steps.view(-1, 1))).amax(1)
        restarts = due & ((improved < self.improving * (steps - last)) | ((halved == 0) & (best == best_there)))
        factor = torch.where(restarts, factor * 0.5, factor)
        halving.copy_(torch.stack([
            objective, torch.where(due, torch.zeros_like(improved), improved), torch.where(due, best, best_there),
            torch.where(due, restarts.to(halved.dtype), halved), factor], 1))

        again = restarts.view(-1, 1, 1, 1)
        delta.copy_(torch.where(again, best_delta, delta))
        gradient = torch.where(again, best_gradient, gradient)
        eta = (self.of(slots["step_size"], span) * factor.view(-1, 1, 1, 1)).to(delta.dtype)
        in_ball = kind == self.apgd_l2
        target = delta - (gradient * (eta / self.norms(gradient)) if in_ball else gradient.sign() * eta)
        self.project(slots, target, span, in_ball)
        step = (target - delta) * self.gradient_share + (delta - before) * (1 - self.gradient_share)
        step = torch.where(begins.view(-1, 1, 1, 1), target - delta, step)
        before.copy_(delta)
        delta.add_(step)
        self.project(slots, delta, span, in_ball)

    def move_square(self, slots: Dict[str, Tensor], first: int, count: int) -> None:
        """Proposes a square on top of the best delta, after `keep_best` (Andriushchenko et al., 2020, algorithm 1).

        Inside of the square each channel lies on one of its bounds. What is reported is the best objective, since delta
        is a proposal, which may well be worse.
        """
        squares: List[List[int]] = slots["squares"].tolist()
        span = [first, count]
        delta = self.of(slots["delta"], span)
        delta.copy_(self.of(slots["best_delta"], span))
        self.of(slots["report"], span)[:, 0] = self.of(slots["best_loss"], span).flatten()
        for i in range(first, first + count):
            square = squares[i]
            for channel in range(3):
                bound = slots["upper"] if (square[3] >> channel) % 2 == 1 else slots["lower"]
                self.window(slots["delta"], i, channel, square).copy_(self.window(bound, i, channel, square))

    def window(self, stack: Tensor, slot: int, channel: int, square: List[int]) -> Tensor:
        return stack[slot][channel].narrow(0, square[0], square[2]).narrow(1, square[1], square[2])

    def norms(self, images: Tensor) -> Tensor:
        """||a||2 of each, (n, 1, 1, 1), at least tiny so that it can be divided by."""
        return images.square().sum([1, 2, 3], keepdim=True).sqrt().clamp(min=self.tiny)


def archive() -> bytes:
    """The file's bytes; they depend on this module and the PyTorch that writes them alone."""
    buffer = io.BytesIO()
    torch.jit.save(loadable(torch.jit.script(AttackStep().eval())), buffer)
    return reproducible(buffer)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(archive())
