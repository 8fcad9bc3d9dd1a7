namespace ConvGen.Models;

/// <summary>Inception v3 from 35×35 to 17×17 (Szegedy et al. 2015, figure 10): strided convolutions beside a pooling. Keys as in torchvision's <c>InceptionB</c>.</summary>
public sealed class InceptionBAttribute : BlockAttribute
{
    [BasicConv2D(384, 3, 3, Strides = 2, Name = "branch3x3")]
    private BlockTensor Branch3 { get; }

    [From(Network.Input)]
    [BasicConv2D(64, 1, 1, Name = "branch3x3dbl_1")]
    [BasicConv2D(96, 3, 3, PadHeight = 1, PadWidth = 1, Name = "branch3x3dbl_2")]
    [BasicConv2D(96, 3, 3, Strides = 2, Name = "branch3x3dbl_3")]
    private BlockTensor DoubleBranch3 { get; }

    [From(Network.Input)]
    [MaxPooling2D(3, Strides = 2)]
    private BlockTensor Pooled { get; }

    [Concatenate(nameof(Branch3), nameof(DoubleBranch3), nameof(Pooled))]
    private BlockTensor Result { get; }
}
