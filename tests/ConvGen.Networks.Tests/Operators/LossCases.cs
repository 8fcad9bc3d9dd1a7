using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

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
        .. from loss in Crossentropies(fromLogits: true) from network in Endings select new Sequential(network.Input, network.Layers) { Loss = loss },
        .. from loss in Crossentropies(fromLogits: false) select new Sequential(new(5, 4, 3), new Conv2D(6, 2), loss is BinaryCrossentropy ? new Sigmoid() : new Softmax()) { Loss = loss },
        .. from loss in Paired from features in (int[])[3, 8, 17] select new Sequential(new(3, 4, 2), new Flatten(), new Dense(features) { UseBias = false }) { Loss = loss },
        .. from loss in Paired select new Sequential(new(5, 4, 2), new Conv2D(3, 3) { UseBias = false }, new Flatten()) { Loss = loss },
        LeNet5,
    ];

    /// <summary>Distances do not change where all vectors move: the gradient of a bias before them is 0 but for rounding, so there is none.</summary>
    private static IEnumerable<Loss> Paired => [new TripletLoss { Margin = 0.25 }, new ContrastiveLoss { Margin = 1.5 }];

    private static IEnumerable<Sequential> Endings => [new(new(3, 4, 2), new Flatten(), new Dense(7)), new(new(5, 4, 3), new Conv2D(17, 2)), new(new(4, 3, 5), new Conv2D(3, 2), new Flatten())];

    private static IEnumerable<Loss> Crossentropies(bool fromLogits) =>
    [
        new CategoricalCrossentropy { FromLogits = fromLogits }, new CategoricalCrossentropy { FromLogits = fromLogits, LabelSmoothing = 0.125 },
        new BinaryCrossentropy { FromLogits = fromLogits }, new BinaryCrossentropy { FromLogits = fromLogits, LabelSmoothing = 0.25 },
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
