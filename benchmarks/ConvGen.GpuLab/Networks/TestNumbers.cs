using System.Runtime.InteropServices;

namespace ConvGen.GpuLab.Networks;

/// <summary>Numbers for networks to work on; the same in every run.</summary>
internal static class TestNumbers
{
    private const int Classes = 10; // every classifier here has as many

    /// <summary>Numbers between −1 and 1; a million of them, and then again, because a batch of large maps has a thousand times as many.</summary>
    public static float[] Floats(long count, int seed = 1)
    {
        const int Period = 1 << 20;
        var (random, numbers) = (new Random(seed), new float[count]);
        for (var i = 0; i < Math.Min(count, Period); i++)
            numbers[i] = (random.NextSingle() * 2) - 1;
        for (long filled = Period; filled < count; filled += Math.Min(filled, count - filled))
            Array.Copy(numbers, 0, numbers, filled, Math.Min(filled, count - filled));
        return numbers;
    }

    public static int[] Labels(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Classes))];
    }

    /// <summary>Makes normalisation do something: running averages, scales and shifts as training leaves them.</summary>
    public static void Train(Parameters parameters)
    {
        var random = new Random(3);
        foreach (var parameter in parameters)
        {
            var (low, high) = parameter.Description.Role switch
            {
                ParameterRole.RunningMean or ParameterRole.Bias => (-0.1f, 0.1f),
                ParameterRole.RunningVariance or ParameterRole.Scale => (0.8f, 1.2f),
                _ => default,
            };
            if (high > low)
                parameter.SetValues([.. Enumerable.Range(0, parameter.Count).Select(_ => low + ((high - low) * random.NextSingle()))]);
        }
    }

    public static int Length(IEnumerable<TensorDescription> tensors) => tensors.Sum(tensor => tensor.Shape.Aggregate(1, (product, extent) => product * extent));

    public static void Write<T>(string path, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes(numbers));
    }
}
