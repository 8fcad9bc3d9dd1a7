namespace ConvGen.Models;

/// <summary>
/// DenseNet-121 (Huang, Liu, van der Maaten and Weinberger 2016): every layer of a part sees all before it. 7,978,856 parameters, 2,834,161,664
/// multiply-accumulates.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// Keys: torchvision's <c>densenet121</c> (in its oldest published file <c>norm.1</c> stands for <c>norm1</c>, and so on).
/// </summary>
[Network]
[Input(224, 224, 3)]
[Conv2D(64, 7, Strides = 2, Pad = 3, UseBias = false, Name = "features.conv0")]
[BatchNormalization(Name = "features.norm0")]
[ReLU]
[MaxPooling2D(3, Strides = 2, Pad = 1)]
[DenseLayer(32, Repeat = 6, Name = "features.denseblock1.denselayer{1}")]
[DenseTransition(Name = "features.transition1")]
[DenseLayer(32, Repeat = 12, Name = "features.denseblock2.denselayer{1}")]
[DenseTransition(Name = "features.transition2")]
[DenseLayer(32, Repeat = 24, Name = "features.denseblock3.denselayer{1}")]
[DenseTransition(Name = "features.transition3")]
[DenseLayer(32, Repeat = 16, Name = "features.denseblock4.denselayer{1}")]
[BatchNormalization(Name = "features.norm5")]
[ReLU]
[GlobalAveragePooling2D]
[Dense(1000, Name = "classifier")]
[SparseCategoricalCrossentropy]
public sealed partial class DenseNet121;
