namespace ConvGen.Models;

/// <summary>
/// ResNet-34 (He, Zhang, Ren and Sun 2015): two 3×3 convolutions a block, shortcuts around each. 21,797,672 parameters, 3,663,761,408 multiply-accumulates.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// Keys: torchvision's <c>resnet34</c>.
/// </summary>
[Network]
[Input(224, 224, 3)]
[Conv2D(64, 7, Strides = 2, Pad = 3, UseBias = false, Name = "conv1")]
[BatchNormalization(Name = "bn1")]
[ReLU]
[MaxPooling2D(3, Strides = 2, Pad = 1)]
[BasicBlock(64, Repeat = 3, Name = "layer1.{0}")]
[BasicBlock(128, Strides = 2, Name = "layer2.0")]
[BasicBlock(128, Repeat = 3, Name = "layer2.{1}")]
[BasicBlock(256, Strides = 2, Name = "layer3.0")]
[BasicBlock(256, Repeat = 5, Name = "layer3.{1}")]
[BasicBlock(512, Strides = 2, Name = "layer4.0")]
[BasicBlock(512, Repeat = 2, Name = "layer4.{1}")]
[GlobalAveragePooling2D]
[Dense(1000, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class ResNet34;
