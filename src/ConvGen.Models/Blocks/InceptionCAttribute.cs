namespace ConvGen.Models;

/// <summary>
/// Inception v3 at 17×17 (Szegedy et al. 2015, figure 6): 7×7 convolutions split into 1×7 and 7×1. Keys as in torchvision's <c>InceptionC</c>.
/// </summary>
/// <param name="inner">Filters of the inner convolutions.</param>
public sealed class InceptionCAttribute(int inner) : BlockAttribute
{
    /// <summary>Filters of the inner convolutions.</summary>
    public int Inner { get; } = inner;

    /// <summary>The 1×1 branch.</summary>
    [BasicConv2D(192, 1, 1, Name = "branch1x1")]
    public BlockTensor Branch1 { get; }

    /// <summary>The 7×7 branch.</summary>
    [From(Network.Input)]
    [BasicConv2D(nameof(Inner), 1, 1, Name = "branch7x7_1")]
    [BasicConv2D(nameof(Inner), 1, 7, PadWidth = 3, Name = "branch7x7_2")]
    [BasicConv2D(192, 7, 1, PadHeight = 3, Name = "branch7x7_3")]
    public BlockTensor Branch7 { get; }

    /// <summary>The branch of two 7×7 convolutions.</summary>
    [From(Network.Input)]
    [BasicConv2D(nameof(Inner), 1, 1, Name = "branch7x7dbl_1")]
    [BasicConv2D(nameof(Inner), 7, 1, PadHeight = 3, Name = "branch7x7dbl_2")]
    [BasicConv2D(nameof(Inner), 1, 7, PadWidth = 3, Name = "branch7x7dbl_3")]
    [BasicConv2D(nameof(Inner), 7, 1, PadHeight = 3, Name = "branch7x7dbl_4")]
    [BasicConv2D(192, 1, 7, PadWidth = 3, Name = "branch7x7dbl_5")]
    public BlockTensor DoubleBranch7 { get; }

    /// <summary>The pooled branch.</summary>
    [From(Network.Input)]
    [AveragePooling2D(3, Strides = 1, Pad = 1, CountIncludePad = true)]
    [BasicConv2D(192, 1, 1, Name = "branch_pool")]
    public BlockTensor Pooled { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(Branch1), nameof(Branch7), nameof(DoubleBranch7), nameof(Pooled))]
    public BlockTensor Result { get; }
}
