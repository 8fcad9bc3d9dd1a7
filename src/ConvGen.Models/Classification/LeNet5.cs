namespace ConvGen.Models;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998) as it is taught today: every map of the second convolution sees all of the first's, and ten
/// logits in place of radial basis functions. 61,706 parameters, 416,520 multiply-accumulates.
/// Input: a 28×28 grey picture, light on dark, in [0, 1]. Keys: <c>conv1</c>, <c>conv2</c>, <c>fc1</c> … <c>fc3</c>.
/// </summary>
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
