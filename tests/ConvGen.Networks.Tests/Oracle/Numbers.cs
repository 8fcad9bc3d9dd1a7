namespace ConvGen.Tests.Oracle;

/// <summary>Reproducible test data: the same seed gives the same numbers everywhere.</summary>
internal sealed class Numbers(int seed)
{
    private ulong _state = (ulong)seed;

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Floats uniform in ±<paramref name="scale"/>.</summary>
    public float[] Uniform(int count, double scale = 1)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(((2 * Unit()) - 1) * scale);
        return values;
    }

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
