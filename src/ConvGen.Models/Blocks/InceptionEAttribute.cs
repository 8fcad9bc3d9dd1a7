namespace ConvGen.Models;

/// <summary>
/// Inception v3 at 8×8 (Szegedy et al. 2015, figure 7): 1×3 and 3×1 convolutions side by side widen the branches. Keys as in torchvision's <c>InceptionE</c>.
/// </summary>
public sealed class InceptionEAttribute : BlockAttribute
{
    [BasicConv2D(320, 1, 1, Name = "branch1x1")]
    private BlockTensor Branch1 { get; }

    [From(Network.Input)]
    [BasicConv2D(384, 1, 1, Name = "branch3x3_1")]
    private BlockTensor Stem { get; }

    [From(nameof(Stem))]
    [BasicConv2D(384, 1, 3, PadWidth = 1, Name = "branch3x3_2a")]
    private BlockTensor Wide { get; }

    [From(nameof(Stem))]
    [BasicConv2D(384, 3, 1, PadHeight = 1, Name = "branch3x3_2b")]
    private BlockTensor High { get; }

    [From(Network.Input)]
    [BasicConv2D(448, 1, 1, Name = "branch3x3dbl_1")]
    [BasicConv2D(384, 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3x3dbl_2")]
    private BlockTensor DoubleStem { get; }

    [From(nameof(DoubleStem))]
    [BasicConv2D(384, 1, 3, PadWidth = 1, Name = "branch3x3dbl_3a")]
    private BlockTensor DoubleWide { get; }

    [From(nameof(DoubleStem))]
    [BasicConv2D(384, 3, 1, PadHeight = 1, Name = "branch3x3dbl_3b")]
    private BlockTensor DoubleHigh { get; }

    [From(Network.Input)]
    [AveragePooling2D(3, Strides = 1, Pad = 1, CountIncludePad = true)]
    [BasicConv2D(192, 1, 1, Name = "branch_pool")]
    private BlockTensor Pooled { get; }

    [Concatenate(nameof(Branch1), nameof(Wide), nameof(High), nameof(DoubleWide), nameof(DoubleHigh), nameof(Pooled))]
    private BlockTensor Result { get; }
}
