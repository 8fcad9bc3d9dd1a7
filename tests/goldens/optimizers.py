"""Writes what PyTorch's optimisers do to one small parameter, for ConvGen.Runtime.Tests/Training/OptimizerGoldenTests.

    python3 tests/goldens/optimizers.py

Gradients are a closed formula of step and index, so that the test computes the same ones; only parameters are stored.
Made with PyTorch 1.13; the golden holds the parameters after steps 1, 2, 3 and 10.
"""
import json
import os

import torch

COUNT = 11  # more than one vector of eight, and not a multiple
STEPS = 10
KEPT = (1, 2, 3, 10)


def start():
    return torch.tensor([((7 * i) % 11 - 5) / 4 for i in range(COUNT)], dtype=torch.float32)


def gradient(step):
    return torch.tensor([((3 * i + 5 * step) % 13 - 6) / 8 for i in range(COUNT)], dtype=torch.float32)


CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "sgd decay": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.1),
    "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "sgd momentum decay": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.1),
    "sgd nesterov decay": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam decay": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01),
    "adamw decay": lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1),
    "sgd clip norm": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "sgd clip value": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
}


def run(name, make):
    parameter = torch.nn.Parameter(start())
    optimizer = make([parameter])
    kept = {}
    for step in range(1, STEPS + 1):
        parameter.grad = gradient(step)
        if name.endswith("clip norm"):
            torch.nn.utils.clip_grad_norm_([parameter], 1.0)
        if name.endswith("clip value"):
            torch.nn.utils.clip_grad_value_([parameter], 0.4)
        optimizer.step()
        if step in KEPT:
            kept[str(step)] = [float(f"{v:.9g}") for v in parameter.detach().tolist()]
    return kept


def main():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ConvGen.Runtime.Tests", "Training")
    lines = [f"  {json.dumps(name)}: {json.dumps(run(name, make))}" for name, make in CASES.items()]
    with open(os.path.join(folder, "optimizers.golden.json"), "w", newline="\n") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
