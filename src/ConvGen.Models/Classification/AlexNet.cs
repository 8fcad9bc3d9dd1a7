namespace ConvGen.Models;

/// <summary>
/// AlexNet as torchvision has it (Krizhevsky 2014, "One weird trick"): one column, no normalisation. 61,100,840 parameters, 714,188,480
/// multiply-accumulates.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225). Keys: torchvision's <c>alexnet</c>.
/// </summary>
[Network]
[Input(224, 224, 3)]
[Conv2D(64, 11, Strides = 4, Pad = 2, Activation = Activation.ReLU, Name = "features.0")]
[MaxPooling2D(3, Strides = 2)]
[Conv2D(192, 5, Pad = 2, Activation = Activation.ReLU, Name = "features.3")]
[MaxPooling2D(3, Strides = 2)]
[Conv2D(384, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.6")]
[Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.8")]
[Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.10")]
[MaxPooling2D(3, Strides = 2)]
[Flatten]
[Dropout(0.5)]
[Dense(4096, Activation = Activation.ReLU, Name = "classifier.1")]
[Dropout(0.5)]
[Dense(4096, Activation = Activation.ReLU, Name = "classifier.4")]
[Dense(1000, Name = "classifier.6")]
[SparseCategoricalCrossentropy]
public sealed partial class AlexNet;
