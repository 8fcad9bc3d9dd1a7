using ConvGen;

namespace GraphsAndBlocks;

/// <summary>A small residual network for 28×28 grey pictures. Each property is a tensor, computed by the layers above it, and readable after a pass.</summary>
[Network]
[Input(28, 28, 1)]
[SparseCategoricalCrossentropy]
public sealed partial class SmallResNet
{
    [Conv2D(16, 3, Pad = 1, UseBias = false, Name = "stem")]
    [BatchNormalization]
    [ReLU]
    public partial Activations Stem { get; }

    [Residual(16)]
    public partial Activations Fine { get; }

    [Residual(24, Strides = 2)]
    public partial Activations Middle { get; }

    [Residual(32, Strides = 2)]
    public partial Activations Coarse { get; }

    [GlobalAveragePooling2D]
    [Dense(10, Name = "classifier")]
    public partial Activations Scores { get; }
}
