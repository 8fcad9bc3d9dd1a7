namespace ConvGen.GpuLab.Networks;

// For dry runs, in which every instruction is interpreted.

[Network]
[Input(6, 5, 3)]
[Conv2D(12, 3, Strides = 2, Pad = 1, Name = "layer")]
public sealed partial class DryConvolution;

[Network]
[Input(5, 7, 9)]
[DepthwiseConv2D(3, Pad = 1, Name = "layer")]
public sealed partial class DryDepthwise;

[Network]
[Input(20)]
[Dense(12, Name = "layer")]
public sealed partial class DryDense;

[Network]
[Input(7, 6, 5)]
[MaxPooling2D(3, Strides = 2, Pad = 1)]
public sealed partial class DryPool;

[Network]
[Input(4, 3, 10)]
[BatchNormalization(Name = "layer")]
public sealed partial class DryNormalization;

/// <summary>A network of every sort of layer, small enough to be interpreted; torch_networks.py has it too.</summary>
[Network]
[Input(8, 8, 3)]
[Conv2D(8, 3, Pad = 1, UseBias = false, Name = "conv")]
[BatchNormalization(Name = "bn")]
[ReLU]
[MaxPooling2D(2)]
[Flatten]
[Dense(10, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class Dry;
