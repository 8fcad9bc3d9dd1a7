namespace ConvGen.Tests.Networks;

/// <summary>LeNet-5 (LeCun et al. 1998), compiled with this project as a user's would be.</summary>
[Network]
[Input(28, 28, 1)]
[Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh, Name = "conv1")]
[AveragePooling2D(2)]
[Conv2D(16, 5, Activation = Activation.Tanh, Name = "conv2")]
[AveragePooling2D(2)]
[Flatten]
[Dense(120, Activation = Activation.Tanh, Name = "fc1")]
[Dense(84, Activation = Activation.Tanh, Name = "fc2")]
[Dense(10, Name = "fc3")]
[SparseCategoricalCrossentropy]
public sealed partial class LeNet5;
