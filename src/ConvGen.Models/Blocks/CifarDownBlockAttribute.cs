namespace ConvGen.Models;

/// <summary>
/// The block of CIFAR's ResNets that halves the size and doubles the channels, with a shortcut of kind A (He et al. 2015, section 3.3): every second
/// pixel, and zeros for the new channels, so that it has no parameters.
/// </summary>
public sealed class CifarDownBlockAttribute : BlockAttribute
{
    [Conv2D("2 * Input.Channels", 3, Strides = 2, Pad = 1, UseBias = false, Name = "conv1")]
    [BatchNormalization(Name = "bn1")]
    [ReLU]
    [Conv2D("2 * Input.Channels", 3, Pad = 1, UseBias = false, Name = "conv2")]
    [BatchNormalization(Name = "bn2")]
    private BlockTensor Body { get; }

    [From(Network.Input)]
    [MaxPooling2D(1, Strides = 2)]
    private BlockTensor EverySecond { get; }

    [FixedFilter2D(1, 1, 0)]
    private BlockTensor Zeros { get; }

    [Concatenate(nameof(EverySecond), nameof(Zeros))]
    private BlockTensor Shortcut { get; }

    [Add(nameof(Body), nameof(Shortcut))]
    [ReLU]
    private BlockTensor Result { get; }
}
