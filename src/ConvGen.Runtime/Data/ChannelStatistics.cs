namespace ConvGen;

/// <summary>Mean and standard deviation of each channel of a dataset, over all images and pixels.</summary>
/// <param name="Mean">One number for each channel.</param>
/// <param name="StandardDeviation">One number for each channel: the population's, at least the smallest positive float.</param>
public sealed record ChannelStatistics(IReadOnlyList<float> Mean, IReadOnlyList<float> StandardDeviation)
{
    private const int ImagesAtATime = 64;

    /// <inheritdoc/>
    public override string ToString() => $"mean {string.Join(", ", Mean)}; standard deviation {string.Join(", ", StandardDeviation)}";

    internal static ChannelStatistics Measure(Dataset dataset)
    {
        if (dataset.Count == 0)
            throw new InvalidOperationException("An empty dataset has no statistics.");

        var channels = dataset.ImageShape[^1];
        var count = (double)dataset.Count * dataset.ImageLength / channels;
        var mean = new double[channels];
        ForEachBatch(dataset, images =>
        {
            for (var c = 0; c < channels; c++)
                mean[c] += Sum(images[c..], channels) / count;
        });

        // A second pass around the mean keeps the digits that a sum of squares would lose.
        var variance = new double[channels];
        ForEachBatch(dataset, images =>
        {
            for (var c = 0; c < channels; c++)
                variance[c] += SumOfSquares(images[c..], channels, mean[c]) / count;
        });
        return new ChannelStatistics(
            Array.ConvertAll(mean, m => (float)m),
            Array.ConvertAll(variance, v => Math.Max((float)Math.Sqrt(v), float.Epsilon)));
    }

    private static double Sum(ReadOnlySpan<float> values, int stride)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i += stride)
            sum += values[i];
        return sum;
    }

    private static double SumOfSquares(ReadOnlySpan<float> values, int stride, double center)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i += stride)
            sum += (values[i] - center) * (values[i] - center);
        return sum;
    }

    private static void ForEachBatch(Dataset dataset, Action<ReadOnlySpan<float>> action)
    {
        var length = dataset.ImageLength;
        var images = new float[ImagesAtATime * length];
        var indices = new int[ImagesAtATime];
        for (var start = 0; start < dataset.Count; start += ImagesAtATime)
        {
            var n = Math.Min(ImagesAtATime, dataset.Count - start);
            for (var i = 0; i < n; i++)
                indices[i] = start + i;
            dataset.FillImages(indices.AsSpan(0, n), images.AsSpan(0, n * length));
            action(images.AsSpan(0, n * length));
        }
    }
}
