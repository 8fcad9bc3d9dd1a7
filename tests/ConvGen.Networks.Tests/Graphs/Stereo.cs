namespace ConvGen.Tests.Graphs;

/// <summary>Two inputs, two outputs, tensors in between: some lie in memory as users see them, others with padding.</summary>
[Network]
[Input(6, 5, 3, Name = "left")]
[Input(6, 5, 3, Name = "right")]
[SparseCategoricalCrossentropy(Of = nameof(Classes))]
public sealed partial class Stereo
{
    [From("left")]
    [Conv2D(16, 1, Activation = Activation.ReLU, Name = "conv_left")]
    public partial Activations LeftView { get; }

    [From("right")]
    [Conv2D(16, 1, Activation = Activation.ReLU, Name = "conv_right")]
    [BatchNormalization(Name = "norm")]
    internal partial Activations RightView { get; }

    [Add(nameof(LeftView), nameof(RightView))]
    public partial Activations Sum { get; }

    [Output]
    [From(nameof(Sum))]
    [Flatten]
    [Dense(4, Name = "classes")]
    public partial Activations Classes { get; }

    [Output]
    [From(nameof(Sum))]
    [Conv2D(3, 3, Padding = Padding.Same, Name = "depth")]
    public partial Activations Depth { get; }
}
