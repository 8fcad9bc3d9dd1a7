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
        .. from layer in Layers select new Sequential(new(3, 4, 5), new Conv2D(7, 2), new LeakyReLU { NegativeSlope = 8 }, layer, new Conv2D(2, 2)),
        .. from layer in Layers select new Sequential(new(3, 4, 5), new LeakyReLU { NegativeSlope = -8 }, layer),
        .. from activation in Enum.GetValues<Activation>().Skip(1) select new Sequential(new(6, 5, 3), new Conv2D(9, 3) { Activation = activation }, new Flatten(), new Dense(11) { Activation = activation }),
        new(new(3, 3, 17), new Flatten(), new PReLU(), new Dense(6)),
        new(new(3, 3, 17), new Flatten(), new PReLU { Shared = true }, new Tanh(), new Dense(6)),
        new(new(5, 4, 24), new PReLU { Trainable = false }),
        new(new(6, 5, 3), new Conv2D(17, 3), new PReLU { Shared = true, Trainable = false }, new Conv2D(2, 2)),
        new(new(6, 5, 3), new Conv2D(9, 3) { Activation = Activation.PReLU, Trainable = false }, new Conv2D(2, 2)),
        new(new(7, 4, 3), new Conv2D(6, 2), new ReLU { MaxValue = 0.5 }, new ReLU { MaxValue = 0.25 }, new Conv2D(2, 2)),
        new(new(6, 5, 3), new Dropout(0), new Conv2D(4, 3)),
        new(new(6, 5, 3), new Conv2D(4, 3), new Dropout(0)),
    ];

    private static IEnumerable<Layer> Layers =>
    [
        new ReLU(), new ReLU { MaxValue = 0.5 }, new LeakyReLU(), new Sigmoid(), new Tanh(), new Softmax(), new SiLU(), new GELU(), new HardSwish(), new PReLU(), new PReLU { Shared = true },
    ];
}
