#!/usr/bin/env python3
"""Makes the golden files: what PyTorch computes, for ConvGen to be held against.

    python3 make_goldens.py            # writes the .safetensors files beside this script

Everything is computed in double precision and stored as float, so that the comparison sees only ConvGen's rounding. Maps are stored in
ConvGen's N,H,W,C order, parameters in PyTorch's. Random numbers come from NumPy's MT19937, whose stream never changes, so a second run
gives the same bytes on any machine (up to the last bit of PyTorch's sums). Made with PyTorch 1.13.
"""
import json
import pathlib
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent


def save(name, tensors):
    """Safetensors: an 8-byte length, a JSON header, the tensors' bytes one after the other."""
    header, body = {}, b""
    for key, (kind, array) in tensors.items():
        data = encode(kind, array)
        header[key] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (HERE / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + body)


def encode(kind, array):
    if kind == "BF16":
        return (array.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
    return array.astype({"F32": "<f4", "I32": "<i4"}[kind]).tobytes()


def f32(tensor):
    return "F32", tensor.detach().numpy().copy()


def i32(tensor):
    return "I32", tensor.numpy()


def hwc(tensor):
    """Channels-first to channels-last; a matrix stays."""
    return f32(tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor)


def uniform(random, shape, scale=1.0):
    """Doubles that are exact floats."""
    return torch.tensor(random.uniform(-scale, scale, shape).astype(np.float32), dtype=torch.float64)


def short_floats(random, shape, scale):
    """Doubles that are exact bfloat16 numbers: half the bytes in the file."""
    bits = random.uniform(-scale, scale, shape).astype(np.float32).view(np.uint32) & 0xFFFF0000
    return torch.tensor(bits.view(np.float32), dtype=torch.float64)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        x = torch.tanh(self.fc1(x.flatten(1)))
        return self.fc3(torch.tanh(self.fc2(x)))


def lenet5():
    random = np.random.RandomState(5)
    net = LeNet5().double()
    weights = {key: short_floats(random, tuple(p.shape), (3.0 / p[0].numel()) ** 0.5 if p.dim() > 1 else 0.1) for key, p in net.state_dict().items()}
    images = uniform(random, (4, 1, 28, 28))
    labels = torch.tensor(random.randint(0, 10, 4))

    net.load_state_dict(weights)
    images.requires_grad_(True)
    output = net(images)
    loss = F.cross_entropy(output, labels)
    loss.backward()
    expected = {"input": hwc(images), "labels": i32(labels), "output": f32(output), "loss": f32(loss), "gradient/input": hwc(images.grad)}
    for key, parameter in net.named_parameters():
        # The largest gradient is sampled, to keep the file small.
        step = 7 if parameter.numel() > 20000 else 1
        expected[f"gradient/{key}/{step}"] = f32(parameter.grad.flatten()[::step])

    expected["losses/sgd"] = train(net, weights, images.detach(), labels, 10, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9))
    expected["losses/adam"] = train(net, weights, images.detach(), labels, 5, lambda p: torch.optim.Adam(p, lr=0.001))
    save("lenet5", {key: ("BF16", value.numpy()) for key, value in weights.items()})
    save("lenet5.expected", expected)


def train(net, weights, images, labels, steps, optimizer):
    """The loss before each step, always on the same images."""
    net.load_state_dict(weights)
    optimizer = optimizer(net.parameters())
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return "F32", np.array(losses)


def exact(tensor):
    """The nearest numbers that are exact floats."""
    return tensor.float().double()


def triplet_loss(y, labels, margin=0.25):
    """FaceNet's, over all triplets of the batch; the mean over those above 0. Written from the definition: PyTorch takes triplets ready made."""
    same = labels[:, None] == labels[None, :]
    squared = (y[:, None] - y[None, :]).pow(2).sum(2)
    excess = squared[:, :, None] - squared[:, None, :] + margin
    valid = (same & ~torch.eye(len(y), dtype=torch.bool))[:, :, None] & ~same[:, None, :]
    excess = excess[valid]
    return excess[excess > 0].mean()


