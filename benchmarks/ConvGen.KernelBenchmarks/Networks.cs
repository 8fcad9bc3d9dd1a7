namespace ConvGen.KernelBenchmarks;

// Networks of one layer, in the shapes that docs and profiles speak of: ResNet's four stages, its stem and pointwise layers, LeNet-5's, MobileNet's, VGG's.

/// <summary>3×3 in ResNet's first stage.</summary>
[Network]
[Input(56, 56, 64)]
[Conv2D(64, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
public sealed partial class Stage1;

/// <summary>The same without Winograd's transform.</summary>
[Network(AllowWinograd = false)]
[Input(56, 56, 64)]
[Conv2D(64, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
public sealed partial class Stage1Direct;

/// <summary>3×3 in ResNet's second stage.</summary>
[Network]
[Input(28, 28, 128)]
[Conv2D(128, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
public sealed partial class Stage2;

/// <summary>3×3 in ResNet's third stage.</summary>
[Network]
[Input(14, 14, 256)]
[Conv2D(256, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
public sealed partial class Stage3;

/// <summary>3×3 in ResNet's fourth stage.</summary>
[Network]
[Input(7, 7, 512)]
[Conv2D(512, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
public sealed partial class Stage4;

/// <summary>1×1 from many channels to few, on a large map.</summary>
[Network]
[Input(56, 56, 256)]
[Conv2D(64, 1, Activation = Activation.ReLU)]
public sealed partial class PointwiseLarge;

/// <summary>1×1 from few channels to many, on a small map.</summary>
[Network]
[Input(7, 7, 512)]
[Conv2D(2048, 1, Activation = Activation.ReLU)]
public sealed partial class PointwiseSmall;

/// <summary>ResNet's first layer.</summary>
[Network]
[Input(224, 224, 3)]
[Conv2D(64, 7, Strides = 2, Pad = 3, Activation = Activation.ReLU)]
public sealed partial class Stem;

/// <summary>A filter for each channel.</summary>
[Network]
[Input(56, 56, 144)]
[DepthwiseConv2D(3, Padding = Padding.Same)]
public sealed partial class Depthwise;

/// <summary>LeNet-5's first convolution.</summary>
[Network]
[Input(28, 28, 1)]
[Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh)]
public sealed partial class LeNetConv1;

/// <summary>LeNet-5's second convolution.</summary>
[Network]
[Input(14, 14, 6)]
[Conv2D(16, 5, Activation = Activation.Tanh)]
public sealed partial class LeNetConv2;

/// <summary>VGG's first pooling, at half its height and width.</summary>
[Network]
[Input(112, 112, 64)]
[MaxPooling2D(2)]
public sealed partial class MaxPool;

/// <summary>VGG's second dense layer: one image reads 67 MB of weights.</summary>
[Network]
[Input(4096)]
[Dense(4096, Activation = Activation.ReLU)]
public sealed partial class Dense4096;
