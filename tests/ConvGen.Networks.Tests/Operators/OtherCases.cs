using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Windows over single channels, overlapping, padded and uneven.</summary>
internal static class PoolingCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(8, 6, 3), new MaxPooling2D(2)),
        new(new(9, 7, 17), new MaxPooling2D(2)),
        new(new(9, 8, 6), new MaxPooling2D(3) { Strides = 2 }),
        new(new(9, 8, 6), new MaxPooling2D(3) { Strides = 2, Padding = Padding.Same }),
        new(new(8, 9, 3), new MaxPooling2D(3) { Strides = 1, Padding = Padding.Same }),
        new(new(7, 8, 8), new MaxPooling2D(3) { Strides = 2, Border = Border.All(1) }),
        new(new(7, 8, 1), new MaxPooling2D(3) { Strides = 3, Border = new(1, 0, 0, 1) }),
        new(new(7, 8, 33), new MaxPooling2D(2, 3) { Strides = 2 }),
        new(new(5, 4, 3), new MaxPooling2D(5, 4) { Strides = 1 }),
        new(new(10, 9, 3), new MaxPooling2D(2) { Strides = 3 }),
        new(new(8, 6, 3), new AveragePooling2D(2)),
        new(new(9, 7, 17), new AveragePooling2D(2)),
        new(new(9, 8, 6), new AveragePooling2D(3) { Strides = 2 }),
        new(new(9, 8, 6), new AveragePooling2D(3) { Strides = 2, Padding = Padding.Same }),
        new(new(9, 8, 6), new AveragePooling2D(3) { Strides = 2, Padding = Padding.Same, CountIncludePad = true }),
        new(new(7, 8, 8), new AveragePooling2D(3) { Strides = 2, Border = Border.All(1) }),
        new(new(7, 8, 8), new AveragePooling2D(3) { Strides = 2, Border = Border.All(1), CountIncludePad = true }),
        new(new(8, 7, 1), new AveragePooling2D(3) { Strides = 1, Border = new(1, 0, 0, 1) }),
        new(new(7, 8, 33), new AveragePooling2D(3, 2) { Strides = 3 }),
        new(new(5, 4, 3), new AveragePooling2D(5, 4) { Strides = 1 }),
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.ReLU }, new MaxPooling2D(2)),
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.Tanh }, new AveragePooling2D(3) { Strides = 2 }, new MaxPooling2D(2)),
        new(new(9, 8, 3), new MaxPooling2D(3) { Strides = 1 }, new MaxPooling2D(3) { Strides = 2, Padding = Padding.Same }, new Conv2D(5, 2)),
    ];
}

/// <summary>Vectors: dense layers behind every kind of map, flattening, and activations as layers.</summary>
internal static class DenseCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(1, 1, 5), new Flatten(), new Dense(7)),
        new(new(3, 5, 6), new Flatten()),
        new(new(3, 5, 6), new Flatten(), new Dense(10)),
        new(new(5, 4, 17), new Flatten(), new Dense(33) { UseBias = false }),
        new(new(4, 3, 2), new Flatten(), new Dense(1)),
        new(new(2, 3, 4), new Flatten(), new Dense(16), new Dense(24), new Dense(3)),
        .. from activation in (Activation[])[Activation.ReLU, Activation.LeakyReLU, Activation.Sigmoid, Activation.Tanh, Activation.Softmax]
           select new Sequential(new(3, 4, 3), new Flatten(), new Dense(13) { Activation = activation }, new Dense(5)),
        new(new(9, 8, 3), new Conv2D(6, 3) { Strides = 2 }, new Flatten()),
        new(new(9, 8, 3), new Conv2D(6, 3) { Strides = 2 }, new Flatten(), new Dense(10)),
        new(new(9, 8, 3), new Conv2D(6, 3), new MaxPooling2D(2), new Flatten(), new Dense(10)),
        new(new(7, 6, 3), new Conv2D(9, 3), new Flatten(), new ReLU(), new Dense(10)),
        new(new(7, 6, 3), new Conv2D(9, 3), new ReLU(), new Flatten(), new Dropout(0), new Dense(10)),
        new(new(7, 6, 3), new Conv2D(9, 3), new Flatten(), new Tanh(), new Dropout(0), new Dense(10), new Sigmoid(), new Dense(3)),
        new(new(6, 7, 3), new AveragePooling2D(2), new Flatten(), new Softmax(), new Dense(4)),
        new(new(4, 3, 2), new Flatten(), new Dense(12), new Flatten(), new Dense(4)),
    ];
}

