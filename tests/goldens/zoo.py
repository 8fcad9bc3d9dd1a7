#!/usr/bin/env python3
"""What PyTorch makes of the zoo's networks: seeded weights, predictions, losses and every gradient, for ConvGen to be held against.

    python3 zoo.py --out FOLDER [--full] [name...]   # name.safetensors and name.expected.safetensors for each network
    python3 zoo.py --counts                          # writes zoo.counts.json: parameters, multiply-accumulates, output shapes at full size

A network's own file is its state_dict as it is, running averages and counters included. Everything is computed in double precision from
weights that are exact floats, so that the comparison sees only ConvGen's rounding. Without --full the inputs are small and the widest dense
layers narrow (tests/ConvGen.Models.Tests/Goldens/ZooCase.cs narrows the classes alike). Dropout is off throughout: what it drops is a matter
of each library's own random numbers. For each gradient there is how far PyTorch's own float one is, and with --full what other choices add (zoo_choices.py). Made with PyTorch 1.13 and torchvision 0.14.
"""
import argparse
import copy
import json
import pathlib
import struct
import sys
import time

import numpy as np
import torch
from torch import nn

from zoo_cases import CASES, loss_of, tuple_of
from zoo_choices import Choices
from zoo_margins import exact, prepare

HERE = pathlib.Path(__file__).parent
ATTEMPTS = 16
WANTED_TIE = 3e-7  # of the largest value, and more than rounding makes in the layers before a pooling


def dropout_off(network):
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def write_case(name, case, full, folder):
    start = time.time()
    torch.manual_seed(0)
    network = case.make()
    if not full:
        case.narrow(network)
    network.double()
    dropout_off(network)
    channels, height, width = case.size if full else case.small

    def draw(random):
        return exact(torch.from_numpy(random.uniform(-2, 2, (case.batch, channels, height, width))))

    # A stream of its own for each network and seed; MT19937's never changes.
    make_random = lambda seed: np.random.RandomState([len(name), *name.encode(), seed])
    # At full size every seed has near ties; there they get their alternatives.
    seeds = range(1) if full else range(case.seed, case.seed + ATTEMPTS)
    seed, images, margins = prepare(network, case.shifted, draw, make_random, seeds, WANTED_TIE)
    save(folder / f"{name}.safetensors", network.state_dict())

    network.eval()
    with torch.no_grad():
        expected = {f"predicted/{i}": output for i, output in enumerate(tuple_of(network(images)))}
    network.train()
    leaves = {"input": images.requires_grad_(True), **dict(network.named_parameters())}
    choices = Choices()
    with choices.recorded():
        outputs = tuple_of(network(images))
    loss, targets = loss_of(case, outputs, make_random(1000))
    single = float_gradients(network, case, images, choices, make_random(1000))
    if full:
        choices.keep_gradients()
    loss.backward(retain_graph=full)
    expected.update(targets, loss=loss)
    expected.update({f"output/{i}": output for i, output in enumerate(outputs)})
    expected.update({f"gradient/{key}": leaf.grad for key, leaf in leaves.items()})
    expected.update({f"after/{key}": value for key, value in network.named_buffers() if value.is_floating_point()})
    expected.update({f"float/{key}": (single[key] - leaf.grad).abs().max() for key, leaf in leaves.items()})
    places = 0
    if full:
        for places, (place, added) in enumerate(choices.alternatives(leaves), 1):
            expected.update({f"alternative/{place}/{key}": gradient.float() for key, gradient in added.items()})
    expected["input"] = images
    save(folder / f"{name}.expected.safetensors", {key: in_rows(key, value) for key, value in expected.items()})
    alternatives = f", {places} alternatives" if full else ""
    print(f"{name:16} seed {seed}: jumps keep {margins.jump:.1e}, ties {margins.tie:.1e}{alternatives}, {time.time() - start:.1f} s", flush=True)


def in_rows(key, value):
    """Maps in ConvGen's N,H,W,C order; parameters stay in PyTorch's."""
    last = key.split("/")[-1]
    return value.permute(0, 2, 3, 1) if value.dim() == 4 and (last == "input" or last.isdigit()) else value


def float_gradients(network, case, images, choices, random):
    """PyTorch's own in single precision, with the same choices: how far they are from double is the yardstick for ConvGen's."""
    network = copy.deepcopy(network).float()
    images = images.detach().float().requires_grad_(True)
    with choices.followed():
        outputs = tuple_of(network(images))
    loss_of(case, outputs, random)[0].backward()
    return {"input": images.grad, **{key: parameter.grad for key, parameter in network.named_parameters()}}


def save(path, tensors):
    """Safetensors: an 8-byte length, a JSON header, the tensors' bytes one after the other."""
    header, end = {}, 0
    for key, value in tensors.items():
        size = value.numel() * (4 if value.is_floating_point() else 8)
        header[key] = {"dtype": "F32" if value.is_floating_point() else "I64", "shape": list(value.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            array = value.detach().contiguous().numpy()
            file.write(array.astype("<f4" if value.is_floating_point() else "<i8").tobytes())


def count(case):
    """Trainable numbers, multiply-accumulates of convolutions and dense layers for one image, output shapes (height, width, channels)."""
    network = case.make().eval()
    total = 0

    def hook(module, inputs, output):
        nonlocal total
        if isinstance(module, nn.ConvTranspose2d):
            total += inputs[0][0].numel() * module.weight[0].numel()
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            total += output[0].numel() * module.weight[0].numel()

    for module in network.modules():
        module.register_forward_hook(hook)
    with torch.no_grad():
        outputs = tuple_of(network(torch.zeros(1, *case.size)))
    shapes = [[*output.shape[2:], output.shape[1]] for output in outputs]
    return {"parameters": sum(p.numel() for p in network.parameters()), "multiplyAccumulates": total, "outputs": shapes}


def write_counts():
    lines = [f"  {json.dumps(name)}: {json.dumps(count(case))}" for name, case in CASES.items()]
    (HERE / "zoo.counts.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, help="the folder for the files; made if it is missing")
    parser.add_argument("--full", action="store_true", help="the published input sizes and widths")
    parser.add_argument("--counts", action="store_true", help="write zoo.counts.json beside this script")
    parser.add_argument("names", nargs="*", help="networks; all by default")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in CASES]
    if unknown:
        sys.exit(f"No network is called {', '.join(unknown)}; there are {', '.join(CASES)}.")
    if arguments.counts:
        write_counts()
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        for name in arguments.names or CASES:
            write_case(name, CASES[name], arguments.full, arguments.out)


if __name__ == "__main__":
    main()
