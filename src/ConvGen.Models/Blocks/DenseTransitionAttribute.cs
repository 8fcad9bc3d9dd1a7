namespace ConvGen.Models;

/// <summary>What stands between two parts of DenseNet-BC (Huang et al. 2016): half the channels and half the size. Keys as in torchvision's <c>_Transition</c>.</summary>
[BatchNormalization(Name = "norm")]
[ReLU]
[Conv2D("Input.Channels / 2", 1, UseBias = false, Name = "conv")]
[AveragePooling2D(2)]
public sealed class DenseTransitionAttribute : BlockAttribute;
