#!/usr/bin/env python3
"""What PyTorch makes of the zoo's networks: seeded weights, predictions, losses and every gradient, for ConvGen to be held against.

    python3 zoo.py --out FOLDER [--full] [name...]   # name.safetensors and name.expected.safetensors for each network
    python3 zoo.py --counts                          # writes zoo.counts.json: parameters, multiply-accumulates, output shapes at full size

A network's own file is its state_dict as it is, running averages and counters included. Everything is computed in double precision from
weights that are exact floats, so that the comparison sees only ConvGen's rounding. Without --full the inputs are small and the widest dense
layers narrow (tests/ConvGen.Models.Tests/Goldens/ZooCases.cs narrows the classes alike). Dropout is off throughout: what it drops is a matter
of each library's own random numbers. Made with PyTorch 1.13 and torchvision 0.14.
"""
import argparse
import copy
import dataclasses
import json
import pathlib
import struct
import sys
import time
from typing import Callable, Tuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision import models

import zoo_networks as own
from zoo_margins import exact, prepare

HERE = pathlib.Path(__file__).parent
ATTEMPTS = 16
WANTED_TIE = 3e-7  # of the largest value, and more than rounding makes in the layers before a pooling


@dataclasses.dataclass
class Case:
    make: Callable[[], nn.Module]
    size: Tuple[int, int, int]  # channels, height, width: PyTorch's order
    small: Tuple[int, int, int]
    loss: str = "labels"  # or "gradient": no loss, a given gradient of the output; or "triplet"
    narrow: Callable[[nn.Module], None] = lambda network: None
    batch: int = 2
    shifted: bool = True  # see zoo_margins.initialise
    seed: int = 0  # the first to try for small inputs: those before it were found to give near ties


def torchvision(name, **arguments):
    return lambda: getattr(models, name)(weights=None, **arguments)


def narrow_vgg(network):
    """One cell of the last map, and 64 units instead of 4096."""
    network.avgpool = nn.Identity()
    network.classifier[0] = nn.Linear(512 * 2, 64)
    network.classifier[3] = nn.Linear(64, 64)
    network.classifier[6] = nn.Linear(64, 1000)


def narrow_alexnet(network):
    network.avgpool = nn.Identity()
    network.classifier[1] = nn.Linear(256 * 2, 64)
    network.classifier[4] = nn.Linear(64, 64)
    network.classifier[6] = nn.Linear(64, 1000)


def narrow_original(network):
    network.fc6 = nn.Linear(256 * 2, 64)
    network.fc7 = nn.Linear(64, 64)
    network.fc8 = nn.Linear(64, 1000)


PLAIN = {"aux_logits": False, "transform_input": False, "init_weights": False}
IMAGE = (3, 224, 224)
CASES = {
    "LeNet5": Case(own.LeNet5, (1, 28, 28), (1, 28, 28)),
    "AlexNetOriginal": Case(own.AlexNetOriginal, (3, 227, 227), (3, 67, 99), narrow=narrow_original, seed=1),
    "AlexNet": Case(torchvision("alexnet"), IMAGE, (3, 63, 95), narrow=narrow_alexnet, seed=1),
    "Vgg16": Case(torchvision("vgg16"), IMAGE, (3, 32, 64), narrow=narrow_vgg),
    "Vgg19": Case(torchvision("vgg19"), IMAGE, (3, 32, 64), narrow=narrow_vgg),
    "ResNet18": Case(torchvision("resnet18"), IMAGE, (3, 64, 96), seed=2),
    "ResNet34": Case(torchvision("resnet34"), IMAGE, (3, 64, 96), seed=8),
    "ResNet50": Case(torchvision("resnet50"), IMAGE, (3, 64, 96), seed=3),
    "ResNet101": Case(torchvision("resnet101"), IMAGE, (3, 64, 96)),
    "ResNet20": Case(own.ResNet20, (3, 32, 32), (3, 32, 32)),
    "GoogLeNet": Case(torchvision("googlenet", **PLAIN), IMAGE, (3, 96, 128), seed=4),
    "InceptionV3": Case(torchvision("inception_v3", **PLAIN), (3, 299, 299), (3, 107, 139), seed=13),
    "SqueezeNet": Case(torchvision("squeezenet1_1"), IMAGE, (3, 64, 97), seed=1),
    "MobileNetV2": Case(torchvision("mobilenet_v2"), IMAGE, (3, 64, 96)),
    "DenseNet121": Case(torchvision("densenet121"), IMAGE, (3, 64, 96), shifted=False, seed=2),
    "TinyYoloV2": Case(own.TinyYoloV2, (3, 416, 416), (3, 64, 96), "gradient", seed=1),
    "YoloV3Tiny": Case(own.YoloV3Tiny, (3, 416, 416), (3, 64, 96), "gradient", seed=17),
    "FaceResNet": Case(lambda: own.FaceResNet(models.resnet34(weights=None)), (3, 112, 112), (3, 64, 96), "triplet", batch=4, seed=1),
    "UNet": Case(own.UNet, (1, 256, 256), (1, 32, 48), seed=1),
}


