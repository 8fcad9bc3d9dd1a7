namespace ConvGen.Models;

/// <summary>
/// Inception v3 at 17×17 (Szegedy et al. 2015, figure 6): 7×7 convolutions split into 1×7 and 7×1. Keys as in torchvision's <c>InceptionC</c>.
/// </summary>
/// <param name="inner">Filters of the inner convolutions.</param>
public sealed class InceptionCAttribute(int inner) : BlockAttribute
{
    /// <summary>Filters of the inner convolutions.</summary>
    public int Inner { get; } = inner;

    [BasicConv2D(192, 1, 1, Name = "branch1x1")]
    private BlockTensor Branch1 { get; }

    [From(Network.Input)]
    [BasicConv2D(nameof(Inner), 1, 1, Name = "branch7x7_1")]
    [BasicConv2D(nameof(Inner), 1, 7, PadWidth = 3, Name = "branch7x7_2")]
    [BasicConv2D(192, 7, 1, PadHeight = 3, Name = "branch7x7_3")]
    private BlockTensor Branch7 { get; }

    [From(Network.Input)]
    [BasicConv2D(nameof(Inner), 1, 1, Name = "branch7x7dbl_1")]
    [BasicConv2D(nameof(Inner), 7, 1, PadHeight = 3, Name = "branch7x7dbl_2")]
    [BasicConv2D(nameof(Inner), 1, 7, PadWidth = 3, Name = "branch7x7dbl_3")]
    [BasicConv2D(nameof(Inner), 7, 1, PadHeight = 3, Name = "branch7x7dbl_4")]
    [BasicConv2D(192, 1, 7, PadWidth = 3, Name = "branch7x7dbl_5")]
    private BlockTensor DoubleBranch7 { get; }

    [From(Network.Input)]
    [AveragePooling2D(3, Strides = 1, Pad = 1, CountIncludePad = true)]
    [BasicConv2D(192, 1, 1, Name = "branch_pool")]
    private BlockTensor Pooled { get; }

    [Concatenate(nameof(Branch1), nameof(Branch7), nameof(DoubleBranch7), nameof(Pooled))]
    private BlockTensor Result { get; }
}
