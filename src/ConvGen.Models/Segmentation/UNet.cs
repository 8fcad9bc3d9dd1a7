namespace ConvGen.Models;

/// <summary>
/// U-Net (Ronneberger, Fischer and Brox 2015): the paper's widths, transposed convolutions and dropout at the end of the way down, but padded
/// convolutions, so that the classes come out at the input's size and nothing is cropped. 31,030,658 parameters, 48,096,083,968 multiply-accumulates.
/// Input: a grey picture in [0, 1] whose sides are multiples of 16, here 256×256. One label for each pixel, two classes.
/// Keys: <c>down1.conv1</c> …, <c>up4</c>, <c>merge4.conv1</c> …, <c>classes</c>.
/// </summary>
[Network]
[Input(256, 256, 1)]
[SparseCategoricalCrossentropy]
public sealed partial class UNet
{
    /// <summary>The input's size, 64 channels.</summary>
    [Conv2D(64, 3, Pad = 1, Activation = Activation.ReLU, Name = "down1.conv1")]
    [Conv2D(64, 3, Pad = 1, Activation = Activation.ReLU, Name = "down1.conv2")]
    public partial Activations Down1 { get; }

    /// <summary>Half the size, 128 channels.</summary>
    [MaxPooling2D(2)]
    [Conv2D(128, 3, Pad = 1, Activation = Activation.ReLU, Name = "down2.conv1")]
    [Conv2D(128, 3, Pad = 1, Activation = Activation.ReLU, Name = "down2.conv2")]
    public partial Activations Down2 { get; }

    /// <summary>A quarter of the size, 256 channels.</summary>
    [MaxPooling2D(2)]
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "down3.conv1")]
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "down3.conv2")]
    public partial Activations Down3 { get; }

    /// <summary>An eighth of the size, 512 channels.</summary>
    [MaxPooling2D(2)]
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "down4.conv1")]
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "down4.conv2")]
    [Dropout(0.5)]
    public partial Activations Down4 { get; }

    /// <summary>A sixteenth of the size, 1024 channels.</summary>
    [MaxPooling2D(2)]
    [Conv2D(1024, 3, Pad = 1, Activation = Activation.ReLU, Name = "down5.conv1")]
    [Conv2D(1024, 3, Pad = 1, Activation = Activation.ReLU, Name = "down5.conv2")]
    [Dropout(0.5)]
    public partial Activations Down5 { get; }

    /// <summary>An eighth of the size, 512 channels.</summary>
    [Conv2DTranspose(512, 2, Strides = 2, Name = "up4")]
    public partial Activations Up4 { get; }

    /// <summary>Detail from the way down beside context from below.</summary>
    [Concatenate(nameof(Down4), nameof(Up4))]
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge4.conv1")]
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge4.conv2")]
    public partial Activations Merged4 { get; }

    /// <summary>A quarter of the size, 256 channels.</summary>
    [Conv2DTranspose(256, 2, Strides = 2, Name = "up3")]
    public partial Activations Up3 { get; }

    /// <summary>Detail from the way down beside context from below.</summary>
    [Concatenate(nameof(Down3), nameof(Up3))]
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge3.conv1")]
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge3.conv2")]
    public partial Activations Merged3 { get; }

    /// <summary>Half the size, 128 channels.</summary>
    [Conv2DTranspose(128, 2, Strides = 2, Name = "up2")]
    public partial Activations Up2 { get; }

    /// <summary>Detail from the way down beside context from below.</summary>
    [Concatenate(nameof(Down2), nameof(Up2))]
    [Conv2D(128, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge2.conv1")]
    [Conv2D(128, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge2.conv2")]
    public partial Activations Merged2 { get; }

    /// <summary>The input's size, 64 channels.</summary>
    [Conv2DTranspose(64, 2, Strides = 2, Name = "up1")]
    public partial Activations Up1 { get; }

    /// <summary>Detail from the way down beside context from below.</summary>
    [Concatenate(nameof(Down1), nameof(Up1))]
    [Conv2D(64, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge1.conv1")]
    [Conv2D(64, 3, Pad = 1, Activation = Activation.ReLU, Name = "merge1.conv2")]
    public partial Activations Merged1 { get; }

    /// <summary>Logits of the two classes at every pixel.</summary>
    [Conv2D(2, 1, Name = "classes")]
    public partial Activations Classes { get; }
}
