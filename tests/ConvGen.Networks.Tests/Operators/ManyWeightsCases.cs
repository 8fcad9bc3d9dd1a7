using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>
/// Contractions whose weights are more than the second cache holds, so that blocks of rows go through a panel of them together: full panels alone and with a half
/// one, blocks that end within an image, formulas in the epilogue and behind it.
/// </summary>
internal static class ManyWeightsCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(5, 7, 416), new Conv2D(128, 1)),
        new(new(3, 9, 400), new Conv2D(136, 1), new ReLU()),
        new(new(6, 7, 72), new Conv2D(88, 3) { Strides = 2, Padding = Padding.Same }, new Sigmoid()),
        new(new(6, 7, 100), new Conv2D(60, 3) { UseBias = false }, new BatchNormalization(), new LeakyReLU()),
    ];

    /// <summary>Deep sums over rows that tall tiles divide, of maps without a frame, whose rows are one, and with one: seven to thirteen rows of two vectors of sixteen.</summary>
    public static IEnumerable<Sequential> Tall =>
    [
        new(new(5, 13, 264), new Conv2D(48, 1), new ReLU()),
        new(new(3, 12, 256), new Conv2D(32, 1)),
        new(new(3, 11, 272), new Conv2D(40, 1), new Tanh()),
        new(new(5, 10, 264), new Conv2D(64, 1) { UseBias = false }),
        new(new(4, 8, 256), new Conv2D(32, 1), new BatchNormalization(), new ReLU()),
        new(new(13, 13, 32), new Conv2D(40, 3) { Strides = 1, Dilation = 2, Padding = Padding.Same }, new Conv2D(16, 3) { Padding = Padding.Same }),
    ];
}
