namespace ConvGen;

/// <summary>(value − mean) / deviation, with a mean and a deviation for each channel.</summary>
internal sealed class ChannelNormalization
{
    private readonly float[] _mean;
    private readonly float[] _deviation;

    private ChannelNormalization(float[] mean, float[] deviation)
    {
        _mean = mean;
        _deviation = deviation;
    }

    /// <summary>Checks the numbers and spreads a single one over all channels.</summary>
    public static ChannelNormalization Create(int channels, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation)
    {
        foreach (var deviation in standardDeviation)
        {
            if (!(deviation > 0 && float.IsFinite(deviation)))
                throw new ArgumentException($"A standard deviation is above zero, but one is {deviation}.", nameof(standardDeviation));
        }

        return new ChannelNormalization(Spread(mean, channels, nameof(mean)), Spread(standardDeviation, channels, nameof(standardDeviation)));
    }

    /// <summary>Normalises images in place; channels are innermost.</summary>
    public void Apply(Span<float> images)
    {
        var channels = _mean.Length;
        for (var channel = 0; channel < channels; channel++)
        {
            var (mean, deviation) = (_mean[channel], _deviation[channel]);
            for (var p = channel; p < images.Length; p += channels)
                images[p] = (images[p] - mean) / deviation;
        }
    }

    /// <summary>Normalises values that all belong to one channel, in place.</summary>
    public void ApplyToChannel(int channel, Span<float> values)
    {
        var (mean, deviation) = (_mean[channel], _deviation[channel]);
        foreach (ref var value in values)
            value = (value - mean) / deviation;
    }

    private static float[] Spread(ReadOnlySpan<float> numbers, int channels, string argument)
    {
        if (numbers.Length == channels)
            return numbers.ToArray();
        if (numbers.Length != 1)
            throw new ArgumentException($"The images have {channels} channels, but {numbers.Length} numbers are given; give one, or one for each channel.", argument);
        var spread = new float[channels];
        Array.Fill(spread, numbers[0]);
        return spread;
    }
}
