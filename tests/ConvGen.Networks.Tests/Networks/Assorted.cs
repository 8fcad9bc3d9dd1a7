namespace ConvGen.Tests.Networks;

/// <summary>A little of everything, at sizes that no vector width divides.</summary>
[Network]
[Input(13, 11, 3)]
[Conv2D(17, 3, Strides = 2, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv1")]
[Conv2D(34, 3, Groups = 17, PadTop = 1, PadRight = 2, Activation = Activation.LeakyReLU, Name = "conv2")]
[MaxPooling2D(3, Strides = 2, Padding = Padding.Same)]
[Dropout(0.25f)]
[Flatten]
[Dense(33, Activation = Activation.Sigmoid, Name = "fc1")]
[Dropout(0.5f)]
[Dense(5, Name = "fc2")]
[SparseCategoricalCrossentropy(IgnoreIndex = -1)]
public sealed partial class Assorted;
