namespace ConvGen.Models;

/// <summary>
/// Inception v3 (Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2015) without the auxiliary classifier, which only helps training. 23,834,568 parameters,
/// 5,713,216,096 multiply-accumulates.
/// Input: a 299×299 colour picture in [−1, 1] (torchvision's published weights are TensorFlow's). Keys: torchvision's <c>inception_v3</c> with
/// <c>aux_logits=False</c>.
/// </summary>
[Network]
[Input(299, 299, 3)]
[BasicConv2D(32, 3, 3, Strides = 2, Name = "Conv2d_1a_3x3")]
[BasicConv2D(32, 3, 3, Name = "Conv2d_2a_3x3")]
[BasicConv2D(64, 3, 3, PadHeight = 1, PadWidth = 1, Name = "Conv2d_2b_3x3")]
[MaxPooling2D(3, Strides = 2)]
[BasicConv2D(80, 1, 1, Name = "Conv2d_3b_1x1")]
[BasicConv2D(192, 3, 3, Name = "Conv2d_4a_3x3")]
[MaxPooling2D(3, Strides = 2)]
[InceptionA(32, Name = "Mixed_5b")]
[InceptionA(64, Name = "Mixed_5c")]
[InceptionA(64, Name = "Mixed_5d")]
[InceptionB(Name = "Mixed_6a")]
[InceptionC(128, Name = "Mixed_6b")]
[InceptionC(160, Name = "Mixed_6c")]
[InceptionC(160, Name = "Mixed_6d")]
[InceptionC(192, Name = "Mixed_6e")]
[InceptionD(Name = "Mixed_7a")]
[InceptionE(Name = "Mixed_7b")]
[InceptionE(Name = "Mixed_7c")]
[GlobalAveragePooling2D]
[Dropout(0.5)]
[Dense(1000, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class InceptionV3;
