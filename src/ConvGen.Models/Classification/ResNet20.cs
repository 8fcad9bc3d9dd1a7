namespace ConvGen.Models;

/// <summary>
/// ResNet-20 for CIFAR-10 (He, Zhang, Ren and Sun 2015, section 4.2) with shortcuts of kind A, which have no parameters: it is these that the paper
/// uses there, and that give its 0.27 million. 269,722 parameters, 40,551,040 multiply-accumulates.
/// Input: a 32×32 colour picture in [0, 1], minus (0.4914, 0.4822, 0.4465), divided by (0.2470, 0.2435, 0.2616). Keys: <c>conv1</c>, <c>bn1</c>,
/// <c>layer1.0.conv1</c> …, <c>fc</c>, named as torchvision's larger ones are.
/// </summary>
[Network]
[Input(32, 32, 3)]
[Conv2D(16, 3, Pad = 1, UseBias = false, Name = "conv1")]
[BatchNormalization(Name = "bn1")]
[ReLU]
[BasicBlock(16, Repeat = 3, Name = "layer1.{0}")]
[CifarDownBlock(Name = "layer2.0")]
[BasicBlock(32, Repeat = 2, Name = "layer2.{1}")]
[CifarDownBlock(Name = "layer3.0")]
[BasicBlock(64, Repeat = 2, Name = "layer3.{1}")]
[GlobalAveragePooling2D]
[Dense(10, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class ResNet20;
