using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Normalisations over batch, image and channels, and global pooling: maps and vectors whose channels fill no vector of lanes.</summary>
internal static class NormalizationCases
{
    /// <summary>Products of so many terms that devices make them in parts, with statistics behind.</summary>
    public static Sequential BehindParts { get; } = new(new(6, 5, 32), new Conv2D(20, 3) { UseBias = false }, new BatchNormalization());

    public static IEnumerable<Sequential> All => [.. Batch, .. Instance, .. Local, .. Length, .. GlobalPooling];

    private static IEnumerable<Sequential> Batch =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24, 32] select new Sequential(new(5, 3, channels), new BatchNormalization()),
        .. from channels in (int[])[3, 13] select new Sequential(new(5, 3, channels), new Sigmoid(), new BatchNormalization()), // lanes past the channels are not zero
        .. from channels in (int[])[3, 13] select new Sequential(new(5, 3, channels), new Sigmoid(), new InstanceNormalization()),
        .. from features in (int[])[1, 6, 19] select new Sequential(Extent.Vector(features), new BatchNormalization { Epsilon = 0.1f }),
        new(new(1, 1, 5), new BatchNormalization { Epsilon = 0.1f }),
        BehindParts,
        new(new(6, 5, 3), new BatchNormalization { Epsilon = 0.001f, Momentum = 0.75 }),
        new(new(6, 5, 3), new BatchNormalization { Center = false }),
        new(new(6, 5, 3), new BatchNormalization { Scale = false }),
        new(new(6, 5, 3), new BatchNormalization { Center = false, Scale = false }, new Conv2D(4, 3)),
        new(new(6, 5, 3), new BatchNormalization { Trainable = false }),
        new(new(6, 5, 3), new Conv2D(9, 3), new BatchNormalization { Trainable = false }, new ReLU(), new Conv2D(2, 2)),
        new(new(6, 5, 3), new Conv2D(9, 3) { UseBias = false }, new BatchNormalization(), new ReLU(), new Conv2D(2, 2)),
        new(new(6, 5, 3), new Conv2D(9, 3), new BatchNormalization(), new Tanh(), new MaxPooling2D(2)),
        new(new(6, 5, 3), new BatchNormalization(), new Conv2D(9, 3) { Padding = Padding.Same }, new BatchNormalization(), new Conv2D(2, 3) { Padding = Padding.Same }),
        new(new(7, 6, 6), new Conv2D(10, 3) { Groups = 2, Padding = Padding.Same }, new BatchNormalization(), new ReLU()),
        new(new(8, 7, 3), new Conv2D(17, 3) { Strides = 2, Padding = Padding.Same }, new BatchNormalization { Center = false }, new ReLU(), new GlobalAveragePooling2D(), new Dense(4))
        {
            Loss = new SparseCategoricalCrossentropy(),
        },
        new(new(3, 4, 5), new Flatten(), new BatchNormalization { Epsilon = 0.1f }, new Dense(4)),
        new(new(3, 4, 5), new Flatten(), new Dense(11), new BatchNormalization { Epsilon = 0.1f }, new ReLU(), new Dense(4)) { Loss = new MeanSquaredError() },
        new(new(3, 4, 5), new Flatten(), new Tanh(), new BatchNormalization { Epsilon = 0.1f, Trainable = false }, new Dense(4)),
    ];

    private static IEnumerable<Sequential> Instance =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24, 32] select new Sequential(new(5, 3, channels), new InstanceNormalization()),
        new(new(6, 5, 3), new InstanceNormalization { Epsilon = 0.001f, Center = false }),
        new(new(6, 5, 3), new InstanceNormalization { Scale = false }),
        new(new(6, 5, 3), new InstanceNormalization { Center = false, Scale = false }),
        new(new(6, 5, 3), new Conv2D(9, 3), new InstanceNormalization { Trainable = false }, new ReLU()),
        new(new(6, 5, 3), new InstanceNormalization(), new Conv2D(9, 3) { Padding = Padding.Same }, new InstanceNormalization(), new LeakyReLU(), new Conv2D(2, 3) { Padding = Padding.Same }),
    ];

    private static IEnumerable<Sequential> Local =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24] select new Sequential(new(5, 3, channels), new LocalResponseNormalization(5) { Alpha = 0.5f }),
        .. from size in (int[])[1, 2, 4, 7, 30] select new Sequential(new(4, 3, 10), new LocalResponseNormalization(size) { Alpha = 1, Beta = 1.25, Bias = 0.5 }),
        new(new(6, 5, 3), new Conv2D(9, 3), new ReLU(), new LocalResponseNormalization(5) { Bias = 2 }, new MaxPooling2D(2)),
        new(new(6, 5, 3), new LocalResponseNormalization(3) { Alpha = 2 }, new Conv2D(9, 3) { Padding = Padding.Same }, new LocalResponseNormalization(3) { Alpha = 2 }, new Conv2D(2, 3) { Padding = Padding.Same }),
    ];

    private static IEnumerable<Sequential> Length =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24] select new Sequential(new(5, 3, channels), new L2Normalization { Epsilon = 0.25f }),
        .. from features in (int[])[2, 6, 19, 128] select new Sequential(Extent.Vector(features), new L2Normalization()),
        new(new(3, 4, 5), new Flatten(), new L2Normalization(), new Dense(4)),
        new(new(6, 5, 3), new Conv2D(9, 3), new L2Normalization(), new Conv2D(2, 2)),
        new(new(3, 4, 5), new Flatten(), new Dense(11), new L2Normalization()) { Loss = new MeanSquaredError() },
    ];

    private static IEnumerable<Sequential> GlobalPooling =>
    [
        .. from channels in (int[])[1, 6, 8, 17, 24, 32] select new Sequential(new(5, 3, channels), new GlobalAveragePooling2D()),
        .. from channels in (int[])[1, 6, 8, 17, 24, 32] select new Sequential(new(5, 3, channels), new GlobalMaxPooling2D()),
        new(new(1, 1, 5), new GlobalAveragePooling2D()),
        new(new(1, 1, 5), new GlobalMaxPooling2D()),
        new(new(7, 6, 3), new Conv2D(9, 3), new GlobalAveragePooling2D { KeepDims = true }, new Conv2D(4, 3) { Padding = Padding.Same }),
        new(new(7, 6, 3), new Conv2D(9, 3), new GlobalMaxPooling2D { KeepDims = true }, new Conv2D(4, 1)),
        new(new(7, 6, 3), new Conv2D(9, 3) { Activation = Activation.ReLU }, new GlobalMaxPooling2D(), new Dense(4)),
        new(new(7, 6, 3), new Conv2D(9, 3), new GlobalAveragePooling2D(), new Flatten(), new Dense(4)) { Loss = new SparseCategoricalCrossentropy() },
    ];
}
