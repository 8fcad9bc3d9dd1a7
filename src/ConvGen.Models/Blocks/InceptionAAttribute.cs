namespace ConvGen.Models;

/// <summary>Inception v3 at 35×35 (Szegedy et al. 2015, figure 5): 1×1, 5×5, two 3×3 in a row, and pooled branches. Keys as in torchvision's <c>InceptionA</c>.</summary>
/// <param name="pooled">Filters of the pooled branch.</param>
public sealed class InceptionAAttribute(int pooled) : BlockAttribute
{
    /// <summary>Filters of the pooled branch.</summary>
    public int Pooled { get; } = pooled;

    /// <summary>The 1×1 branch.</summary>
    [BasicConv2D(64, 1, 1, Name = "branch1x1")]
    public BlockTensor Branch1 { get; }

    /// <summary>The 5×5 branch.</summary>
    [From(Network.Input)]
    [BasicConv2D(48, 1, 1, Name = "branch5x5_1")]
    [BasicConv2D(64, 5, 5, PadHeight = 2, PadWidth = 2, Name = "branch5x5_2")]
    public BlockTensor Branch5 { get; }

    /// <summary>The branch of two 3×3 convolutions.</summary>
    [From(Network.Input)]
    [BasicConv2D(64, 1, 1, Name = "branch3x3dbl_1")]
    [BasicConv2D(96, 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3x3dbl_2")]
    [BasicConv2D(96, 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3x3dbl_3")]
    public BlockTensor Branch3 { get; }

    /// <summary>The pooled branch.</summary>
    [From(Network.Input)]
    [AveragePooling2D(3, Strides = 1, Pad = 1, CountIncludePad = true)]
    [BasicConv2D(nameof(Pooled), 1, 1, Name = "branch_pool")]
    public BlockTensor PooledBranch { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(Branch1), nameof(Branch5), nameof(Branch3), nameof(PooledBranch))]
    public BlockTensor Result { get; }
}
