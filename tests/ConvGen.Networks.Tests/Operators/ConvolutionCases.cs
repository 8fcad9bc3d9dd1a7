using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Convolutions at sizes that no vector width divides.</summary>
internal static class ConvolutionCases
{
    public static IEnumerable<Sequential> All =>
    [
        .. Kernels,
        .. Channels,
        .. Paddings,
        .. StridesAndDilations,
        .. Groups,
        .. Activations,
        .. Chains,
        .. Frozen,
    ];

    private static IEnumerable<Sequential> Kernels =>
    [
        new(new(9, 8, 1), new Conv2D(1, 3)),
        new(new(9, 8, 3), new Conv2D(6, 5)),
        new(new(9, 8, 2), new Conv2D(8, 7)),
        new(new(7, 6, 2), new Conv2D(5, 7, 6)),
        new(new(7, 5, 17), new Conv2D(24, 1)),
        new(new(7, 6, 3), new Conv2D(6, 2)),
        new(new(9, 8, 3), new Conv2D(6, 5, 1)),
        new(new(9, 8, 3), new Conv2D(6, 1, 5)),
        new(new(1, 1, 5), new Conv2D(7, 1)),
        new(new(1, 11, 4), new Conv2D(8, 1, 3)),
        new(new(11, 1, 4), new Conv2D(8, 3, 1)),
        new(new(4, 37, 3), new Conv2D(10, 3)),
        new(new(9, 8, 3), new Conv2D(6, 3) { UseBias = false }),
    ];

    private static IEnumerable<Sequential> Channels =>
    [
        .. from filters in (int[])[1, 8, 15, 16, 24, 33, 40] select new Sequential(new(6, 7, 3), new Conv2D(filters, 3)),
        .. from channels in (int[])[1, 6, 8, 17, 32] select new Sequential(new(5, 6, channels), new Conv2D(9, 3)),
    ];

    private static IEnumerable<Sequential> Paddings =>
    [
        new(new(9, 8, 3), new Conv2D(6, 5) { Padding = Padding.Same }),
        new(new(9, 8, 3), new Conv2D(6, 2, 3) { Padding = Padding.Same }),
        new(new(7, 8, 1), new Conv2D(16, 4) { Padding = Padding.Same }),
        new(new(6, 5, 3), new Conv2D(6, 3) { Border = Border.All(1) }),
        new(new(5, 4, 3), new Conv2D(6, 3) { Border = Border.All(2) }),
        new(new(9, 8, 3), new Conv2D(6, 3) { Border = new(0, 2, 1, 0) }),
        new(new(9, 8, 3), new Conv2D(6, 3) { Border = new(2, 0, 0, 1) }),
        new(new(7, 6, 3), new Conv2D(6, 3) { Border = new(0, 4, 3, 0) }),
        new(new(2, 3, 6), new Conv2D(17, 5) { Padding = Padding.Same }),
    ];

    private static IEnumerable<Sequential> StridesAndDilations =>
    [
        new(new(9, 8, 3), new Conv2D(6, 3) { Strides = 2 }),
        new(new(8, 7, 3), new Conv2D(6, 3) { Strides = 2, Padding = Padding.Same }),
        new(new(7, 8, 17), new Conv2D(9, 2) { Strides = 2, Padding = Padding.Same }),
        new(new(7, 6, 8), new Conv2D(16, 1) { Strides = 2 }),
        new(new(11, 10, 6), new Conv2D(17, 3) { Strides = 3, Padding = Padding.Same }),
        new(new(10, 11, 3), new Conv2D(6, 2) { Strides = 3 }),
        new(new(10, 9, 3), new Conv2D(6, 5) { Strides = 3, Border = new(1, 2, 0, 3) }),
        new(new(11, 9, 3), new Conv2D(6, 3) { Dilation = 2 }),
        new(new(9, 10, 3), new Conv2D(6, 3) { Dilation = 3, Padding = Padding.Same }),
        new(new(11, 12, 3), new Conv2D(6, 3) { Dilation = 2, Strides = 2, Border = Border.All(2) }),
        new(new(12, 11, 2), new Conv2D(5, 2, 3) { Dilation = 3, Strides = 2, Border = new(0, 1, 2, 0) }),
        new(new(9, 8, 3), new Conv2D(6, 3) { StrideWidth = 2 }),
        new(new(8, 9, 6), new Conv2D(17, 3, 2) { Strides = 2, StrideWidth = 1, Padding = Padding.Same }),
        new(new(11, 13, 3), new Conv2D(9, 2, 3) { Strides = 2, StrideWidth = 3, Border = new(1, 0, 2, 1) }),
        new(new(10, 12, 8), new Conv2D(6, 1) { Strides = 3, StrideWidth = 2 }),
        new(new(11, 12, 6), new Conv2D(8, 3) { Strides = 3, StrideWidth = 2, Dilation = 2, Groups = 2, Padding = Padding.Same }),
        new(new(9, 8, 3), new Conv2D(6, 3) { StrideWidth = 2, Activation = Activation.Tanh }, new Conv2D(5, 2) { Strides = 2, StrideWidth = 1 }),
    ];

