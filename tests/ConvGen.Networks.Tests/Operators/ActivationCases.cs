using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

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
