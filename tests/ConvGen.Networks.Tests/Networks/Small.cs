namespace ConvGen.Tests.Networks;

/// <summary>A dense layer first: the input's gradient needs its weights.</summary>
[Network]
[Input(6)]
[Dense(5, Activation = Activation.Tanh)]
[Dense(3)]
[SparseCategoricalCrossentropy]
public sealed partial class DenseFirst;

/// <summary>Overlapping windows, each element in up to four of them.</summary>
[Network]
[Input(3, 3, 1)]
[MaxPooling2D(2, Strides = 1)]
public sealed partial class Windows;

/// <summary>Regression on vectors, for datasets of features.</summary>
[Network]
[Input(4)]
[Dense(8, Activation = Activation.ReLU)]
[Dense(1)]
[MeanSquaredError]
public sealed partial class Regression;
