using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Layers without parameters that change a map's size or arrangement, or filter it by fixed numbers.</summary>
internal static class ResizingCases
{
    public static IEnumerable<Sequential> All => [.. Paddings, .. Croppings, .. UpSamplings, .. Reshapes, .. Filters];

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

    private static IEnumerable<Sequential> UpSamplings =>
        from interpolation in (Interpolation[])[Interpolation.Nearest, Interpolation.Bilinear]
        from network in (Sequential[])
        [
            .. from channels in (int[])[1, 6, 8, 17, 24] select new Sequential(new(3, 4, channels), new UpSampling2D(2) { Interpolation = interpolation }),
            new(new(3, 4, 3), new UpSampling2D(1) { Interpolation = interpolation }),
            new(new(4, 3, 3), new UpSampling2D(3, 2) { Interpolation = interpolation }),
            new(new(2, 3, 3), new UpSampling2D(1, 5) { Interpolation = interpolation }),
            new(new(3, 2, 3), new UpSampling2D(4, 1) { Interpolation = interpolation }),
            new(new(1, 1, 5), new UpSampling2D(3) { Interpolation = interpolation }),
            new(new(5, 4, 3), new Conv2D(5, 3) { Padding = Padding.Same, Activation = Activation.Sigmoid }, new UpSampling2D(2) { Interpolation = interpolation }, new Conv2D(4, 3) { Padding = Padding.Same }),
        ]
        select network;

    private static IEnumerable<Sequential> Reshapes =>
    [
        new(new(3, 4, 6), new Reshape(4, 6, 3)),
        new(new(3, 4, 6), new Reshape(3, 4, 6)),
        new(new(3, 4, 6), new Reshape(1, 1, 72)),
        new(new(1, 1, 24), new Reshape(3, 4, 2)),
        new(new(3, 4, 6), new Reshape(72)),
        new(Extent.Vector(24), new Reshape(3, 4, 2)),
        new(Extent.Vector(17), new Reshape(17)),
        new(new(3, 4, 6), new Flatten(), new Reshape(3, 4, 6)),
        new(new(3, 4, 6), new Flatten(), new Reshape(2, 3, 12)),
        new(new(3, 4, 2), new Conv2D(6, 2), new Flatten(), new ReLU(), new Reshape(2, 3, 6), new Conv2D(3, 2)),
        new(new(4, 3, 5), new Conv2D(6, 2) { Activation = Activation.Sigmoid }, new Reshape(3, 2, 6), new Conv2D(3, 2)),
        new(new(4, 3, 5), new Conv2D(6, 2) { Activation = Activation.Sigmoid }, new Reshape(2, 9, 2), new Conv2D(3, 2)),
        new(new(3, 4, 6), new Reshape(72), new Dense(12), new Reshape(2, 2, 3), new Conv2D(2, 2)),
    ];

    private static IEnumerable<Sequential> Filters =>
    [
        .. from filter in Enum.GetValues<FixedFilter>() select new Sequential(new(6, 5, 3), new FixedFilter2D(filter)),
        .. from channels in (int[])[1, 6, 8, 17, 24] select new Sequential(new(5, 6, channels), new FixedFilter2D(FixedFilter.SobelVertical) { Padding = Padding.Same }),
        new(new(7, 8, 3), new FixedFilter2D(FixedFilter.ScharrHorizontal) { Strides = 2, Padding = Padding.Same }),
        new(new(5, 4, 3), new FixedFilter2D(2, 1, 0.25f, -1.5f) { Strides = 3 }),
        new(new(7, 9, 6), new FixedFilter2D(FixedFilter.SobelHorizontal) { Strides = 2, StrideWidth = 3, Padding = Padding.Same }),
        new(new(5, 4, 3), new FixedFilter2D(1, 3, -1, 0, 0) { Border = new(1, 0, 0, 2) }),
        new(new(5, 4, 3), new FixedFilter2D(2, 2, 0, 0, 0, 0)),
        new(new(6, 7, 3), new Conv2D(5, 3) { Activation = Activation.Sigmoid }, new FixedFilter2D(FixedFilter.PrewittVertical) { Border = Border.All(1) }, new Conv2D(2, 2)),
    ];
}
