using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Channels filtered by themselves: one filter each, several, and as a convolution in groups.</summary>
internal static class DepthwiseCases
{
    public static IEnumerable<Sequential> All =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24, 40] select new Sequential(new(5, 6, channels), new DepthwiseConv2D(3)),
        new(new(9, 8, 5), new DepthwiseConv2D(5, 1) { Padding = Padding.Same }),
        new(new(9, 8, 5), new DepthwiseConv2D(2, 3) { Padding = Padding.Same, UseBias = false }),
        new(new(6, 7, 32), new DepthwiseConv2D(4, 3) { Padding = Padding.Same }),
        new(new(1, 1, 3), new DepthwiseConv2D(1)),
        new(new(2, 3, 6), new DepthwiseConv2D(5) { Padding = Padding.Same }),
        new(new(9, 8, 6), new DepthwiseConv2D(3) { Strides = 2, Border = Border.All(1) }),
        new(new(8, 7, 17), new DepthwiseConv2D(3) { Strides = 2, Padding = Padding.Same }),
        new(new(7, 8, 3), new DepthwiseConv2D(2) { Strides = 3, Border = new(1, 0, 0, 1) }),
        new(new(10, 9, 3), new DepthwiseConv2D(3) { Dilation = 2, Border = Border.All(2) }),
        new(new(11, 12, 3), new DepthwiseConv2D(3) { Dilation = 2, Strides = 2, Border = new(2, 1, 0, 3) }),
        new(new(12, 11, 2), new DepthwiseConv2D(2, 3) { Dilation = 3, Strides = 2, Border = new(0, 1, 2, 0) }),
        new(new(9, 8, 6), new DepthwiseConv2D(3) { StrideWidth = 2, Border = Border.All(1) }),
        new(new(8, 11, 17), new DepthwiseConv2D(3, 2) { Strides = 3, StrideWidth = 2, Padding = Padding.Same }),
        new(new(7, 8, 3), new DepthwiseConv2D(3) { Strides = 2, StrideWidth = 3, Dilation = 2, DepthMultiplier = 2, Border = new(1, 2, 0, 3) }),
        .. from channels in (int[])[1, 6, 8, 17] select new Sequential(new(6, 5, channels), new DepthwiseConv2D(3) { DepthMultiplier = 2, Padding = Padding.Same }),
        new(new(7, 8, 3), new DepthwiseConv2D(3, 2) { DepthMultiplier = 8, Strides = 2, UseBias = false }),
        new(new(7, 6, 5), new DepthwiseConv2D(3) { Activation = Activation.ReLU }),
        new(new(7, 6, 5), new DepthwiseConv2D(3) { Activation = Activation.Tanh, DepthMultiplier = 3 }),
        new(new(7, 6, 5), new Conv2D(5, 3) { Groups = 5, Border = Border.All(1), Activation = Activation.LeakyReLU }),
        new(new(8, 9, 3), new Conv2D(12, 1) { Activation = Activation.ReLU }, new DepthwiseConv2D(3) { Strides = 2, Border = Border.All(1), Activation = Activation.ReLU }, new Conv2D(5, 1)),
        new(new(8, 7, 3), new Conv2D(4, 1) { Activation = Activation.Sigmoid }, new DepthwiseConv2D(3) { Padding = Padding.Same }, new DepthwiseConv2D(3), new Flatten(), new Dense(4)),
        new(new(6, 5, 3), new DepthwiseConv2D(3) { Trainable = false }, new Conv2D(4, 3)),
        new(new(6, 5, 3), new Conv2D(4, 1), new DepthwiseConv2D(3) { Trainable = false }),
    ];
}
