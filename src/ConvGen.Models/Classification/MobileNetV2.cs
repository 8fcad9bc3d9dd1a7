namespace ConvGen.Models;

/// <summary>
/// MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov and Chen 2018), width 1: depthwise convolutions between narrow layers. 3,504,872 parameters,
/// 300,774,272 multiply-accumulates.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// Keys: torchvision's <c>mobilenet_v2</c>.
/// </summary>
[Network]
[Input(224, 224, 3)]
[Conv2D(32, 3, Strides = 2, Pad = 1, UseBias = false, Name = "features.0.0")]
[BatchNormalization(Name = "features.0.1")]
[ReLU(MaxValue = 6)]
// The first block does not widen its input, which gives its layers other numbers.
[DepthwiseConv2D(3, Pad = 1, UseBias = false, Name = "features.1.conv.0.0")]
[BatchNormalization(Name = "features.1.conv.0.1")]
[ReLU(MaxValue = 6)]
[Conv2D(16, 1, UseBias = false, Name = "features.1.conv.1")]
[BatchNormalization(Name = "features.1.conv.2")]
[InvertedResidual(24, Strides = 2, Name = "features.2")]
[InvertedResidual(24, Name = "features.3")]
[InvertedResidual(32, Strides = 2, Name = "features.4")]
[InvertedResidual(32, Name = "features.5")]
[InvertedResidual(32, Name = "features.6")]
[InvertedResidual(64, Strides = 2, Name = "features.7")]
[InvertedResidual(64, Name = "features.8")]
[InvertedResidual(64, Name = "features.9")]
[InvertedResidual(64, Name = "features.10")]
[InvertedResidual(96, Name = "features.11")]
[InvertedResidual(96, Name = "features.12")]
[InvertedResidual(96, Name = "features.13")]
[InvertedResidual(160, Strides = 2, Name = "features.14")]
[InvertedResidual(160, Name = "features.15")]
[InvertedResidual(160, Name = "features.16")]
[InvertedResidual(320, Name = "features.17")]
[Conv2D(1280, 1, UseBias = false, Name = "features.18.0")]
[BatchNormalization(Name = "features.18.1")]
[ReLU(MaxValue = 6)]
[GlobalAveragePooling2D]
[Dropout(0.2)]
[Dense(1000, Name = "classifier.1")]
[SparseCategoricalCrossentropy]
public sealed partial class MobileNetV2;
