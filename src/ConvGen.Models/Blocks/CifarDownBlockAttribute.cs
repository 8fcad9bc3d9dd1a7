namespace ConvGen.Models;

/// <summary>
/// The block of CIFAR's ResNets that halves the size and doubles the channels, with a shortcut of kind A (He et al. 2015, section 3.3): every second
/// pixel, and zeros for the new channels, so that it has no parameters.
/// </summary>
public sealed class CifarDownBlockAttribute : BlockAttribute
{
    /// <summary>The residual branch.</summary>
    [Conv2D("2 * Input.Channels", 3, Strides = 2, Pad = 1, UseBias = false, Name = "conv1")]
    [BatchNormalization(Name = "bn1")]
    [ReLU]
    [Conv2D("2 * Input.Channels", 3, Pad = 1, UseBias = false, Name = "conv2")]
    [BatchNormalization(Name = "bn2")]
    public BlockTensor Body { get; }

    /// <summary>Every second pixel.</summary>
    [From(Network.Input)]
    [MaxPooling2D(1, Strides = 2)]
    public BlockTensor EverySecond { get; }

    /// <summary>As many channels of zeros.</summary>
    [FixedFilter2D(1, 1, 0)]
    public BlockTensor Zeros { get; }

    /// <summary>The way around the branch.</summary>
    [Concatenate(nameof(EverySecond), nameof(Zeros))]
    public BlockTensor Shortcut { get; }

    /// <summary>The block's result.</summary>
    [Add(nameof(Body), nameof(Shortcut))]
    [ReLU]
    public BlockTensor Result { get; }
}
