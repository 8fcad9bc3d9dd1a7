using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Layers that change a map's size or arrangement and nothing else.</summary>
internal static class ResizingCases
{
    public static IEnumerable<Sequential> All => [.. Paddings, .. Croppings];

    private static IEnumerable<Sequential> Paddings =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24] select new Sequential(new(4, 5, channels), new ZeroPadding2D(2, 2, 2, 2)),
        new(new(4, 5, 3), new ZeroPadding2D(0, 0, 0, 0)),
        new(new(4, 5, 3), new ZeroPadding2D(2, 2, 1, 1)),
        new(new(4, 5, 3), new ZeroPadding2D(1, 0, 0, 3)),
        new(new(4, 5, 3), new ZeroPadding2D(0, 2, 1, 0), new Conv2D(5, 3) { Padding = Padding.Same }),
        new(new(4, 5, 3), new Conv2D(5, 3) { Padding = Padding.Same, Activation = Activation.Sigmoid }, new ZeroPadding2D(1, 1, 1, 1), new MaxPooling2D(3) { Strides = 2 }, new Conv2D(3, 1)),
    ];

    private static IEnumerable<Sequential> Croppings =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24] select new Sequential(new(6, 7, channels), new Cropping2D(1, 1, 1, 1)),
        new(new(4, 5, 3), new Cropping2D(0, 0, 0, 0)),
        new(new(6, 5, 3), new Cropping2D(2, 2, 1, 1)),
        new(new(4, 5, 3), new Cropping2D(1, 2, 0, 4)),
        new(new(6, 7, 3), new Conv2D(5, 3) { Activation = Activation.Sigmoid }, new Cropping2D(0, 1, 1, 0), new Conv2D(3, 2) { Padding = Padding.Same }),
        new(new(6, 7, 3), new Cropping2D(1, 1, 1, 1), new ZeroPadding2D(1, 1, 1, 1), new ReLU(), new Flatten(), new Dense(3)),
    ];
}
