using ConvGen.Tests.Graphs;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>
/// Networks of small maps and few channels, whose passes have a second form where images lie side by side: tiles that divide pixels and columns and do not, taps that meet only zeros, every kind of
/// epilogue, maps that are taken apart with padding and without, regions that several layers add to.
/// </summary>
internal static class InterleavedCases
{
    public static IReadOnlyList<Graph> All =>
    [
        .. from filters in (int[])[2, 3, 4, 5, 6, 7, 8] select new Sequential(new(11, 10, 1), new Conv2D(filters, 3) { Activation = Activation.Tanh }, new Conv2D(12, 5), new Flatten(), new Dense(3)),
        .. from width in (int[])[8, 9, 10, 11, 12, 13] select new Sequential(new(6, width, 1), new Conv2D(3, 3) { Padding = Padding.Same }, new MaxPooling2D(2), new Conv2D(12, 3) { Padding = Padding.Same, Activation = Activation.ReLU }),
        new Sequential(new(12, 10, 3), new Conv2D(5, 3) { Activation = Activation.ReLU }, new AveragePooling2D(2), new Conv2D(16, 3) { Activation = Activation.Sigmoid }, new Flatten(), new Dense(7) { Activation = Activation.Tanh }, new Dense(4))
        {
            Loss = new SparseCategoricalCrossentropy(),
        },
        new Sequential(new(9, 16, 2), new Conv2D(4, 5, 3) { Border = new(4, 1, 0, 3), UseBias = false }, new LeakyReLU(), new Conv2D(10, 3, 2) { Strides = 2, StrideWidth = 1 }, new Flatten(), new Dense(5)),
        new Sequential(new(11, 14, 1), new Conv2D(4, 3) { Dilation = 2, Padding = Padding.Same }, new Tanh(), new MaxPooling2D(3) { Strides = 2 }, new Conv2D(9, 2)),
        new Sequential(new(10, 10, 1), new Conv2D(6, 3) { Border = new(5, 4, 3, 6), Activation = Activation.Tanh }, new AveragePooling2D(3) { Strides = 2 }, new Conv2D(16, 4) { Border = new(2, 2, 2, 2) }),
        new Sequential(new(1, 40, 1), new Conv2D(3, 1, 7), new Sigmoid(), new Conv2D(5, 1, 4) { StrideWidth = 3, Strides = 1 }),
        new Sequential(new(24, 9, 1), new Conv2D(5, 7, 1) { Strides = 2, StrideWidth = 1 }, new Conv2D(2, 1) { Activation = Activation.Tanh }, new Conv2D(13, 5, 3)),

        // Tiles of one size over filters of a whole panel and of half of one; parts of a map, each by a convolution of its own.
        new Sequential(new(10, 7, 3), new Conv2D(9, 3) { Strides = 2 }, new Conv2DTranspose(5, 2) { Strides = 2, Activation = Activation.LeakyReLU }, new Conv2D(10, 1), new Conv2DTranspose(3, 3)),

        // What the last convolution makes is read from images by themselves; so is what a layer in between makes, which has no other form.
        new Sequential(new(9, 9, 1), new Conv2D(6, 5), new GlobalAveragePooling2D(), new Dense(3)),
        new Sequential(new(12, 12, 1), new Conv2D(5, 3) { Activation = Activation.ReLU }, new Conv2D(11, 3) { Activation = Activation.Tanh }, new PReLU(), new Flatten(), new Dense(3)),

        // Several add to one map, read one map, and give results from within.
        GraphCases.Of(new(10, 9, 1), new("X", new Conv2D(4, 3) { Padding = Padding.Same, Activation = Activation.Tanh }), new("Y", new Conv2D(4, 3, 5) { Padding = Padding.Same }, new Add("X"), new ReLU(), new Conv2D(3, 5))),
        GraphCases.Of(new(8, 9, 1), new("X", new Conv2D(8, 3) { Padding = Padding.Same, Activation = Activation.ReLU }), new("A", new Conv2D(8, 5) { Padding = Padding.Same }), new("B", new Conv2D(3, 3, 5) { Padding = Padding.Same }) { From = "X" }, new("C", new Conv2D(8, 5, 3)) { From = "A" }),
    ];
}
