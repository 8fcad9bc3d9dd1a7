namespace ConvGen.Tests.Oclgrind;

/// <summary>A kernel of every form that convolutional networks need, at sizes that no block of threads divides: every instruction is interpreted.</summary>
[Network]
[Input(6, 5, 3)]
[Conv2D(4, 3, Padding = Padding.Same)]
[BatchNormalization]
[ReLU]
[MaxPooling2D(2)]
[Flatten]
[Dense(3)]
[SparseCategoricalCrossentropy]
public sealed partial class TinyNetwork;
