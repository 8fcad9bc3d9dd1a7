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

    [Conv2D(nameof(Squeeze), 1, Activation = Activation.ReLU, Name = "squeeze")]
    private BlockTensor Squeezed { get; }

    [From(nameof(Squeezed))]
    [Conv2D(nameof(Expand), 1, Activation = Activation.ReLU, Name = "expand1x1")]
    private BlockTensor Expanded1 { get; }

    [From(nameof(Squeezed))]
    [Conv2D(nameof(Expand), 3, Pad = 1, Activation = Activation.ReLU, Name = "expand3x3")]
    private BlockTensor Expanded3 { get; }

    [Concatenate(nameof(Expanded1), nameof(Expanded3))]
    private BlockTensor Result { get; }
}
