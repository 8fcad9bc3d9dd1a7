using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Transposed convolutions: kernels smaller than, equal to and larger than the stride, every border, groups.</summary>
internal static class TransposedCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(4, 5, 3), new Conv2DTranspose(6, 3)),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { UseBias = false }),
        new(new(1, 1, 7), new Conv2DTranspose(4, 4)),
        new(new(3, 2, 30), new Conv2DTranspose(5, 2)),
        .. from filters in (int[])[1, 8, 17, 24] select new Sequential(new(3, 4, 6), new Conv2DTranspose(filters, 2) { Strides = 2 }),
        .. from channels in (int[])[1, 8, 17, 24] select new Sequential(new(4, 3, channels), new Conv2DTranspose(5, 3) { Strides = 2, Border = Border.All(1), OutputPadding = 1 }),
        new(new(4, 5, 3), new Conv2DTranspose(6, 4) { Strides = 2, Padding = Padding.Same }),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { Strides = 2, Padding = Padding.Same }),
        new(new(3, 4, 3), new Conv2DTranspose(6, 2) { Strides = 3, Padding = Padding.Same }),
        new(new(5, 4, 3), new Conv2DTranspose(6, 3, 4) { Padding = Padding.Same }),
        new(new(3, 4, 3), new Conv2DTranspose(6, 2) { Strides = 3, OutputPadding = 2 }),
        new(new(3, 4, 3), new Conv2DTranspose(17, 1) { Strides = 2 }),
        new(new(3, 4, 6), new Conv2DTranspose(4, 5, 2) { Strides = 3, Border = new(1, 2, 0, 1) }),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { Dilation = 2, Border = Border.All(1) }),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { Dilation = 2, OutputPadding = 1 }),
        new(new(4, 3, 3), new Conv2DTranspose(6, 3, 2) { Dilation = 3, Strides = 2, OutputPadding = 2, Border = new(2, 0, 1, 1) }),
        new(new(4, 3, 6), new Conv2DTranspose(9, 3) { Groups = 3, Strides = 2 }),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { StrideWidth = 2 }),
        new(new(3, 4, 6), new Conv2DTranspose(17, 2, 3) { Strides = 3, StrideWidth = 2, OutputPadding = 1, Border = new(1, 0, 0, 1) }),
        new(new(4, 5, 3), new Conv2DTranspose(8, 3) { Strides = 2, StrideWidth = 3, Padding = Padding.Same }),
        new(new(4, 3, 4), new Conv2DTranspose(6, 3) { Groups = 2, Strides = 2, StrideWidth = 1, Dilation = 2, OutputPadding = 1 }),
        new(new(4, 3, 17), new Conv2DTranspose(17, 3) { Groups = 17, Strides = 2, Border = Border.All(1) }),
        new(new(3, 4, 16), new Conv2DTranspose(48, 2) { Groups = 2, Strides = 2, UseBias = false }),
        .. from activation in (Activation[])[Activation.ReLU, Activation.Tanh, Activation.Softmax]
           select new Sequential(new(4, 5, 3), new Conv2DTranspose(6, 3) { Strides = 2, Activation = activation }),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { Activation = Activation.ReLU }),
        new(new(4, 5, 3), new Conv2D(5, 3) { Activation = Activation.Sigmoid, Padding = Padding.Same }, new Conv2DTranspose(6, 3) { Strides = 2, Activation = Activation.ReLU }, new Conv2D(3, 3)),
        new(new(8, 7, 3), new Conv2D(9, 3) { Strides = 2 }, new Conv2DTranspose(5, 2) { Strides = 2, Activation = Activation.LeakyReLU }, new Conv2DTranspose(4, 3)),
        new(new(4, 5, 3), new Conv2DTranspose(6, 3) { Trainable = false }, new Conv2D(4, 3)),
        new(new(4, 5, 3), new Conv2D(4, 1), new Conv2DTranspose(6, 3) { Trainable = false }),
    ];
}
