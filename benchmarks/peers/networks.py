"""The networks that are compared, in PyTorch: the zoo's, with seeded weights of the size that training gives, under the keys that ConvGen loads."""
import json
import os
import sys
import warnings

warnings.filterwarnings("ignore")
import numpy
import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/goldens"))
import zoo

SEED = 20261122
CLASSES = 10  # labels are among the first ten, so that every classifier has them

# Largest batch that is measured: inference, training step (0: it has no loss).
BATCHES = {
    "LeNet5": (16, 64), "ResNet20": (16, 64), "SqueezeNet": (16, 0), "MobileNetV2": (16, 0), "AlexNet": (16, 16), "GoogLeNet": (16, 0), "ResNet18": (16, 8),
    "ResNet50": (16, 0), "FaceResNet": (16, 0), "TinyYoloV2": (16, 0), "YoloV3Tiny": (16, 0), "Vgg16": (8, 4),
}


def make(name):
    """The network and one image's channels, height and width."""
    torch.manual_seed(SEED)
    case = zoo.CASES[name]
    network = case.make()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.1, 0.1)
            module.running_var.uniform_(0.8, 1.2)
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.uniform_(module.bias, -0.1, 0.1)
    return network, case.size


def tuple_of(output):
    return output if isinstance(output, tuple) else (output,)


def write_outputs(path, outputs):
    with open(path, "wb") as file:
        for output in tuple_of(outputs):
            file.write(output.detach().contiguous().numpy().astype("<f4").tobytes())


def read_outputs(path, shapes, batch, channels_first):
    """All outputs as one array of N,H,W,C values."""
    values, parts, at = numpy.fromfile(path, "<f4"), [], 0
    for shape in shapes:
        count = batch * int(numpy.prod(shape))
        part = values[at:at + count]
        at += count
        if channels_first and len(shape) == 3:
            part = part.reshape(batch, *shape).transpose(0, 2, 3, 1).ravel()
        parts.append(part)
    if at != len(values):
        sys.exit(f"{path} holds {len(values)} numbers, and {at} were expected")
    return numpy.concatenate(parts)


def description(folder):
    with open(f"{folder}/network.json", encoding="utf-8") as file:
        return json.load(file)
