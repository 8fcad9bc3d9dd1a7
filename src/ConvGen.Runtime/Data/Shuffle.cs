namespace ConvGen;

/// <summary>Reproducible orders: a pure function of count, seed and epoch, the same on every machine and whatever the threads.</summary>
public static class Shuffle
{
    /// <summary>Keeps the stream of orders apart from those of dropout layers.</summary>
    private const uint Stream = 0x5348_5546;

    /// <summary>Fills <paramref name="indices"/> with a permutation of 0 … length − 1: the shuffle of Fisher and Yates over counter-based random bits.</summary>
    public static void Fill(Span<int> indices, int seed, int epoch)
    {
        var key = VectorMath.Key((uint)seed, Stream, (uint)epoch);
        for (var i = 0; i < indices.Length; i++)
        {
            // Where the new element goes: one of the i + 1 places so far. The high half of the product is that uniform choice.
            var place = (int)((ulong)VectorMath.Hash((uint)i, key) * (uint)(i + 1) >> 32);
            indices[i] = indices[place];
            indices[place] = i;
        }
    }
}
