namespace ConvGen.Tests.Graphs;

/// <summary>The loss is for the second of two outputs; running averages on the way.</summary>
[Network]
[Input(2, 2, 2)]
[SparseCategoricalCrossentropy(Of = nameof(Classes))]
public sealed partial class SecondOutput
{
    [Conv2D(8, 1)]
    [BatchNormalization(Name = "norm")]
    [ReLU]
    [Flatten]
    public partial Activations Hidden { get; }

    [Output]
    [Dense(5)]
    public partial Activations Extra { get; }

    [Output]
    [From(nameof(Hidden))]
    [Dense(3)]
    public partial Activations Classes { get; }
}
