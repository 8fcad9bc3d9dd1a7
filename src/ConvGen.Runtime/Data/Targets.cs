namespace ConvGen;

/// <summary>What a dataset in memory wants the network to say: int labels or float values, the same number for each image.</summary>
internal sealed class Targets
{
    private readonly int[]? _labels;
    private readonly float[]? _values;

    public Targets(int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _labels = labels;
    }

    public Targets(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
    }

    public bool AreLabels => _labels is not null;

    public void Labels(ReadOnlySpan<int> indices, Span<int> destination) => Gather(_labels!, indices, destination);

    public void Values(ReadOnlySpan<int> indices, Span<float> destination) => Gather(_values!, indices, destination);

    /// <summary>How many images a buffer of <paramref name="length"/> values holds, and how many targets each has.</summary>
    /// <exception cref="ArgumentException">The lengths are not multiples of each other.</exception>
    public (int Count, int PerImage) Match(int length, IReadOnlyList<int> imageShape)
    {
        if (imageShape is not ([> 0, > 0, > 0] or [> 0]))
            throw new ArgumentException($"An image's shape is height, width, channels, each at least 1 (or one number of features), but it is {ShapeText.Format(imageShape)}.", nameof(imageShape));

        var imageLength = imageShape.Aggregate(1L, (product, size) => product * size);
        if (length == 0 || length % imageLength != 0)
            throw new ArgumentException($"{length} values are no whole number of {ShapeText.Format(imageShape)} images ({imageLength} values each).", nameof(imageShape));

        var count = (int)(length / imageLength);
        var targets = _labels?.Length ?? _values!.Length;
        if (targets == 0 || targets % count != 0)
            throw new ArgumentException($"{targets} {(AreLabels ? "labels" : "targets")} do not divide among {count} images.", nameof(length));
        return (count, targets / count);
    }

    private static void Gather<T>(T[] source, ReadOnlySpan<int> indices, Span<T> destination)
    {
        if (indices.IsEmpty)
            return;
        var each = destination.Length / indices.Length;
        for (var i = 0; i < indices.Length; i++)
            source.AsSpan(indices[i] * each, each).CopyTo(destination.Slice(i * each, each));
    }
}
