namespace ConvGen.Models;

/// <summary>
/// SqueezeNet 1.1 (Iandola et al. 2016): AlexNet's accuracy with a fiftieth of its weights. 1,235,496 parameters, 349,151,936 multiply-accumulates.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// Keys: torchvision's <c>squeezenet1_1</c>.
/// </summary>
// Padding of one at the bottom and right is torchvision's ceil_mode.
[Network]
[Input(224, 224, 3)]
[Conv2D(64, 3, Strides = 2, Activation = Activation.ReLU, Name = "features.0")]
[MaxPooling2D(3, Strides = 2, PadBottom = 1, PadRight = 1)]
[Fire(16, 64, Name = "features.3")]
[Fire(16, 64, Name = "features.4")]
[MaxPooling2D(3, Strides = 2, PadBottom = 1, PadRight = 1)]
[Fire(32, 128, Name = "features.6")]
[Fire(32, 128, Name = "features.7")]
[MaxPooling2D(3, Strides = 2, PadBottom = 1, PadRight = 1)]
[Fire(48, 192, Name = "features.9")]
[Fire(48, 192, Name = "features.10")]
[Fire(64, 256, Name = "features.11")]
[Fire(64, 256, Name = "features.12")]
[Dropout(0.5)]
[Conv2D(1000, 1, Activation = Activation.ReLU, Name = "classifier.1")]
[GlobalAveragePooling2D]
[SparseCategoricalCrossentropy]
public sealed partial class SqueezeNet;
