namespace ConvGen;

/// <summary>
/// How a job's items are cut: a chunk for each thread out of half of the items, one for each out of half of what is left, and so on, down to chunks of the grain. Large chunks
/// first, for kernels do a run of items faster than items one by one; small ones last, so that threads end together (guided self-scheduling, Polychronopoulos and Kuck 1987).
/// </summary>
/// <param name="count">Items.</param>
/// <param name="grain">Chunks are multiples of so many, the last one excepted.</param>
/// <param name="threads">That share the items.</param>
internal readonly struct ChunkSizes(int count, int grain, int threads)
{
    /// <summary>How many chunks there are.</summary>
    public int Count
    {
        get
        {
            var (chunks, rest) = (0, count);
            for (int size; (size = Size(rest)) > grain; rest -= size * threads)
                chunks += threads;
            return chunks + (int)(((long)rest + grain - 1) / grain);
        }
    }

    /// <summary>The items of a chunk.</summary>
    public (int Begin, int End) Chunk(int index)
    {
        var (begin, size) = (0, Size(count));
        for (; size > grain && index >= threads; index -= threads, size = Size(count - begin))
            begin += size * threads;
        begin += index * size;
        return (begin, begin + Math.Min(size, count - begin));
    }

    /// <summary>Of a chunk where so many items are left.</summary>
    private int Size(int rest) => Math.Max(grain, rest / 2 / threads / grain * grain);
}
