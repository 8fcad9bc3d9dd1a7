namespace ConvGen.Models;

/// <summary>
/// Inception v3 at 8×8 (Szegedy et al. 2015, figure 7): 1×3 and 3×1 convolutions side by side widen the branches. Keys as in torchvision's <c>InceptionE</c>.
/// </summary>
public sealed class InceptionEAttribute : BlockAttribute
{
    /// <summary>The 1×1 branch.</summary>
    [BasicConv2D(320, 1, 1, Name = "branch1x1")]
    public BlockTensor Branch1 { get; }

    /// <summary>What the 1×3 and 3×1 convolutions share.</summary>
    [From(Network.Input)]
    [BasicConv2D(384, 1, 1, Name = "branch3x3_1")]
    public BlockTensor Stem { get; }

    /// <summary>1×3 of it.</summary>
    [From(nameof(Stem))]
    [BasicConv2D(384, 1, 3, PadWidth = 1, Name = "branch3x3_2a")]
    public BlockTensor Wide { get; }

    /// <summary>3×1 of it.</summary>
    [From(nameof(Stem))]
    [BasicConv2D(384, 3, 1, PadHeight = 1, Name = "branch3x3_2b")]
    public BlockTensor High { get; }

    /// <summary>What the other 1×3 and 3×1 convolutions share.</summary>
    [From(Network.Input)]
    [BasicConv2D(448, 1, 1, Name = "branch3x3dbl_1")]
    [BasicConv2D(384, 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3x3dbl_2")]
    public BlockTensor DoubleStem { get; }

    /// <summary>1×3 of it.</summary>
    [From(nameof(DoubleStem))]
    [BasicConv2D(384, 1, 3, PadWidth = 1, Name = "branch3x3dbl_3a")]
    public BlockTensor DoubleWide { get; }

    /// <summary>3×1 of it.</summary>
    [From(nameof(DoubleStem))]
    [BasicConv2D(384, 3, 1, PadHeight = 1, Name = "branch3x3dbl_3b")]
    public BlockTensor DoubleHigh { get; }

    /// <summary>The pooled branch.</summary>
    [From(Network.Input)]
    [AveragePooling2D(3, Strides = 1, Pad = 1, CountIncludePad = true)]
    [BasicConv2D(192, 1, 1, Name = "branch_pool")]
    public BlockTensor Pooled { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(Branch1), nameof(Wide), nameof(High), nameof(DoubleWide), nameof(DoubleHigh), nameof(Pooled))]
    public BlockTensor Result { get; }
}
