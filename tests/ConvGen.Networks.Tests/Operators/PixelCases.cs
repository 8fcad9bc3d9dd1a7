using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>
/// Convolutions of few columns whose pixels go in lanes: widths that vectors divide and do not, items of some rows and of all, maps copied and transposed to planes,
/// taps that go back (input gradients), every kind of epilogue.
/// </summary>
internal static class PixelCases
{
    /// <summary>Those whose first convolution is computed so.</summary>
    public static IEnumerable<Sequential> All =>
    [
        .. from filters in (int[])[1, 2, 3, 4, 5] select new Sequential(new(11, 13, 1), new Conv2D(filters, 3)),
        .. from width in (int[])[9, 15, 16, 17, 24, 31, 33, 40] select new Sequential(new(5, width, 1), new Conv2D(3, 3) { Padding = Padding.Same, Activation = Activation.Tanh }),
        .. from width in (int[])[8, 11, 16, 19, 32, 39] select new Sequential(new(4, width, 8), new Conv2D(2, 3) { Padding = Padding.Same }),
        new(new(15, 26, 1), new Conv2D(6, 3)),
        new(new(1, 38, 1), new Conv2D(3, 1, 7)),
        new(new(17, 9, 1), new Conv2D(4, 5, 1) { Activation = Activation.ReLU }),
        new(new(70, 66, 1), new Conv2D(5, 3) { UseBias = false }),
        new(new(37, 43, 8), new Conv2D(3, 3), new LeakyReLU()),
        new(new(13, 14, 1), new Conv2D(4, 3) { Dilation = 2, Padding = Padding.Same }),
        new(new(12, 17, 8), new Conv2D(2, 3) { Dilation = 3, Padding = Padding.Same }),
        new(new(14, 18, 8), new Conv2D(3, 3) { Strides = 2, StrideWidth = 1 }),
        new(new(12, 19, 1), new Conv2D(5, 3, 2) { Border = new(2, 0, 1, 3), Activation = Activation.Sigmoid }),
    ];

    /// <summary>Whose tiles leave out tap rows that meet zeros above or below the map: some of them, all of them, in items of some rows, with rows apart.</summary>
    public static IEnumerable<Sequential> Zeros =>
    [
        new(new(10, 16, 8), new Conv2D(2, 5) { Border = new(4, 4, 4, 4), Activation = Activation.Tanh }),
        new(new(3, 16, 8), new Conv2D(4, 3, 1) { Border = new(9, 7, 0, 0) }),
        new(new(1, 17, 8), new Conv2D(3, 7, 3) { Border = new(3, 6, 1, 1), UseBias = false }),
        new(new(13, 18, 8), new Conv2D(3, 5, 3) { Strides = 2, StrideWidth = 1, Border = new(4, 4, 1, 1) }),
        new(new(66, 24, 8), new Conv2D(5, 7, 3) { Border = new(6, 6, 1, 1) }),
    ];

    /// <summary>The same of input gradients, whose taps go back.</summary>
    public static IEnumerable<Sequential> ZerosOfGradients =>
    [
        new(new(14, 14, 1), new Conv2D(6, 1) { Activation = Activation.Tanh }, new Conv2D(16, 5)),
        new(new(10, 18, 2), new Conv2D(3, 1), new Conv2D(16, 7, 5) { Padding = Padding.Same }),
        new(new(9, 16, 4), new Conv2D(4, 1), new Conv2D(8, 9, 3)),
        new(new(40, 17, 3), new Conv2D(3, 1), new Conv2D(16, 5, 3)),
    ];

    /// <summary>Those whose filters' gradient is summed so: as many taps as tiles divide and not, some rows of taps, taps apart.</summary>
    public static IEnumerable<Sequential> FilterGradients =>
    [
        .. from filters in (int[])[1, 2, 3, 4, 5, 6] select new Sequential(new(11, 13, 1), new Conv2D(filters, 3) { Activation = Activation.Tanh }),
        new(new(12, 19, 1), new Conv2D(5, 4, 3) { Border = new(2, 0, 1, 3) }),
        new(new(13, 14, 1), new Conv2D(4, 3) { Dilation = 2, Padding = Padding.Same, UseBias = false }),
        new(new(22, 10, 1), new Conv2D(6, 5, 1)),
        new(new(20, 24, 1), new Conv2D(3, 2, 2), new ReLU()),
    ];

    /// <summary>Those whose input gradient is: of the last layer, with respect to the few channels of the first.</summary>
    public static IEnumerable<Sequential> Gradients =>
    [
        new(new(12, 13, 3), new Conv2D(4, 1) { Activation = Activation.Tanh }, new Conv2D(16, 5)),
        new(new(14, 14, 1), new Conv2D(6, 3) { Padding = Padding.Same, Activation = Activation.Tanh }, new AveragePooling2D(1), new Conv2D(16, 5)),
        new(new(11, 18, 2), new Conv2D(3, 1), new Conv2D(16, 5) { Padding = Padding.Same }),
        new(new(15, 24, 3), new Conv2D(5, 3), new Conv2D(24, 3) { Dilation = 2 }),
    ];
}
