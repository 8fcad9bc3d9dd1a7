using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Maps beyond the second cache and few weights: each image goes through several kernels by itself, and maps of one size share a place meanwhile.</summary>
internal static class LargeMapCases
{
    /// <summary>Six maps of one size, of which two are wanted at a time.</summary>
    public static Sequential Chain { get; } = new(
        new(72, 72, 8), new Conv2D(8, 1), new Sigmoid(), new Conv2D(8, 1), new DepthwiseConv2D(3) { Padding = Padding.Same }, new Conv2D(8, 1), new Tanh(), new Conv2D(8, 1), new Conv2D(8, 1),
        new AveragePooling2D(8), new Flatten(), new Dense(3));

    /// <summary>Maps that go by in strips: rows that the next kernel reads beyond its own, a stride, an image's last rows.</summary>
    public static Sequential Strips { get; } = new(
        new(97, 88, 16), new Conv2D(16, 1), new DepthwiseConv2D(3) { Padding = Padding.Same }, new Conv2D(16, 1), new Sigmoid(), new DepthwiseConv2D(5, 2) { Padding = Padding.Same }, new Conv2D(8, 1),
        new AveragePooling2D(7), new Flatten(), new Dense(3));

    /// <summary>Filter gradients of more pixels than are summed at once: whole rows and parts of a row, equal numbers and a shorter last one; columns of every width, a tile's two heights, groups.</summary>
    public static IEnumerable<Sequential> Gradients { get; } =
    [
        new(new(36, 75, 23), new Conv2D(40, 3) { Strides = 2, Padding = Padding.Same }, new ReLU(), new Conv2D(8, 1), new AveragePooling2D(6), new Flatten(), new Dense(3)),
        new(new(10, 300, 8), new Conv2D(48, 3) { Strides = 2, Padding = Padding.Same }, new AveragePooling2D(5), new Flatten(), new Dense(3)),
        new(new(1, 131, 16), new Conv2D(32, 1)),
        new(new(26, 38, 16), new Conv2D(32, 3) { Strides = 2, Groups = 2, Padding = Padding.Same }, new ReLU(), new AveragePooling2D(6), new Flatten(), new Dense(3)),
    ];

    public static IEnumerable<Sequential> All =>
    [
        Chain, Strips, .. Gradients,
        new(new(75, 61, 8), new Conv2D(16, 1) { UseBias = false }, new BatchNormalization(), new AveragePooling2D(2), new Conv2D(24, 1), new AveragePooling2D(6), new Flatten(), new Dense(2)),
    ];
}
