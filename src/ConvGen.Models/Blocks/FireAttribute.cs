namespace ConvGen.Models;

/// <summary>The module of SqueezeNet (Iandola et al. 2016): 1×1 to few channels, then 1×1 and 3×3 side by side. Keys as in torchvision's <c>Fire</c>.</summary>
/// <param name="squeeze">Filters of the first convolution.</param>
/// <param name="expand">Filters of each of the other two; the output has twice as many channels.</param>
public sealed class FireAttribute(int squeeze, int expand) : BlockAttribute
{
    /// <summary>Filters of the first convolution.</summary>
    public int Squeeze { get; } = squeeze;

    /// <summary>Filters of each of the other two.</summary>
    public int Expand { get; } = expand;

    /// <summary>Few channels.</summary>
    [Conv2D(nameof(Squeeze), 1, Activation = Activation.ReLU, Name = "squeeze")]
    public BlockTensor Squeezed { get; }

    /// <summary>The 1×1 half.</summary>
    [From(nameof(Squeezed))]
    [Conv2D(nameof(Expand), 1, Activation = Activation.ReLU, Name = "expand1x1")]
    public BlockTensor Expanded1 { get; }

    /// <summary>The 3×3 half.</summary>
    [From(nameof(Squeezed))]
    [Conv2D(nameof(Expand), 3, Pad = 1, Activation = Activation.ReLU, Name = "expand3x3")]
    public BlockTensor Expanded3 { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(nameof(Expanded1), nameof(Expanded3))]
    public BlockTensor Result { get; }
}
