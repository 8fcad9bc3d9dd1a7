namespace ConvGen.Tests.Oracle;

/// <summary>A loss, as a mean over the batch, and its gradient with respect to the network's output.</summary>
internal abstract record Loss
{
    /// <summary>The output it is for, where there are several.</summary>
    public string? Of { get; init; }

    public abstract bool TakesLabels { get; }

    public string Declaration
    {
        get
        {
            var arguments = string.Join(", ", Of is null ? Arguments() : Arguments().Append($"Of = \"{Of}\""));
            return arguments.Length == 0 ? $"[{GetType().Name}]" : $"[{GetType().Name}({arguments})]";
        }
    }

    public abstract double Value(Tensor output, Targets targets);

    public abstract Tensor Gradient(Tensor output, Targets targets);

    /// <summary>How near the pass came to a point where the derivative jumps.</summary>
    public virtual double Kink(Tensor output, Targets targets) => double.PositiveInfinity;

    /// <summary>A target that the loss can mean, from a number in ±1.</summary>
    public virtual float Target(float drawn) => drawn;

    protected virtual IEnumerable<string> Arguments() => [];
}

/// <summary>What a loss compares the output with: one label per position, or one value per element.</summary>
internal sealed record Targets(int[] Labels, float[] Values);

/// <summary>−log of the labelled class's share, over the channels of each position; the mean leaves ignored positions out.</summary>
internal sealed record SparseCategoricalCrossentropy : Loss
{
    public int? IgnoreIndex { get; init; }

    public bool FromLogits { get; init; } = true;

    public override bool TakesLabels => true;

    public override double Value(Tensor output, Targets targets)
    {
        var logarithms = FromLogits ? Crossentropy.LogSoftmax(output) : [.. output.Values.Select(share => Math.Log(Limited(share)))];
        var counted = Counted(targets);
        var sum = counted.Sum(position => -logarithms[(position * output.Extent.Channels) + targets.Labels[position]]);
        return counted.Count == 0 ? 0 : sum / counted.Count;
    }

    public override Tensor Gradient(Tensor output, Targets targets)
    {
        var gradient = new Tensor(output.Batch, output.Extent);
        var shares = Shares(output);
        var counted = Counted(targets);
        var classes = output.Extent.Channels;
        foreach (var position in counted)
            for (var c = 0; c < classes; c++)
            {
                var hit = c == targets.Labels[position] ? 1 : 0;
                var share = shares.Values[(position * classes) + c];
                gradient.Values[(position * classes) + c] = (FromLogits ? share - hit : -hit / Limited(share)) / counted.Count;
            }

        return gradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        if (IgnoreIndex is { } ignored)
            yield return $"IgnoreIndex = {ignored}";
        if (!FromLogits)
            yield return "FromLogits = false";
    }

    /// <summary>Given probabilities count as at least 1e-7.</summary>
    private double Limited(double share) => FromLogits ? share : Math.Max(share, 1e-7f);

    private Tensor Shares(Tensor output) => FromLogits ? new Softmax().Forward(output, []) : output;

    private List<int> Counted(Targets targets) =>
        [.. Enumerable.Range(0, targets.Labels.Length).Where(position => targets.Labels[position] != IgnoreIndex)];
}

/// <summary>The mean of squared differences over batch and elements.</summary>
internal sealed record MeanSquaredError : Loss
{
    public override bool TakesLabels => false;

    public override double Value(Tensor output, Targets targets) =>
        output.Values.Select((value, i) => (value - targets.Values[i]) * (value - targets.Values[i])).Average();

    public override Tensor Gradient(Tensor output, Targets targets) =>
        output.Map(i => 2 * (output.Values[i] - targets.Values[i]) / output.Values.Length);
}
