namespace ConvGen.Tests.Oracle;

/// <summary>Losses of the squared distances between a batch's vectors: a sum of terms, divided by how many count.</summary>
internal abstract record PairedLoss : Loss
{
    public double Margin { get; init; } = 0.5;

    public sealed override bool TakesLabels => true;

    public sealed override double Value(Tensor output, Targets targets)
    {
        var terms = Terms(output, targets.Labels).ToList();
        return terms.Count == 0 ? 0 : terms.Sum(term => term.Loss) / terms.Count;
    }

    public sealed override Tensor Gradient(Tensor output, Targets targets)
    {
        var gradient = new Tensor(output.Batch, output.Extent);
        var terms = Terms(output, targets.Labels).ToList();
        var length = output.Extent.Elements;
        foreach (var (one, other, slope) in terms.SelectMany(term => term.Slopes))
            for (var i = 0; i < length; i++)
            {
                // The squared distance's own slope is twice the difference.
                var step = 2 * slope * (output.Values[(one * length) + i] - output.Values[(other * length) + i]) / terms.Count;
                gradient.Values[(one * length) + i] += step;
                gradient.Values[(other * length) + i] -= step;
            }

        return gradient;
    }

    protected sealed override IEnumerable<string> Arguments() => [FormattableString.Invariant($"Margin = {Margin}")];

    /// <summary>What counts: each term's loss, and its derivative by the squared distances of pairs of images.</summary>
    protected abstract IEnumerable<(double Loss, (int One, int Other, double Slope)[] Slopes)> Terms(Tensor output, int[] labels);

    /// <summary>The largest of all squared distances: what rounding is relative to.</summary>
    protected static double Largest(Tensor output) =>
        Pairs(output).Select(pair => Squared(output, pair.One, pair.Other)).DefaultIfEmpty(0).Max();

    protected static IEnumerable<(int One, int Other)> Pairs(Tensor output) =>
        from one in Enumerable.Range(0, output.Batch) from other in Enumerable.Range(one + 1, output.Batch - one - 1) select (one, other);

    protected static double Squared(Tensor output, int one, int other)
    {
        var length = output.Extent.Elements;
        return Enumerable.Range(0, length).Sum(i => Math.Pow(output.Values[(one * length) + i] - output.Values[(other * length) + i], 2));
    }
}

/// <summary>max(d(a, p)² − d(a, n)² + margin, 0) over all triplets, the mean over those above 0.</summary>
internal sealed record TripletLoss : PairedLoss
{
    public override double Kink(Tensor output, Targets targets) => Excesses(output, targets.Labels)
        .Select(triple => Math.Abs(triple.Excess)).DefaultIfEmpty(double.PositiveInfinity).Min() / Math.Max(Largest(output), Margin);

    protected override IEnumerable<(double Loss, (int One, int Other, double Slope)[] Slopes)> Terms(Tensor output, int[] labels) =>
        from triple in Excesses(output, labels)
        where triple.Excess > 0
        select (triple.Excess, new[] { (triple.Anchor, triple.Same, 1.0), (triple.Anchor, triple.Other, -1.0) });

    private IEnumerable<(int Anchor, int Same, int Other, double Excess)> Excesses(Tensor output, int[] labels)
    {
        var images = Enumerable.Range(0, output.Batch);
        return from anchor in images
               from same in images
               where same != anchor && labels[same] == labels[anchor]
               from other in images
               where labels[other] != labels[anchor]
               select (anchor, same, other, Squared(output, anchor, same) - Squared(output, anchor, other) + Margin);
    }
}

/// <summary>½ d² for equal labels, ½ max(margin − d, 0)² for different ones, over all pairs.</summary>
internal sealed record ContrastiveLoss : PairedLoss
{
    /// <summary>The distance has no derivative at 0: vectors may be equal, but not nearly so.</summary>
    public override double Kink(Tensor output, Targets targets) => Pairs(output)
        .Select(pair => Squared(output, pair.One, pair.Other)).Where(squared => squared > 0).DefaultIfEmpty(double.PositiveInfinity).Min() / Math.Max(Largest(output), 1e-30) / 100;

    protected override IEnumerable<(double Loss, (int One, int Other, double Slope)[] Slopes)> Terms(Tensor output, int[] labels)
    {
        for (var one = 0; one < output.Batch; one++)
            for (var other = one + 1; other < output.Batch; other++)
            {
                var squared = Squared(output, one, other);
                var gap = Math.Max(Margin - Math.Sqrt(squared), 0);
                yield return labels[one] == labels[other]
                    ? (squared / 2, [(one, other, 0.5)])
                    : (gap * gap / 2, [(one, other, squared == 0 ? 0 : -gap / (2 * Math.Sqrt(squared)))]);
            }
    }
}
