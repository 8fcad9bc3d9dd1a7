namespace ConvGen.Tests.Oracle;

/// <summary>What the cross-entropies of float targets share.</summary>
internal abstract record Crossentropy : Loss
{
    /// <summary>Probabilities count as at least this much.</summary>
    protected const double LeastProbability = 1e-7f;

    public bool FromLogits { get; init; } = true;

    public double LabelSmoothing { get; init; }

    public sealed override bool TakesLabels => false;

    /// <summary>Targets are shares: not negative.</summary>
    public sealed override float Target(float drawn) => Math.Abs(drawn);

    /// <summary>Logarithms of the softmax over each position's channels, also where that is too small for a number.</summary>
    public static double[] LogSoftmax(Tensor output)
    {
        var classes = output.Extent.Channels;
        var result = new double[output.Values.Length];
        for (var first = 0; first < result.Length; first += classes)
        {
            var row = output.Values[first..(first + classes)];
            var (largest, sum) = (row.Max(), row.Sum(value => Math.Exp(value - row.Max())));
            for (var i = 0; i < classes; i++)
                result[first + i] = row[i] - largest - Math.Log(sum);
        }

        return result;
    }

    protected override IEnumerable<string> Arguments()
    {
        if (!FromLogits)
            yield return "FromLogits = false";
        if (LabelSmoothing != 0)
            yield return FormattableString.Invariant($"LabelSmoothing = {LabelSmoothing}");
    }
}

/// <summary>−Σ t · log p over the channels of each position, the mean over positions.</summary>
internal sealed record CategoricalCrossentropy : Crossentropy
{
    public override double Value(Tensor output, Targets targets)
    {
        var logarithms = Logarithms(output);
        return -logarithms.Select((logarithm, i) => Smoothed(output, targets, i) * logarithm).Sum() / Positions(output);
    }

    public override Tensor Gradient(Tensor output, Targets targets)
    {
        var classes = output.Extent.Channels;
        var shares = new Softmax().Forward(output, []);
        return output.Map(i =>
        {
            var target = Smoothed(output, targets, i);
            if (!FromLogits)
                return -target / Math.Max(output.Values[i], LeastProbability) / Positions(output);
            var first = i / classes * classes;
            var sum = Enumerable.Range(first, classes).Sum(j => Smoothed(output, targets, j));
            return ((shares.Values[i] * sum) - target) / Positions(output);
        });
    }

    private static int Positions(Tensor output) => output.Values.Length / output.Extent.Channels;

    private double Smoothed(Tensor output, Targets targets, int i) => (targets.Values[i] * (1 - LabelSmoothing)) + (LabelSmoothing / output.Extent.Channels);

    private double[] Logarithms(Tensor output) =>
        FromLogits ? LogSoftmax(output) : [.. output.Values.Select(value => Math.Log(Math.Max(value, LeastProbability)))];
}

/// <summary>−t · log p − (1 − t) · log(1 − p), the mean over batch and elements.</summary>
internal sealed record BinaryCrossentropy : Crossentropy
{
    /// <summary>Near 1 a given probability's distance from 1 is mostly rounding.</summary>
    public override double Kink(Tensor output, Targets targets) => FromLogits ? double.PositiveInfinity : output.Values.Min(x => 1 - x) / 1000;

    public override double Value(Tensor output, Targets targets) => output.Values.Select((x, i) =>
    {
        var target = Smoothed(targets, i);
        return FromLogits
            ? Math.Max(x, 0) - (x * target) + LogOnePlus(Math.Exp(-Math.Abs(x)))
            : -(target * Math.Log(Math.Max(x, LeastProbability))) - ((1 - target) * Math.Log(Math.Max(1 - x, LeastProbability)));
    }).Average();

    public override Tensor Gradient(Tensor output, Targets targets) => output.Map(i =>
    {
        var (x, target) = (output.Values[i], Smoothed(targets, i));
        var slope = FromLogits
            ? (1 / (1 + Math.Exp(-x))) - target
            : ((1 - target) / Math.Max(1 - x, LeastProbability)) - (target / Math.Max(x, LeastProbability));
        return slope / output.Values.Length;
    });

    /// <summary>Its series where the sum would round: |z| small.</summary>
    private static double LogOnePlus(double z) => z < 1e-5 ? z - (z * z / 2) : Math.Log(1 + z);

    private double Smoothed(Targets targets, int i) => (targets.Values[i] * (1 - LabelSmoothing)) + (LabelSmoothing / 2);
}