    private static IEnumerable<Sequential> Groups =>
    [
        new(new(7, 6, 6), new Conv2D(6, 3) { Groups = 3 }),
        new(new(7, 6, 6), new Conv2D(10, 3) { Groups = 2, Padding = Padding.Same }),
        new(new(6, 5, 17), new Conv2D(17, 3) { Groups = 17, Padding = Padding.Same }),
        new(new(6, 5, 3), new Conv2D(6, 3) { Groups = 3, Strides = 2 }),
        new(new(6, 7, 16), new Conv2D(48, 3) { Groups = 2 }),
        new(new(4, 3, 60), new Conv2D(60, 2) { Groups = 2 }),
        new(new(1, 1, 4), new Conv2D(252, 1) { Groups = 2 }),
        new(new(9, 8, 6), new Conv2D(9, 3) { Groups = 3, Dilation = 2, Strides = 2, Border = new(1, 2, 2, 1) }),
        new(new(5, 6, 20), new Conv2D(36, 1) { Groups = 4, UseBias = false }),
    ];

    private static IEnumerable<Sequential> Activations =>
        from activation in (Activation[])[Activation.ReLU, Activation.LeakyReLU, Activation.Sigmoid, Activation.Tanh, Activation.Softmax]
        select new Sequential(new(7, 6, 3), new Conv2D(6, 3) { Activation = activation });

    /// <summary>Layers that do not learn at the start, in the middle, at the end, everywhere.</summary>
    private static IEnumerable<Sequential> Frozen =>
    [
        new(new(9, 8, 3), new Conv2D(6, 3) { Trainable = false, Activation = Activation.Tanh }, new Conv2D(5, 3)),
        new(new(9, 8, 3), new Conv2D(6, 3), new Conv2D(5, 3) { Trainable = false, Activation = Activation.ReLU }, new Conv2D(4, 1)),
        new(new(6, 5, 3), new Conv2D(4, 3), new Flatten(), new Dense(5) { Trainable = false }),
        new(new(6, 5, 3), new Conv2D(4, 3) { Trainable = false }, new MaxPooling2D(2), new Flatten(), new Dense(5) { Trainable = false }),
    ];

    private static IEnumerable<Sequential> Chains =>
    [
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.Tanh }, new Conv2D(17, 3) { Padding = Padding.Same }),
        new(new(11, 10, 1), new Conv2D(8, 3), new Conv2D(6, 3) { Strides = 2, Padding = Padding.Same }, new Conv2D(3, 3) { Dilation = 2, Border = Border.All(2) }),
        new(new(8, 9, 3), new Conv2D(12, 1) { Activation = Activation.ReLU }, new Conv2D(12, 3) { Groups = 12, Border = Border.All(1) }, new Conv2D(5, 1)),
        new(new(28, 28, 1), new Conv2D(6, 5) { Padding = Padding.Same, Activation = Activation.Tanh }),
        new(new(14, 14, 6), new Conv2D(16, 5) { Activation = Activation.Tanh }),
    ];
}
