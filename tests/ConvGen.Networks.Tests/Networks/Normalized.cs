namespace ConvGen.Tests.Networks;

/// <summary>One normalisation and nothing else, for numbers that networks seldom see.</summary>
[Network]
[Input(6, 5, 3)]
[BatchNormalization(Name = "bn")]
public sealed partial class BatchNormalizedMap;

/// <summary>Normalisations and pooling of channels that fill whole cache lines, large enough for several threads.</summary>
[Network]
[Input(24, 24, 3)]
[Conv2D(48, 3, Padding = Padding.Same)]
[BatchNormalization]
[ReLU]
[DepthwiseConv2D(3, Padding = Padding.Same)]
[InstanceNormalization]
[PReLU]
[GlobalAveragePooling2D]
[Dense(5)]
[SparseCategoricalCrossentropy]
public sealed partial class WideNormalized;

/// <summary>A vector's features, each normalised over the batch.</summary>
[Network]
[Input(3)]
[BatchNormalization(Name = "bn")]
public sealed partial class BatchNormalizedVector;

/// <summary>Channels of each image by themselves.</summary>
[Network]
[Input(6, 5, 3)]
[InstanceNormalization(Name = "norm")]
public sealed partial class InstanceNormalizedMap;

/// <summary>Vectors of length 1.</summary>
[Network]
[Input(11)]
[L2Normalization]
public sealed partial class UnitVector;

/// <summary>The largest of nine positions.</summary>
[Network]
[Input(3, 3, 1)]
[GlobalMaxPooling2D]
public sealed partial class Largest;
