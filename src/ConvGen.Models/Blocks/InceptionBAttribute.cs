namespace ConvGen.Models;

/// <summary>Inception v3 from 35×35 to 17×17 (Szegedy et al. 2015, figure 10): strided convolutions beside a pooling. Keys as in torchvision's <c>InceptionB</c>.</summary>
public sealed class InceptionBAttribute : BlockAttribute
{
    /// <summary>The 3×3 branch.</summary>
    [BasicConv2D(384, 3, 3, Strides = 2, Name = "branch3x3")]
    public BlockTensor Branch3 { get; }

    /// <summary>The branch of two 3×3 convolutions.</summary>
    [From(Network.Input)]
    [BasicConv2D(64, 1, 1, Name = "branch3x3dbl_1")]
    [BasicConv2D(96, 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3x3dbl_2")]
    [BasicConv2D(96, 3, 3, Strides = 2, Name = "branch3x3dbl_3")]
    public BlockTensor DoubleBranch3 { get; }

    /// <summary>The pooled branch.</summary>
    [From(Network.Input)]
    [MaxPooling2D(3, Strides = 2)]
    public BlockTensor Pooled { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(Branch3), nameof(DoubleBranch3), nameof(Pooled))]
    public BlockTensor Result { get; }
}
