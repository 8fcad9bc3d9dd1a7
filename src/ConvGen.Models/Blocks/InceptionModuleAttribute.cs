namespace ConvGen.Models;

/// <summary>
/// The module of GoogLeNet (Szegedy et al. 2014): 1×1, 3×3, "5×5" and pooled branches side by side. As in torchvision, whose weights fit, the third
/// branch's convolution is 3×3 where the paper has 5×5.
/// </summary>
/// <param name="branch1">Filters of the 1×1 branch.</param>
/// <param name="reduce3">1×1 filters before the 3×3 convolution.</param>
/// <param name="branch3">Filters of the 3×3 convolution.</param>
/// <param name="reduce5">1×1 filters before the third branch's convolution.</param>
/// <param name="branch5">Filters of the third branch's convolution.</param>
/// <param name="pooled">1×1 filters after the pooling.</param>
public sealed class InceptionModuleAttribute(int branch1, int reduce3, int branch3, int reduce5, int branch5, int pooled) : BlockAttribute
{
    /// <summary>Filters of the 1×1 branch.</summary>
    public int Branch1 { get; } = branch1;

    /// <summary>1×1 filters before the 3×3 convolution.</summary>
    public int Reduce3 { get; } = reduce3;

    /// <summary>Filters of the 3×3 convolution.</summary>
    public int Branch3 { get; } = branch3;

    /// <summary>1×1 filters before the third branch's convolution.</summary>
    public int Reduce5 { get; } = reduce5;

    /// <summary>Filters of the third branch's convolution.</summary>
    public int Branch5 { get; } = branch5;

    /// <summary>1×1 filters after the pooling.</summary>
    public int Pooled { get; } = pooled;

    /// <summary>The 1×1 branch.</summary>
    [BasicConv2D(nameof(Branch1), 1, 1, Name = "branch1")]
    public BlockTensor First { get; }

    /// <summary>The 3×3 branch.</summary>
    [From(Network.Input)]
    [BasicConv2D(nameof(Reduce3), 1, 1, Name = "branch2.0")]
    [BasicConv2D(nameof(Branch3), 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch2.1")]
    public BlockTensor Second { get; }

    /// <summary>The branch that the paper calls 5×5.</summary>
    [From(Network.Input)]
    [BasicConv2D(nameof(Reduce5), 1, 1, Name = "branch3.0")]
    [BasicConv2D(nameof(Branch5), 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3.1")]
    public BlockTensor Third { get; }

    /// <summary>The pooled branch.</summary>
    [From(Network.Input)]
    [MaxPooling2D(3, Strides = 1, Pad = 1)]
    [BasicConv2D(nameof(Pooled), 1, 1, Name = "branch4.1")]
    public BlockTensor Fourth { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(First), nameof(Second), nameof(Third), nameof(Fourth))]
    public BlockTensor Result { get; }
}
