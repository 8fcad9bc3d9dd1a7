"""Weights for which a comparison of gradients means something.

A rectifier's gradient jumps at zero and a maximum's jumps where two values tie: there float and double may rightly disagree by far more than
rounding. One pass through the network in training mode, in the order of computation, therefore shifts each bias that feeds a rectifier a
little, to the middle of the widest gap that its channel's values leave near the jump. Ties of maxima are only measured: another seed mends them.
"""
import contextlib

import torch
from torch import nn

from zoo_choices import intercepted

REACH = 0.05  # how far a bias may move, in its channel's standard deviations
CANDIDATES = 201


class Margins:
    """Of one pass: the smallest distances seen, relative to the tensor's standard deviation (jumps) or largest value (ties)."""

    def __init__(self, random):
        self.random = random
        self.jump = self.tie = float("inf")
        self.biased = None

    @contextlib.contextmanager
    def watched(self):
        hook = nn.modules.module.register_module_forward_hook(self.after_module)
        try:
            with intercepted(lambda x, rectifier, original: original(self.shift(x, rectifier.jumps)), self.measure_ties):
                yield self
        finally:
            hook.remove()

    def after_module(self, module, inputs, output):
        if isinstance(module, nn.BatchNorm2d):
            # Running averages of plausible size: those of this batch, each moved a little.
            x = inputs[0]
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3))
            shape = tuple(mean.shape)
            module.running_mean.copy_(exact(mean + 0.1 * variance.sqrt() * torch.from_numpy(self.random.uniform(-1, 1, shape))))
            module.running_var.copy_(exact(variance * torch.from_numpy(self.random.uniform(0.7, 1.4, shape))))
        if getattr(module, "bias", None) is not None:
            self.biased = module

    def shift(self, x, jumps):
        values = x.transpose(0, 1).flatten(1).sort(1).values.contiguous()
        spread = x.std().clamp_min(1e-12)
        widths = values.std(1, keepdim=True).clamp_min(1e-3 * spread) * REACH
        shifts = widths * torch.linspace(-1, 1, CANDIDATES, dtype=x.dtype)
        margins = torch.full_like(shifts, float("inf"))
        for jump in jumps:
            place = (jump - shifts).contiguous()
            right = torch.searchsorted(values, place).clamp(1, values.shape[1] - 1)
            for neighbour in (right - 1, right):
                margins = margins.minimum((values.gather(1, neighbour) - place).abs())
        best = margins.argmax(1, keepdim=True)
        self.jump = min(self.jump, (margins.gather(1, best).min() / spread).item())
        bias = self.biased.bias.data
        moved = exact(bias + shifts.gather(1, best).flatten())
        step = moved - bias
        bias.copy_(moved)
        return x + step.view(1, -1, *[1] * (x.dim() - 2))

    def measure_ties(self, x, window, original):
        y, _ = original(x)
        first, second = window.values(x, y.shape[2:]).topk(2, dim=-1).values.unbind(-1)
        gaps = (first - second)[first > second]
        if gaps.numel():
            self.tie = min(self.tie, (gaps.min() / x[x.isfinite()].abs().max()).item())
        return y


def exact(values):
    """Doubles that a float holds exactly."""
    return values.float().double()


def initialise(network, shifted, random):
    """He's normal weights and small biases; all exact floats.

    Scales and shifts of batch normalisation are of the size that training gives them: most rectifiers are open, and a residual branch adds
    little to what it adds to. With scales around one everywhere, deep networks in training mode amplify rounding a thousand times, and PyTorch's own float
    gradients differ from its double ones by a percent. Not so (`shifted` is false) in DenseNet, where every normalisation is followed by others only: they would
    take out what an open rectifier lets through, and gradients of scales would be nothing but rounding.
    """

    def uniform(low, high, shape):
        return exact(torch.from_numpy(random.uniform(low, high, tuple(shape))))

    branch_ends = {id(end) for module in network.modules() for end in [branch_end(module)] if end is not None}
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            shape = tuple(module.weight.shape)
            # Each output of a 2×2 transposed convolution of stride 2 sees one pixel.
            inputs = shape[0] if isinstance(module, nn.ConvTranspose2d) else module.weight[0].numel()
            module.weight.data = exact(torch.from_numpy(random.standard_normal(shape)) * (2.0 / inputs) ** 0.5)
            if module.bias is not None:
                module.bias.data = uniform(-0.2, 0.2, module.bias.shape)
        elif isinstance(module, nn.BatchNorm2d):
            ends = id(module) in branch_ends
            if not shifted:
                module.weight.data = uniform(0.5, 1.5, module.weight.shape)
                module.bias.data = uniform(-0.2, 0.2, module.bias.shape)
                continue
            module.weight.data = uniform(0.15, 0.3, module.weight.shape) if ends else uniform(0.5, 1, module.weight.shape)
            module.bias.data = uniform(-0.3, 0.3, module.bias.shape) if ends else uniform(0, 1, module.bias.shape)


def branch_end(module):
    """The last normalisation of a residual branch."""
    return {
        "Bottleneck": lambda: module.bn3,
        "BasicBlock": lambda: module.bn2,
        "CifarBlock": lambda: module.bn2,
        "InvertedResidual": lambda: module.conv[-1] if module.use_res_connect else None,
    }.get(type(module).__name__, lambda: None)()


def prepare(network, shifted, draw_inputs, make_random, seeds, wanted_tie):
    """Initialises the network for the first seed whose maxima do not nearly tie, or for the best of them; returns seed, inputs and margins."""

    def attempt(seed):
        random = make_random(seed)
        initialise(network, shifted, random)
        inputs, margins = draw_inputs(random), Margins(random)
        with torch.no_grad(), margins.watched():
            network(inputs)
        return seed, inputs, margins

    network.train()
    ties = {}
    for seed in seeds:
        prepared = attempt(seed)
        ties[seed] = prepared[2].tie
        if ties[seed] >= wanted_tie:
            return prepared
    return attempt(max(ties, key=ties.get))