def dropout_off(network):
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def tuple_of(output):
    return output if isinstance(output, tuple) else (output,)


def loss_of(case, outputs, random):
    """The loss, and the tensors that say what it compares with."""
    if case.loss == "labels":
        output = outputs[0]
        labels = torch.tensor(random.randint(0, output.shape[1], (case.batch, *output.shape[2:])))
        return F.cross_entropy(output, labels), {"labels": labels}
    if case.loss == "triplet":
        labels = torch.arange(case.batch) // 2
        return triplet_loss(outputs[0], labels, 0.2), {"labels": labels}
    gradients = [exact(torch.from_numpy(random.standard_normal(tuple(output.shape)) / output[0].numel())) for output in outputs]
    loss = sum((output * gradient).sum() for output, gradient in zip(outputs, gradients))
    return loss, {f"output_gradient/{i}": gradient for i, gradient in enumerate(gradients)}


def triplet_loss(points, labels, margin):
    """FaceNet's loss of every triplet in the batch; the mean over those that are above zero."""
    distances = (points[:, None] - points[None]).square().sum(2)
    same = labels[:, None] == labels[None]
    other = torch.eye(len(labels)) == 0
    triplets = (distances[:, :, None] - distances[:, None, :] + margin)[(same & other)[:, :, None] & ~same[:, None, :]]
    return triplets[triplets > 0].mean()


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
    first = 0 if full else case.seed
    seed, images, margins = prepare(network, case.shifted, draw, make_random, range(first, first + ATTEMPTS), WANTED_TIE)
    save(folder / f"{name}.safetensors", network.state_dict())

    expected = {"input": images}
    network.eval()
    with torch.no_grad():
        for i, output in enumerate(tuple_of(network(images))):
            expected[f"predicted/{i}"] = output
    network.train()
    images.requires_grad_(True)
    outputs = tuple_of(network(images))
    loss, targets = loss_of(case, outputs, make_random(1000))
    loss.backward()
    expected.update(targets)
    expected.update({f"output/{i}": output for i, output in enumerate(outputs)})
    expected.update({"loss": loss, "gradient/input": images.grad})
    # Maps in ConvGen's N,H,W,C order; parameters stay in PyTorch's.
    expected = {key: value.permute(0, 2, 3, 1) if value.dim() == 4 else value for key, value in expected.items()}
    expected.update({f"gradient/{key}": parameter.grad for key, parameter in network.named_parameters()})
    expected.update({f"after/{key}": value for key, value in network.named_buffers() if value.is_floating_point()})
    save(folder / f"{name}.expected.safetensors", expected)
    print(f"{name:16} seed {seed}: jumps keep {margins.jump:.1e}, ties {margins.tie:.1e}, {time.time() - start:.1f} s", flush=True)


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