def contrastive_loss(y, labels, margin=1.5):
    """Hadsell, Chopra and LeCun 2006, the mean over all pairs of the batch."""
    one, other = torch.triu_indices(len(y), len(y), 1)
    distance = (y[one] - y[other]).norm(dim=1)
    return torch.where(labels[one] == labels[other], distance.pow(2) / 2, (margin - distance).clamp(min=0).pow(2) / 2).mean()


def recorder(random, tensors):
    """A function that runs one module forward and backward and keeps all it saw."""

    def case(name, module, shape, loss=None, target=None, scale=1.0):
        module = module.double()
        for p in module.parameters():
            p.data = uniform(random, tuple(p.shape), 0.5)
        x = uniform(random, shape, scale).requires_grad_(True)
        y = module(x)
        tensors[f"{name}/input"] = hwc(x)
        tensors[f"{name}/output"] = hwc(y)
        if loss is None:
            dy = uniform(random, tuple(y.shape))
            y.backward(dy)
            tensors[f"{name}/output_gradient"] = hwc(dy)
        else:
            value = loss(y, target)
            value.backward()
            tensors[f"{name}/loss"] = f32(value)
            tensors[f"{name}/target"] = hwc(target) if target.is_floating_point() else i32(target)
        tensors[f"{name}/gradient/input"] = hwc(x.grad)
        for key, p in module.named_parameters():
            last = key.split(".")[-1]
            tensors[f"{name}/parameter/{last}"] = f32(p)
            tensors[f"{name}/gradient/{last}"] = f32(p.grad)

    return case


def operators():
    random = np.random.RandomState(7)
    tensors = {}
    case = recorder(random, tensors)
    case("convolution", nn.Conv2d(6, 10, 3, stride=2, padding=1, dilation=2, groups=2), (2, 6, 9, 8))
    case("depthwise", nn.Conv2d(5, 10, (3, 2), groups=5, bias=False), (2, 5, 6, 7))
    case("max_pooling", nn.MaxPool2d(3, 2, 1), (2, 5, 7, 8))
    case("average_pooling", nn.AvgPool2d(3, 2, 1, count_include_pad=False), (2, 5, 7, 8))
    case("average_pooling_with_pad", nn.AvgPool2d(3, 2, 1, count_include_pad=True), (2, 5, 7, 8))
    case("leaky_relu", nn.LeakyReLU(0.125), (2, 3, 4, 5))
    case("softmax", nn.Softmax(1), (2, 5, 3, 4))
    case("flatten", nn.Sequential(nn.Flatten(), nn.Linear(24, 7)), (2, 2, 3, 4))
    case("mean_squared_error", nn.Sequential(nn.Flatten(), nn.Linear(12, 5)), (3, 1, 3, 4), F.mse_loss, uniform(random, (3, 5)))
    labels = torch.tensor(random.randint(0, 4, (2, 3, 5)))
    labels[0, 1, 2] = labels[1, 2, 4] = 255
    case("cross_entropy_with_ignored", nn.Conv2d(3, 4, 2), (2, 3, 4, 6), lambda y, t: F.cross_entropy(y, t, ignore_index=255), labels)
    case("relu_six", nn.ReLU6(), (2, 3, 4, 5), scale=8)
    case("silu", nn.SiLU(), (2, 3, 4, 5), scale=8)
    case("gelu", nn.GELU(), (2, 3, 4, 5), scale=4)
    case("hard_swish", nn.Hardswish(), (2, 3, 4, 5), scale=5)
    case("prelu", nn.PReLU(5), (2, 5, 3, 4))
    case("prelu_shared", nn.PReLU(), (2, 5, 3, 4))
    shares = F.softmax(uniform(random, (2, 4, 3, 5)), 1)
    case("categorical_crossentropy", nn.Conv2d(3, 4, 2), (2, 3, 4, 6), lambda y, t: F.cross_entropy(y, t, label_smoothing=0.125), exact(shares))
    answers = uniform(random, (2, 4, 3, 5)).abs()
    case("binary_crossentropy", nn.Conv2d(3, 4, 2), (2, 3, 4, 6), F.binary_cross_entropy_with_logits, answers)
    case("binary_crossentropy_of_probabilities", nn.Sequential(nn.Conv2d(3, 4, 2), nn.Sigmoid()), (2, 3, 4, 6), F.binary_cross_entropy, answers)
    people = torch.tensor([0, 1, 0, 2, 1, 0, 3])
    case("triplet_loss", nn.Sequential(nn.Flatten(), nn.Linear(12, 5, bias=False)), (7, 1, 3, 4), triplet_loss, people)
    case("contrastive_loss", nn.Sequential(nn.Flatten(), nn.Linear(12, 5, bias=False)), (7, 1, 3, 4), contrastive_loss, people)
    save("operators", tensors)


