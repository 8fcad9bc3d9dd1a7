namespace ConvGen.Tests.Training;

/// <summary>
/// A network whose losses are told to it, on images of one pixel (of two channels) and three classes. It writes down what it was given; its prediction is the
/// class that the image's first value names, behind as many other outputs' values as <c>ahead</c> says. One parameter of three, whose gradient is one, counts the optimiser's steps.
/// </summary>
internal sealed class FakeNetwork(int batchSize, Func<int, float> trainingLoss, bool labels = true, bool loss = true, int channels = 2, int ahead = 0) : INetwork
{
    private readonly OptimizerSubject _subject = OptimizerSubject.Vector(3);

    public Func<int, float> TestLoss { get; init; } = call => call;

    /// <summary>The first value of every image trained on, in order.</summary>
    public List<float> Seen { get; } = [];

    public List<int> SeenLabels { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<string> Saved { get; } = [];

    public int TestCalls { get; private set; }

    public int BatchSize => batchSize;

    public Parameters Parameters => _subject.Parameters;

    public Activations InputGradient => throw new NotSupportedException();

    public NetworkDescription Description { get; } = new(
        "Fake", [new TensorDescription("input", [1, 1, channels], -1)], [], [],
        [.. ahead > 0 ? [new TensorDescription("x", [ahead], -1)] : Array.Empty<TensorDescription>(), new TensorDescription("y", [3], -1)], [],
        loss ? new LossDescription(labels ? "SparseCategoricalCrossentropy" : "MeanSquaredError", labels, labels ? 1 : 3, null, ahead > 0 ? 1 : 0) : null,
        new MemoryDescription(0, 0, 0, 0, 0));

    public float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels)
    {
        SeenLabels.AddRange(labels);
        return Train(images);
    }

    public float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets)
    {
        Assert.Equal(images.Length / channels * 3, targets.Length);
        return Train(images);
    }

    public float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, Span<float> outputs)
    {
        Predict(images, outputs);
        return TestLoss(++TestCalls);
    }

    public float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, Span<float> outputs) => TestLoss(++TestCalls);

    public void Predict(ReadOnlySpan<float> images, Span<float> outputs)
    {
        var count = images.Length / channels;
        Assert.Equal(count * (ahead + 3), outputs.Length);
        outputs.Clear();
        outputs[..(count * ahead)].Fill(9);
        for (var i = 0; i < count; i++)
            outputs[(count * ahead) + 3 * i + (int)images[channels * i] % 3] = 1;
    }

    public Activations Forward(ReadOnlySpan<float> images, bool training = false) => throw new NotSupportedException();

    public void Backward(ReadOnlySpan<float> outputGradients) => throw new NotSupportedException();

    public void SaveWeights(string path) => Saved.Add(path);

    public void LoadWeights(string path, IReadOnlyList<string>? ignore = null) => throw new NotSupportedException();

    public void Dispose() => _subject.Dispose();

    private float Train(ReadOnlySpan<float> images)
    {
        for (var i = 0; i < images.Length; i += channels)
            Seen.Add(images[i]);
        BatchSizes.Add(images.Length / channels);
        Parameters.Gradients[..3].Fill(1);
        return trainingLoss(BatchSizes.Count);
    }
}
