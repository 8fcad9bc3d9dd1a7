"""The zoo's networks as PyTorch has them, the sizes of their inputs, and their losses."""
import dataclasses
from typing import Callable, Tuple

import torch
from torch import nn
from torch.nn import functional as F
from torchvision import models

import zoo_networks as own
from zoo_margins import exact


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
