"""The zoo's networks that torchvision does not have, written plainly. Keys are those that the classes in src/ConvGen.Models use."""
import torch
from torch import nn
from torch.nn import functional as F


class LeNet5(nn.Module):
    """LeCun et al. 1998 as commonly taught: every map of conv2 sees all of conv1's, and the last layer gives logits."""

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


class AlexNetOriginal(nn.Module):
    """Krizhevsky et al. 2012: two groups, as on its two GPUs, and local response normalisation."""

    def __init__(self, features=9216, units=4096):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2, groups=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1, groups=2)
        self.fc6 = nn.Linear(features, units)
        self.fc7 = nn.Linear(units, units)
        self.fc8 = nn.Linear(units, 1000)

    def forward(self, x):
        x = F.local_response_norm(F.relu(self.conv1(x)), 5, alpha=1e-4, beta=0.75, k=2.0)
        x = F.max_pool2d(x, 3, 2)
        x = F.local_response_norm(F.relu(self.conv2(x)), 5, alpha=1e-4, beta=0.75, k=2.0)
        x = F.max_pool2d(x, 3, 2)
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.max_pool2d(F.relu(self.conv5(x)), 3, 2)
        x = F.relu(self.fc6(x.flatten(1)))
        x = F.relu(self.fc7(x))
        return self.fc8(x)


class CifarBlock(nn.Module):
    """Two 3×3 convolutions and the parameter-free shortcut: every second pixel, and zeros for the channels that the input lacks."""

    def __init__(self, channels, filters, strides):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, strides, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.strides, self.zeros = strides, filters - channels

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        shortcut = F.pad(x[:, :, :: self.strides, :: self.strides], (0, 0, 0, 0, 0, self.zeros))
        return F.relu(y + shortcut)


class ResNet20(nn.Module):
    """He et al. 2015, section 4.2, with shortcuts of kind A."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(CifarBlock(16, 16, 1), CifarBlock(16, 16, 1), CifarBlock(16, 16, 1))
        self.layer2 = nn.Sequential(CifarBlock(16, 32, 2), CifarBlock(32, 32, 1), CifarBlock(32, 32, 1))
        self.layer3 = nn.Sequential(CifarBlock(32, 64, 2), CifarBlock(64, 64, 1), CifarBlock(64, 64, 1))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(x.mean((2, 3)))


class DarknetConv(nn.Module):
    """A convolution that keeps the size, batch normalisation, a slope of 0.1 below zero."""

    def __init__(self, channels, filters, kernel):
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, kernel, padding=kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(filters)

    def forward(self, x):
        return F.leaky_relu(self.bn(self.conv(x)), 0.1)


class Darknet(nn.Module):
    """Numbered convolutions; those in `linear` are plain ones with a bias."""

    def __init__(self, channels, linear):
        super().__init__()
        for number, (inputs, outputs, kernel) in channels.items():
            kind = nn.Conv2d if number in linear else DarknetConv
            self.add_module(f"conv{number}", kind(inputs, outputs, kernel))

    def layer(self, number, x):
        return getattr(self, f"conv{number}")(x)

    @staticmethod
    def pool_without_stride(x):
        """A 2×2 window moved by one; the missing row and column lie at the bottom and right."""
        return F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=float("-inf")), 2, 1)


class TinyYoloV2(Darknet):
    """Redmon and Farhadi 2016, yolov2-tiny-voc: 5 boxes of 25 numbers for each of 13×13 cells."""

    def __init__(self):
        sizes = [3, 16, 32, 64, 128, 256, 512, 1024, 1024]
        channels = {i: (sizes[i - 1], sizes[i], 3) for i in range(1, 9)}
        super().__init__({**channels, 9: (1024, 125, 1)}, linear={9})

    def forward(self, x):
        for number in range(1, 6):
            x = F.max_pool2d(self.layer(number, x), 2)
        x = self.pool_without_stride(self.layer(6, x))
        for number in range(7, 10):
            x = self.layer(number, x)
        return x


class YoloV3Tiny(Darknet):
    """Redmon and Farhadi 2018, yolov3-tiny: 3 boxes of 85 numbers for each of 13×13 and 26×26 cells."""

    def __init__(self):
        sizes = [3, 16, 32, 64, 128, 256, 512, 1024]
        channels = {i: (sizes[i - 1], sizes[i], 3) for i in range(1, 8)}
        rest = {8: (1024, 256, 1), 9: (256, 512, 3), 10: (512, 255, 1), 11: (256, 128, 1), 12: (384, 256, 3), 13: (256, 255, 1)}
        super().__init__({**channels, **rest}, linear={10, 13})

    def forward(self, x):
        for number in range(1, 5):
            x = F.max_pool2d(self.layer(number, x), 2)
        fine = self.layer(5, x)
        x = self.pool_without_stride(self.layer(6, F.max_pool2d(fine, 2)))
        x = self.layer(8, self.layer(7, x))
        coarse = self.layer(10, self.layer(9, x))
        x = F.interpolate(self.layer(11, x), scale_factor=2.0, mode="nearest")
        return coarse, self.layer(13, self.layer(12, torch.cat((x, fine), 1)))


class FaceResNet(nn.Module):
    """A ResNet-34 trunk whose pooled features become a point on the 128-dimensional unit sphere, as in FaceNet (Schroff et al. 2015)."""

    def __init__(self, trunk):
        super().__init__()
        del trunk.fc
        for name, module in trunk.named_children():
            self.add_module(name, module)
        self.embedding = nn.Linear(512, 128, bias=False)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return F.normalize(self.embedding(x.mean((2, 3))), dim=1)


class UNet(nn.Module):
    """Ronneberger et al. 2015 with padded convolutions, so that the output is as large as the input."""

    def __init__(self, channels=1, classes=2):
        super().__init__()
        widths = [64, 128, 256, 512, 1024]
        inputs = channels
        for i, width in enumerate(widths, 1):
            self.add_module(f"down{i}", self.pair(inputs, width))
            inputs = width
        for i, width in zip(range(4, 0, -1), reversed(widths[:-1])):
            self.add_module(f"up{i}", nn.ConvTranspose2d(2 * width, width, 2, 2))
            self.add_module(f"merge{i}", self.pair(2 * width, width))
        self.classes = nn.Conv2d(64, classes, 1)

    @staticmethod
    def pair(channels, filters):
        both = nn.Module()
        both.conv1 = nn.Conv2d(channels, filters, 3, padding=1)
        both.conv2 = nn.Conv2d(filters, filters, 3, padding=1)
        return both

    @staticmethod
    def run(both, x):
        return F.relu(both.conv2(F.relu(both.conv1(x))))

    def forward(self, x):
        skips = []
        for i in range(1, 5):
            skips.append(self.run(getattr(self, f"down{i}"), x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.run(self.down5, x)
        for i in range(4, 0, -1):
            x = torch.cat((skips[i - 1], getattr(self, f"up{i}")(x)), 1)
            x = self.run(getattr(self, f"merge{i}"), x)
        return self.classes(x)
