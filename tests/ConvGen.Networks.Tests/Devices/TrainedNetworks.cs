using ConvGen.Tests.Harness;

namespace ConvGen.Tests.Devices;

/// <summary>Small networks that tests train on a device and on the processor, on the same images.</summary>
internal static class TrainedNetworks
{
    /// <summary>Images of a step.</summary>
    public const int StepImages = 3;

    private const int Inputs = 4 * 4 * 3;

    private const float Tolerance = 2e-5f;

    // A convolution before batch normalisation has no bias here: its gradient is nothing but rounding, of which Adam makes whole steps.
    private static readonly Lazy<System.Reflection.Assembly> s_networks = new(() => GeneratedAssembly.Compile(GeneratedAssembly.Declare("Trained", [("Trained.cs", """
        using ConvGen;

        [Network]
        [Input(4, 4, 3)]
        [Conv2D(8, 3, Padding = Padding.Same, UseBias = false, Name = "conv")]
        [BatchNormalization(Name = "bn")]
        [ReLU]
        [Conv2D(4, 1, Trainable = false, Name = "frozen")]
        [Flatten]
        [Dense(3, Name = "scores")]
        [SparseCategoricalCrossentropy]
        public sealed partial class Trained;

        [Network]
        [Input(4, 4, 3)]
        [Conv2D(8, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
        [Flatten]
        [Dense(3)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Plain;

        [Network]
        [Input(24, 24, 3)]
        [Conv2D(8, 3, Padding = Padding.Same)]
        [MaxPooling2D(8)]
        [Flatten]
        [Dense(3)]
        [SparseCategoricalCrossentropy]
        public sealed partial class InParts;

        [Network]
        [Input(4, 4, 3)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Transfer
        {
            [Conv2D(8, 3, Padding = Padding.Same, UseBias = false, Trainable = false)]
            [BatchNormalization(Trainable = false, Name = "bn")]
            [ReLU]
            public partial Activations Stem { get; }

            [Conv2D(8, 3, Padding = Padding.Same, UseBias = false, Trainable = false)]
            [BatchNormalization(Trainable = false)]
            [ReLU]
            [Conv2D(8, 3, Padding = Padding.Same, UseBias = false, Trainable = false)]
            [BatchNormalization(Trainable = false)]
            [Add(nameof(Stem))]
            [ReLU]
            public partial Activations Body { get; }

            [Flatten]
            [Dense(3)]
            public partial Activations Scores { get; }
        }

        [Network]
        [Input(1, 1, 1)]
        [Flatten]
        [Dense(1)]
        public sealed partial class Tiny;
        """)]), "cuda").Assembly);

    public static float[] Predict(INetwork network)
    {
        var scores = new float[3 * StepImages];
        network.Predict(Images(9), scores);
        return scores;
    }

    public static INetwork Create(Device device, string name = "Trained", int batchSize = StepImages + 1) =>
        (INetwork)Activator.CreateInstance(s_networks.Value.GetType(name, throwOnError: true)!, new NetworkOptions { BatchSize = batchSize, Seed = 1, Device = device, Precision = Precision.Float32 })!;

    public static float Train(INetwork network, Optimizer optimizer, int step)
    {
        var loss = network.TrainStep(Images(step), Labels(step));
        optimizer.Step(network.Parameters);
        return loss;
    }

    public static float[] Images(int step)
    {
        var random = new System.Random(step);
        return [.. Enumerable.Range(0, StepImages * Inputs).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    public static int[] Labels(int step) => [.. Enumerable.Range(0, StepImages).Select(i => (i + step) % 3)];

    public static void CheckParameters(INetwork processor, INetwork device)
    {
        foreach (var parameter in processor.Parameters)
            Near(parameter.GetValues(), device.Parameters[parameter.Name].GetValues(), parameter.Name);
    }

    public static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance, FormattableString.Invariant($"{what}[{i}] is {actual[i]}, expected {expected[i]}"));
    }
}
