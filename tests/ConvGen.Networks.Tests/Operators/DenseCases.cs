using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Vectors: dense layers behind every kind of map, flattening, and activations as layers.</summary>
internal static class DenseCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(1, 1, 5), new Flatten(), new Dense(7)),
        new(Extent.Vector(1), new Dense(1)),
        new(Extent.Vector(1), new Dense(9) { UseBias = false }, new Dense(1), new Dense(56)),
        new(Extent.Vector(7), new Dense(5) { Activation = Activation.ReLU }, new Dense(19)),
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
        new(new(3, 5, 80), new Flatten(), new Dense(456) { Activation = Activation.ReLU }, new Dense(7)),
        new(Extent.Vector(1300), new Dense(448)),
        new(Extent.Vector(1040), new Dense(512), new PReLU()),
        new(new(1, 1, 1100), new Flatten(), new Dense(500) { UseBias = false }, new ReLU()),
        .. Transposed,
        Streamed,
    ];

    /// <summary>A layer whose weights' gradient goes past the caches, half a panel of it too.</summary>
    public static Sequential Streamed { get; } = new(Extent.Vector(9), new Dense(1024) { Activation = Activation.Tanh }, new Dense(1032));

    /// <summary>Layers whose input's gradient reads the weights as they lie: a vector's, and a map's.</summary>
    public static IEnumerable<Sequential> Transposed =>
    [
        new(Extent.Vector(20), new Dense(528) { Activation = Activation.ReLU }, new Dense(512)),
        new(new(4, 3, 5), new Conv2D(48, 1) { UseBias = false }, new Flatten(), new Dense(512) { UseBias = false }, new Tanh()),
    ];
}