class Depthwise(nn.Conv2d):
    """One filter a channel."""

    def __init__(self, channels, size, **arguments):
        super().__init__(channels, channels, size, groups=channels, **arguments)


class Shaped(nn.Module):
    """The same values as channels, rows and columns of other numbers."""

    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(-1, *self.shape)


def spatial():
    """Layers that filter channels by themselves, or change a map's size or arrangement."""
    random = np.random.RandomState(11)
    tensors = {}
    case = recorder(random, tensors)
    case("depthwise_strided", Depthwise(6, 3, stride=2, padding=1), (2, 6, 7, 8))
    case("depthwise_dilated", Depthwise(17, (3, 2), dilation=2, bias=False), (2, 17, 7, 5))
    case("depthwise_multiplied", nn.Conv2d(3, 12, 3, padding=1, groups=3), (2, 3, 5, 6))
    case("transposed", nn.ConvTranspose2d(5, 6, 3, stride=2, padding=1, output_padding=1), (2, 5, 4, 3))
    case("transposed_dilated", nn.ConvTranspose2d(6, 4, (3, 2), stride=3, padding=1, dilation=2, groups=2, bias=False), (2, 6, 3, 4))
    case("transposed_small_kernel", nn.ConvTranspose2d(3, 9, 2, stride=3, output_padding=2), (2, 3, 3, 4))
    case("zero_padding", nn.ZeroPad2d((3, 0, 1, 2)), (2, 3, 4, 5))
    case("cropping", nn.ZeroPad2d((-1, -2, 0, -1)), (2, 3, 4, 5))
    case("up_nearest", nn.Upsample(scale_factor=(2, 3)), (2, 3, 4, 3))
    case("up_bilinear", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), (2, 9, 4, 3))
    case("up_bilinear_rectangular", nn.Upsample(scale_factor=(3, 4), mode="bilinear", align_corners=False), (2, 3, 3, 5))
    case("reshape", Shaped(4, 3, 6), (2, 8, 3, 3))
    case("convolution_two_strides", nn.Conv2d(6, 9, 3, stride=(2, 3), padding=1, groups=3), (2, 6, 9, 11))
    case("depthwise_two_strides", Depthwise(5, 3, stride=(1, 2)), (2, 5, 6, 7))
    case("transposed_two_strides", nn.ConvTranspose2d(3, 6, 3, stride=(3, 2), padding=1, output_padding=1), (2, 3, 3, 4))
    case("max_pooling_two_strides", nn.MaxPool2d((2, 3), (1, 2)), (2, 5, 6, 8))
    case("average_pooling_two_strides", nn.AvgPool2d(3, (2, 1), 1, count_include_pad=False), (2, 5, 7, 6))
    save("spatial", tensors)


if __name__ == "__main__":
    lenet5()
    operators()
    spatial()
