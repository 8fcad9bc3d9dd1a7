namespace ConvGen.Tests.Networks;

/// <summary>Much that is made of parameters alone: repacked weights, folded normalisation; some layers frozen, so that training prepares too.</summary>
[Network]
[Input(6, 5, 3)]
[Conv2DTranspose(12, 3, Strides = 2, Name = "up")]
[BatchNormalization(Name = "norm")]
[ReLU]
[DepthwiseConv2D(3, Name = "deep", Trainable = false)]
[BatchNormalization(Name = "frozen", Trainable = false)]
[Conv2D(7, 3, Strides = 2, Name = "conv", Trainable = false)]
[GlobalAveragePooling2D]
[Dense(4, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class Preparing;
