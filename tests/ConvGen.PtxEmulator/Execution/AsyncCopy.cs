namespace ConvGen.Tests.Ptx;

/// <summary>A cp.async of a warp that has not been carried out in all its lanes. It is carried out as late as the program allows: at the wait.</summary>
internal sealed class AsyncCopy(Step step)
{
    public Step Step { get; } = step;

    /// <summary>Lanes in which it is still to be done.</summary>
    public uint Pending { get; set; }

    /// <summary>By lane: the group that it belongs to, where from, where to (from the start of shared memory), and how many bytes; the rest is zeros.</summary>
    public int[] Group { get; } = new int[32];

    public ulong[] Source { get; } = new ulong[32];

    public int[] Target { get; } = new int[32];

    public int[] Bytes { get; } = new int[32];
}
