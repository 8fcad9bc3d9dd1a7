namespace ConvGen.Models;

/// <summary>
/// ResNet-50 (He, Zhang, Ren and Sun 2015): bottleneck blocks, shortcuts around each. 25,557,032 parameters, 4,089,184,256 multiply-accumulates.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// Keys: torchvision's <c>resnet50</c>.
/// </summary>
[Network]
[Input(224, 224, 3)]
[Conv2D(64, 7, Strides = 2, Pad = 3, UseBias = false, Name = "conv1")]
[BatchNormalization(Name = "bn1")]
[ReLU]
[MaxPooling2D(3, Strides = 2, Pad = 1)]
[Bottleneck(256, Name = "layer1.0")]
[Bottleneck(256, Repeat = 2, Name = "layer1.{1}")]
[Bottleneck(512, Strides = 2, Name = "layer2.0")]
[Bottleneck(512, Repeat = 3, Name = "layer2.{1}")]
[Bottleneck(1024, Strides = 2, Name = "layer3.0")]
[Bottleneck(1024, Repeat = 5, Name = "layer3.{1}")]
[Bottleneck(2048, Strides = 2, Name = "layer4.0")]
[Bottleneck(2048, Repeat = 2, Name = "layer4.{1}")]
[GlobalAveragePooling2D]
[Dense(1000, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class ResNet50;
