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
        var mean = Accumulate(dataset, new double[channels], (value, _) => value);
        for (var c = 0; c < channels; c++)
            mean[c] /= count;

        // A second pass around the mean keeps the digits that a sum of squares would lose.
        var variance = Accumulate(dataset, mean, (value, center) => (value - center) * (value - center));
        return new ChannelStatistics(
            Array.ConvertAll(mean, m => (float)m),
            Array.ConvertAll(variance, v => Math.Max((float)Math.Sqrt(v / count), float.Epsilon)));
    }

    private static double[] Accumulate(Dataset dataset, double[] centers, Func<float, double, double> term)
    {
        var channels = centers.Length;
        var sums = new double[channels];
        var length = dataset.ImageLength;
        var images = new float[ImagesAtATime * length];
        var indices = new int[ImagesAtATime];
        for (var start = 0; start < dataset.Count; start += ImagesAtATime)
        {
            var n = Math.Min(ImagesAtATime, dataset.Count - start);
            for (var i = 0; i < n; i++)
                indices[i] = start + i;
            dataset.FillImages(indices.AsSpan(0, n), images.AsSpan(0, n * length));
            for (var p = 0; p < n * length; p++)
                sums[p % channels] += term(images[p], centers[p % channels]);
        }

        return sums;
    }
}
