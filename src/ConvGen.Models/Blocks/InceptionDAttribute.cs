namespace ConvGen.Models;

/// <summary>Inception v3 from 17×17 to 8×8 (Szegedy et al. 2015): strided convolutions beside a pooling. Keys as in torchvision's <c>InceptionD</c>.</summary>
public sealed class InceptionDAttribute : BlockAttribute
{
    /// <summary>The 3×3 branch.</summary>
    [BasicConv2D(192, 1, 1, Name = "branch3x3_1")]
    [BasicConv2D(320, 3, 3, Strides = 2, Name = "branch3x3_2")]
    public BlockTensor Branch3 { get; }

    /// <summary>The 7×7 branch.</summary>
    [From(Network.Input)]
    [BasicConv2D(192, 1, 1, Name = "branch7x7x3_1")]
    [BasicConv2D(192, 1, 7, PadWidth = 3, Name = "branch7x7x3_2")]
    [BasicConv2D(192, 7, 1, PadHeight = 3, Name = "branch7x7x3_3")]
    [BasicConv2D(192, 3, 3, Strides = 2, Name = "branch7x7x3_4")]
    public BlockTensor Branch7 { get; }

    /// <summary>The pooled branch.</summary>
    [From(Network.Input)]
    [MaxPooling2D(3, Strides = 2)]
    public BlockTensor Pooled { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(Branch3), nameof(Branch7), nameof(Pooled))]
    public BlockTensor Result { get; }
}
