namespace ConvGen.GpuLab.Networks;

// Networks of one layer without an activation, as PyTorch has them: ResNet's, VGG's, LeNet-5's and MobileNet's. LabLayers says the same in words for the other side; that both sides mean the same is checked by their results.

[Network]
[Input(224, 224, 3)]
[Conv2D(64, 7, Strides = 2, Pad = 3, Name = "layer")]
public sealed partial class ResNetStem;

[Network]
[Input(112, 112, 64)]
[MaxPooling2D(3, Strides = 2, Pad = 1)]
public sealed partial class ResNetPool;

[Network]
[Input(56, 56, 256)]
[BatchNormalization(Name = "layer")]
public sealed partial class ResNetNormalization;

[Network]
[Input(56, 56, 64)]
[Conv2D(64, 3, Pad = 1, Name = "layer")]
public sealed partial class ResNet1;

[Network]
[Input(56, 56, 64)]
[Conv2D(256, 1, Name = "layer")]
public sealed partial class ResNet1Widen;

[Network]
[Input(56, 56, 256)]
[Conv2D(64, 1, Name = "layer")]
public sealed partial class ResNet1Narrow;

[Network]
[Input(56, 56, 256)]
[Conv2D(512, 1, Strides = 2, Name = "layer")]
public sealed partial class ResNet2Shortcut;

[Network]
[Input(56, 56, 128)]
[Conv2D(128, 3, Strides = 2, Pad = 1, Name = "layer")]
public sealed partial class ResNet2Strided;

[Network]
[Input(28, 28, 128)]
[Conv2D(128, 3, Pad = 1, Name = "layer")]
public sealed partial class ResNet2;

[Network]
[Input(28, 28, 512)]
[Conv2D(128, 1, Name = "layer")]
public sealed partial class ResNet2Narrow;

[Network]
[Input(14, 14, 256)]
[Conv2D(256, 3, Pad = 1, Name = "layer")]
public sealed partial class ResNet3;

[Network]
[Input(14, 14, 256)]
[Conv2D(1024, 1, Name = "layer")]
public sealed partial class ResNet3Widen;

[Network]
[Input(7, 7, 512)]
[Conv2D(512, 3, Pad = 1, Name = "layer")]
public sealed partial class ResNet4;

[Network]
[Input(7, 7, 512)]
[Conv2D(2048, 1, Name = "layer")]
public sealed partial class ResNet4Widen;

[Network]
[Input(224, 224, 3)]
[Conv2D(64, 3, Pad = 1, Name = "layer")]
public sealed partial class Vgg11;

[Network]
[Input(224, 224, 64)]
[Conv2D(64, 3, Pad = 1, Name = "layer")]
public sealed partial class Vgg12;

[Network]
[Input(56, 56, 256)]
[Conv2D(256, 3, Pad = 1, Name = "layer")]
public sealed partial class Vgg32;

[Network]
[Input(14, 14, 512)]
[Conv2D(512, 3, Pad = 1, Name = "layer")]
public sealed partial class Vgg51;

[Network]
[Input(25088)]
[Dense(4096, Name = "layer")]
public sealed partial class VggDense6;

[Network]
[Input(4096)]
[Dense(4096, Name = "layer")]
public sealed partial class VggDense7;

[Network]
[Input(28, 28, 1)]
[Conv2D(6, 5, Pad = 2, Name = "layer")]
public sealed partial class LeNet1;

[Network]
[Input(14, 14, 6)]
[Conv2D(16, 5, Name = "layer")]
public sealed partial class LeNet2;

[Network]
[Input(400)]
[Dense(120, Name = "layer")]
public sealed partial class LeNetDense1;

[Network]
[Input(112, 112, 32)]
[DepthwiseConv2D(3, Pad = 1, Name = "layer")]
public sealed partial class MobileNetDepthwise;

[Network]
[Input(112, 112, 96)]
[DepthwiseConv2D(3, Strides = 2, Pad = 1, Name = "layer")]
public sealed partial class MobileNetDepthwiseStrided;

[Network]
[Input(56, 56, 24)]
[Conv2D(144, 1, Name = "layer")]
public sealed partial class MobileNetWiden;

[Network]
[Input(7, 7, 320)]
[Conv2D(1280, 1, Name = "layer")]
public sealed partial class MobileNetLast;
