#!/usr/bin/env python3
"""Writes what PyTorch's normalisations and global poolings compute, for NormalizationGoldenTests.

    python3 tests/goldens/normalizations.py

As in make_goldens.py everything is computed in double precision and stored as float. Each case runs in training mode; where the module keeps
running averages, they are stored as the pass left them, and so is the output of a pass in evaluation mode before it. Made with PyTorch 1.13.
"""
import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from make_goldens import f32, hwc, save, uniform


class Normalize(nn.Module):
    def __init__(self, eps):
        super().__init__()
        self.eps = eps

    def forward(self, x):
        return F.normalize(x, dim=1, eps=self.eps)


def main():
    random = np.random.RandomState(11)
    tensors = {}

    def case(name, module, shape, scale=1.0):
        module = module.double()
        for p in module.parameters():
            p.data = uniform(random, tuple(p.shape), 0.5) + 1
        for key, b in module.named_buffers():
            if key in ("running_mean", "running_var"):
                b.data = uniform(random, tuple(b.shape), 0.5) + 1
        x = uniform(random, shape, scale).requires_grad_(True)
        for key, p in [*module.named_parameters(), *module.named_buffers()]:
            if key != "num_batches_tracked":
                tensors[f"{name}/parameter/{key}"] = f32(p)
        tensors[f"{name}/predicted"] = hwc(copy.deepcopy(module).eval()(x))
        y = module(x)
        dy = uniform(random, tuple(y.shape))
        y.backward(dy)
        tensors[f"{name}/input"] = hwc(x)
        tensors[f"{name}/output"] = hwc(y)
        tensors[f"{name}/output_gradient"] = hwc(dy)
        tensors[f"{name}/gradient/input"] = hwc(x.grad)
        for key, p in module.named_parameters():
            tensors[f"{name}/gradient/{key}"] = f32(p.grad)
        for key, b in module.named_buffers():
            if key != "num_batches_tracked":
                tensors[f"{name}/running/{key}"] = f32(b)

    case("batch_map", nn.BatchNorm2d(5), (3, 5, 4, 3))
    case("batch_vector", nn.BatchNorm1d(11, eps=1e-2, momentum=0.25), (6, 11))
    case("instance", nn.InstanceNorm2d(5, affine=True), (2, 5, 4, 3))
    case("instance_plain", nn.InstanceNorm2d(5, eps=1e-3), (2, 5, 4, 3))
    case("local_response", nn.LocalResponseNorm(5, k=2), (2, 11, 3, 4), 4)
    case("local_response_even", nn.LocalResponseNorm(4, alpha=0.5, beta=1.25), (2, 11, 3, 4))
    case("l2_map", Normalize(1e-12), (2, 5, 3, 4))
    case("l2_vector", Normalize(0.5), (4, 7), 0.3)
    case("global_average", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), (2, 5, 4, 3))
    case("global_max", nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()), (2, 5, 4, 3))
    save("normalizations", tensors)


if __name__ == "__main__":
    main()
