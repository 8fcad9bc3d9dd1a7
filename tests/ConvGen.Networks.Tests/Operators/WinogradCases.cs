using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Convolutions that the cost model gives to Winograd: maps that tiles cover and maps that they do not, blocks that end within an image, every kind of epilogue, filters of both sizes.</summary>
internal static class WinogradCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(8, 8, 16), new Conv2D(16, 3) { Padding = Padding.Same }),
        new(new(12, 12, 32), new Conv2D(32, 3)),
        new(new(13, 11, 16), new Conv2D(32, 3) { Padding = Padding.Same }),
        new(new(7, 7, 32), new Conv2D(32, 3) { Padding = Padding.Same, UseBias = false }),
        new(new(7, 29, 24), new Conv2D(48, 3) { Padding = Padding.Same }),
        new(new(10, 13, 32), new Conv2D(48, 3) { Padding = Padding.Same }),
        new(new(11, 10, 40), new Conv2D(16, 3) { Border = new(0, 2, 1, 3) }),
        new(new(9, 10, 24), new Conv2D(32, 3) { Padding = Padding.Same }, new ReLU()),
        new(new(6, 9, 32), new Conv2D(16, 3) { Padding = Padding.Same }, new LeakyReLU(), new Conv2D(32, 3) { Padding = Padding.Same }, new BatchNormalization(), new ReLU()),
        new(new(10, 10, 16), new Conv2D(32, 3) { Padding = Padding.Same }, new Sigmoid(), new Conv2D(16, 3) { Padding = Padding.Same }),
        new(new(9, 11, 16), new Conv2D(32, 5) { Padding = Padding.Same }, new ReLU()),
        new(new(12, 10, 24), new Conv2D(16, 5)),
        new(new(10, 14, 32), new Conv2D(48, 5) { Border = new(1, 4, 2, 0), UseBias = false }),
        new(new(8, 8, 16), new Conv2D(16, 5) { Padding = Padding.Same }, new Conv2DTranspose(16, 5), new Conv2D(16, 10) { Strides = 2 }),
        new(new(8, 8, 16), new Conv2D(32, 5) { Padding = Padding.Same }, new LeakyReLU(), new Conv2D(16, 5) { Padding = Padding.Same }, new BatchNormalization(), new ReLU()),
        .. OfOneImage,
    ];

    /// <summary>
    /// Of stride 2, forward. Of 3×3 taps: maps that tiles cover and maps that they do not, frames of every kind, several blocks; of 7×7 and up to four channels, one of them so that its vectors reach past the map.
    /// </summary>
    public static IEnumerable<Sequential> OfStride2 =>
    [
        new(new(16, 16, 32), new Conv2D(64, 3) { Strides = 2, Padding = Padding.Same }),
        new(new(29, 35, 32), new Conv2D(64, 3) { Strides = 2, Border = new(1, 1, 1, 1) }),
        new(new(17, 21, 32), new Conv2D(32, 3) { Strides = 2, UseBias = false }, new BatchNormalization(), new ReLU()),
        new(new(16, 14, 72), new Conv2D(48, 3) { Strides = 2, Border = new(0, 2, 3, 1) }, new LeakyReLU()),
        new(new(32, 36, 32), new Conv2D(64, 3) { Strides = 2, Padding = Padding.Same, UseBias = false }, new BatchNormalization(), new Conv2D(64, 3) { Strides = 2, Padding = Padding.Same }),
        new(new(32, 32, 3), new Conv2D(32, 7) { Strides = 2, Border = new(3, 3, 3, 3) }, new ReLU()),
        new(new(39, 31, 3), new Conv2D(48, 7) { Strides = 2 }, new BatchNormalization(), new ReLU()),
        new(new(38, 29, 4), new Conv2D(32, 7) { Strides = 2, Padding = Padding.Same }),
        new(new(29, 45, 1), new Conv2D(64, 7) { Strides = 2, Border = new(0, 5, 2, 1), UseBias = false }),
        new(new(30, 30, 2), new Conv2D(32, 7) { Strides = 2, Padding = Padding.Same }, new LeakyReLU()),
    ];

    /// <summary>Results whose lines are fetched before they are stored: blocks of a row of tiles, of several, and of a part of one; an even number of panels, and an odd one.</summary>
    public static IEnumerable<Sequential> OfLargeResults =>
    [
        new(new(192, 190, 3), new Conv2D(32, 7) { Strides = 2, Border = new(3, 3, 3, 3) }),
        new(new(187, 48, 32), new Conv2D(32, 3) { Padding = Padding.Same }),
        new(new(25, 235, 16), new Conv2D(48, 3) { Padding = Padding.Same }),
    ];

    /// <summary>
    /// Filters that are kept for several images and transformed on the way for one: of sixteen tiles, of fewer and of few, of both sizes; channels in one part and in several, panels in one group and in several.
    /// </summary>
    public static IEnumerable<Sequential> OfOneImage =>
    [
        new(new(14, 13, 72), new Conv2D(80, 3) { Padding = Padding.Same }, new ReLU()),
        new(new(12, 10, 32), new Conv2D(208, 3) { Padding = Padding.Same, UseBias = false }),
        new(new(13, 13, 24), new Conv2D(432, 3) { Padding = Padding.Same }),
        new(new(7, 7, 80), new Conv2D(80, 3) { Padding = Padding.Same }, new LeakyReLU()),
        new(new(7, 7, 32), new Conv2D(112, 3) { Padding = Padding.Same }),
        new(new(7, 7, 160), new Conv2D(16, 3) { Padding = Padding.Same }, new ReLU()),
        new(new(6, 6, 128), new Conv2D(144, 3) { Padding = Padding.Same }),
    ];

    /// <summary>The same of more than a pass, whose kept filters (21 MB) come from memory. Either way is tried for itself by smaller cases.</summary>
    public static Sequential OfOneLargeImage => new(new(17, 18, 400), new Conv2D(368, 3) { Padding = Padding.Same }, new ReLU());

    /// <summary>Filters whose transforms are too large to keep: parts of all channels and of some, panels that items do not divide, maps of one tile, of one register tile and of more; filters' gradients that are summed in parts.</summary>
    public static IEnumerable<Sequential> Large =>
    [
        new(new(9, 10, 136), new Conv2D(432, 3) { Padding = Padding.Same }, new ReLU()),
        new(new(7, 7, 256), new Conv2D(256, 3) { Padding = Padding.Same, UseBias = false }),
        new(new(10, 11, 120), new Conv2D(496, 3), new LeakyReLU()),
        new(new(7, 7, 264), new Conv2D(448, 3) { Padding = Padding.Same }),
        new(new(4, 4, 264), new Conv2D(512, 3) { Padding = Padding.Same }, new ReLU()),
        new(new(6, 6, 368), new Conv2D(368, 3) { Padding = Padding.Same }),
        new(new(2, 12, 368), new Conv2D(368, 3) { Padding = Padding.Same }),
        new(new(2, 8, 136), new Conv2D(144, 3) { Padding = Padding.Same }, new ReLU()),
    ];
}
