namespace ConvGen.Tests.Oclgrind;

/// <summary>Inference and a training step, beside the processor: that nothing was found means something only of kernels that ran.</summary>
internal static class NetworkRun
{
    private const int Batch = 2;
    private const int ImageLength = 6 * 5 * 3;
    private const int Classes = 3;
    private const float Tolerance = 1e-4f;

    /// <exception cref="InvalidOperationException">The device computes something else than the processor, or did not get the network.</exception>
    public static void On(Device device)
    {
        using var net = new TinyNetwork(new NetworkOptions { BatchSize = Batch, Device = device, Seed = 1 });
        using var twin = new TinyNetwork(new NetworkOptions { BatchSize = Batch, Threads = 1, Seed = 1 });
        if (net.Device != device)
            throw new InvalidOperationException($"The network runs on {net.Device}.");
        var random = new Random(1);
        var images = Enumerable.Range(0, Batch * ImageLength).Select(_ => random.NextSingle() - 0.5f).ToArray();
        int[] labels = [2, 0];

        Compare("scores", Predict(net, images), Predict(twin, images));
        Compare("loss", [net.TrainStep(images, labels)], [twin.TrainStep(images, labels)]);
        new Sgd(0.05f, momentum: 0.9f).Step(net.Parameters);
        new Sgd(0.05f, momentum: 0.9f).Step(twin.Parameters);
        Compare("gradients", net.Parameters.Gradients, twin.Parameters.Gradients);
        Compare("parameters", net.Parameters.Values, twin.Parameters.Values);
        Compare("scores after the step", Predict(net, images), Predict(twin, images));
    }

    private static float[] Predict(TinyNetwork net, float[] images)
    {
        var scores = new float[Batch * Classes];
        net.Predict(images, scores);
        return scores;
    }

    private static void Compare(string what, ReadOnlySpan<float> values, ReadOnlySpan<float> expected)
    {
        for (var i = 0; i < expected.Length; i++)
            if (!(MathF.Abs(values[i] - expected[i]) <= Tolerance))
                throw new InvalidOperationException($"{what}: number {i} is {values[i]}, on the processor {expected[i]}.");
        Console.WriteLine($"{what}: {expected.Length} numbers as on the processor");
    }
}
