namespace ConvGen.Tests.Networks;

/// <summary>A dense layer first: the input's gradient needs its weights.</summary>
[Network]
[Input(6)]
[Dense(5, Activation = Activation.Tanh)]
[Dense(3)]
[SparseCategoricalCrossentropy]
public sealed partial class DenseFirst;

/// <summary>Slopes first: they learn, and the input's gradient needs them as they were.</summary>
[Network]
[Input(6)]
[PReLU]
[Dense(3)]
[SparseCategoricalCrossentropy]
public sealed partial class SlopesFirst;

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

/// <summary>Two yes-or-no questions about two numbers.</summary>
[Network]
[Input(2)]
[Dense(2, Name = "fc")]
[BinaryCrossentropy]
public sealed partial class Questions;

/// <summary>Classes as rows of shares.</summary>
[Network]
[Input(2)]
[Dense(3, Activation = Activation.Softmax, Name = "fc")]
[CategoricalCrossentropy(FromLogits = false)]
public sealed partial class Shares;

/// <summary>Vectors that tell who somebody is.</summary>
[Network]
[Input(6)]
[Dense(16, Activation = Activation.Tanh)]
[Dense(3)]
[TripletLoss(Margin = 0.5)]
public sealed partial class Faces;

/// <summary>The same by pairs.</summary>
[Network]
[Input(6)]
[Dense(16, Activation = Activation.SiLU)]
[Dense(3)]
[ContrastiveLoss]
public sealed partial class Signatures;
