"""Where float may rightly choose differently from double: a rectifier's input within rounding of its kink, two values of a window that nearly tie.

There the gradient jumps, by the same amount whichever way the comparison goes, and who rounds otherwise may be on the other side. So the double pass
records every rectifier and maximum; PyTorch's own float pass repeats those choices, which gives the size of rounding at each of them and, since
nothing else differs, a yardstick for gradients; and where the double values are closer to a jump than a few such roundings, one backward pass tells
what the other choice would change in each gradient. A forward pass has no part in it: both choices give the same values but for rounding.
"""
import contextlib
import dataclasses
from typing import List, Tuple

import torch
from torch.nn import functional as F

REACH = 6.0  # a choice is open within so many roundings: root mean squares of what PyTorch's float and double differ by at that step
MATTERS = 1e-5  # what changes every gradient by less of its largest value is no alternative


@dataclasses.dataclass(frozen=True)
class Rectifier:
    """Piecewise linear: slopes[i] * x + offsets[i] between jumps[i - 1] and jumps[i]."""

    jumps: Tuple[float, ...]
    slopes: Tuple[float, ...]
    offsets: Tuple[float, ...]

    def piece(self, x):
        return sum((x > jump).int() for jump in self.jumps)


@dataclasses.dataclass(frozen=True)
class Window:
    kernel: int
    stride: int
    padding: int
    ceil: bool

    def values(self, x, outputs):
        """The windows' values, last dimension; those beyond the edge are minus infinity."""
        ends = [(count - 1) * self.stride + self.kernel - self.padding - size for count, size in zip(outputs, x.shape[2:])]
        padded = F.pad(x, [self.padding, ends[1], self.padding, ends[0]], value=float("-inf"))
        return padded.unfold(2, self.kernel, self.stride).unfold(3, self.kernel, self.stride).flatten(4)


@contextlib.contextmanager
def intercepted(rectify, maximum):
    """Meanwhile F's rectifiers and maxima are rectify(x, Rectifier, original) and maximum(x, Window, original with indices)."""
    names = ["relu", "leaky_relu", "hardtanh", "max_pool2d"]
    originals = {name: getattr(F, name) for name in names}

    def relu(x, inplace=False):
        return rectify(x, Rectifier((0.0,), (0.0, 1.0), (0.0, 0.0)), originals["relu"])

    def leaky_relu(x, slope=0.01, inplace=False):
        return rectify(x, Rectifier((0.0,), (slope, 1.0), (0.0, 0.0)), lambda x: originals["leaky_relu"](x, slope))

    def hardtanh(x, low=-1.0, high=1.0, inplace=False):
        return rectify(x, Rectifier((low, high), (0.0, 1.0, 0.0), (low, 0.0, high)), lambda x: originals["hardtanh"](x, low, high))

    def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        assert dilation == 1 and not return_indices
        window = Window(kernel_size, stride or kernel_size, padding, ceil_mode)
        return maximum(x, window, lambda x: F.max_pool2d_with_indices(x, window.kernel, window.stride, padding, 1, ceil_mode))

    try:
        F.relu, F.leaky_relu, F.hardtanh, F.max_pool2d = relu, leaky_relu, hardtanh, max_pool2d
        yield
    finally:
        for name, original in originals.items():
            setattr(F, name, original)


@dataclasses.dataclass
class Step:
    """One rectifier or maximum of the double pass."""

    name: str
    kind: object
    x: torch.Tensor
    y: torch.Tensor
    winners: torch.Tensor = None  # of a maximum: places in x's planes
    rounding: float = 0.0  # root mean square of the difference between x in float and in double


class Choices:
    def __init__(self):
        self.steps: List[Step] = []

    def recorded(self):
        def rectify(x, rectifier, original):
            return self.add("rectifier", rectifier, x, original(x))

        def maximum(x, window, original):
            return self.add("maximum", window, x, *original(x))

        return intercepted(rectify, maximum)

    def add(self, name, kind, x, y, winners=None):
        number = 1 + sum(step.kind.__class__ is kind.__class__ for step in self.steps)
        self.steps.append(Step(f"{name} {number}", kind, x, y, winners))
        return y

    def followed(self):
        """Another pass, in float, that chooses as the recorded one did."""
        steps = iter(self.steps)

        def meet(x):
            step = next(steps)
            step.rounding = (x.detach().double() - step.x.detach())[step.x.isfinite()].square().mean().sqrt().item()
            return step

        def rectify(x, rectifier, original):
            piece = rectifier.piece(meet(x).x.detach()).long()
            return x * torch.tensor(rectifier.slopes)[piece] + torch.tensor(rectifier.offsets)[piece]

        def maximum(x, window, original):
            winners = meet(x).winners
            return x.flatten(2).gather(2, winners.flatten(2)).view(winners.shape)

        return intercepted(rectify, maximum)

    def keep_gradients(self):
        """To be called before the backward pass, which must keep its graph."""
        self.steps = [step for step in self.steps if self.places(step).numel()]
        for step in self.steps:
            step.y.retain_grad()

    def places(self, step):
        """The open choices of a step: positions in x and the jump's number, or positions in y and in the window."""
        x, reach = step.x.detach(), REACH * step.rounding
        if isinstance(step.kind, Rectifier):
            return torch.stack([(x - jump).abs() <= reach for jump in step.kind.jumps], -1).nonzero()
        values, largest = step.kind.values(x, step.y.shape[2:]), step.y.detach()[..., None]
        # Equal values, as zeros behind a rectifier are, lead nowhere or are equal in float too.
        return ((values >= largest - reach) & (values < largest)).nonzero()

    def alternatives(self, leaves):
        """For each open choice its name and what the other one adds to the gradients of leaves, a dictionary; only those that change."""
        for step in self.steps:
            for place in self.places(step).tolist():
                change, distance = self.change(step, place)
                if not change.any():
                    continue
                found = torch.autograd.grad(step.x, list(leaves.values()), change, retain_graph=True, allow_unused=True)
                added = {key: gradient for key, gradient in zip(leaves, found) if gradient is not None}
                if any(gradient.abs().max() > MATTERS * leaves[key].grad.abs().max() for key, gradient in added.items()):
                    yield f"{step.name} at {','.join(map(str, place))} ({distance / step.rounding:.2f} roundings)", added

    @staticmethod
    def change(step, place):
        """What the other choice adds to the gradient of x, and how far from it the double values are."""
        change = torch.zeros_like(step.x)
        where, last = tuple(place[:-1]), place[-1]
        gradient = step.y.grad[where]
        if isinstance(step.kind, Rectifier):
            distance = step.x[where] - step.kind.jumps[last]
            below, above = step.kind.slopes[last : last + 2]
            change[where] = gradient * (below - above if distance > 0 else above - below)
            return change, abs(distance.item())
        image, channel, row, column = where
        window, x, plane = step.kind, step.x[image, channel], change[image, channel]
        other = row * window.stride - window.padding + last // window.kernel, column * window.stride - window.padding + last % window.kernel
        plane.view(-1)[step.winners[where]] -= gradient
        plane[other] += gradient
        return change, (step.y[where] - x[other]).item()