/// <summary>Activations as layers, over maps and vectors, first, last and in a row.</summary>
internal static class ActivationCases
{
    public static IEnumerable<Sequential> All =>
    [
        .. from layer in Layers select new Sequential(new(5, 7, 3), layer),
        .. from layer in Layers select new Sequential(new(3, 3, 17), new Flatten(), layer),
        .. from layer in Layers select new Sequential(new(6, 5, 3), new Conv2D(9, 3), layer, new Conv2D(2, 2)),
        new(new(6, 5, 3), new Conv2D(9, 3) { Activation = Activation.ReLU }, new Sigmoid(), new Tanh()),
        new(new(6, 5, 3), new LeakyReLU { NegativeSlope = 0.25f }, new Conv2D(4, 3)),
        new(new(6, 5, 3), new Dropout(0), new Conv2D(4, 3)),
        new(new(6, 5, 3), new Conv2D(4, 3), new Dropout(0)),
    ];

    private static IEnumerable<Layer> Layers => [new ReLU(), new LeakyReLU(), new Sigmoid(), new Tanh(), new Softmax()];
}

/// <summary>Losses on vectors and maps.</summary>
internal static class LossCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(3, 4, 2), new Flatten(), new Dense(10)) { Loss = new SparseCategoricalCrossentropy() },
        new(new(3, 4, 2), new Flatten(), new Dense(3)) { Loss = new SparseCategoricalCrossentropy { IgnoreIndex = -1 } },
        new(new(3, 4, 2), new Flatten(), new Dense(7) { Activation = Activation.Softmax }) { Loss = new SparseCategoricalCrossentropy { FromLogits = false } },
        new(new(5, 4, 3), new Conv2D(6, 2)) { Loss = new SparseCategoricalCrossentropy() },
        new(new(5, 4, 3), new Conv2D(17, 2)) { Loss = new SparseCategoricalCrossentropy { IgnoreIndex = 255 } },
        new(new(5, 4, 3), new Conv2D(6, 2), new Softmax()) { Loss = new SparseCategoricalCrossentropy { FromLogits = false, IgnoreIndex = 2 } },
        new(new(3, 4, 2), new Flatten(), new Dense(5)) { Loss = new MeanSquaredError() },
        new(new(3, 4, 2), new Conv2D(9, 3, 2)) { Loss = new MeanSquaredError() },
        new(new(6, 5, 3), new Conv2D(4, 3), new Flatten()) { Loss = new MeanSquaredError() },
        new(new(6, 5, 3), new AveragePooling2D(2)) { Loss = new MeanSquaredError() },
        LeNet5,
    ];

    public static Sequential LeNet5 => new(new(28, 28, 1),
        new Conv2D(6, 5) { Padding = Padding.Same, Activation = Activation.Tanh, Name = "conv1" },
        new AveragePooling2D(2),
        new Conv2D(16, 5) { Activation = Activation.Tanh, Name = "conv2" },
        new AveragePooling2D(2),
        new Flatten(),
        new Dense(120) { Activation = Activation.Tanh, Name = "fc1" },
        new Dense(84) { Activation = Activation.Tanh, Name = "fc2" },
        new Dense(10) { Name = "fc3" })
    {
        Loss = new SparseCategoricalCrossentropy(),
    };
}
