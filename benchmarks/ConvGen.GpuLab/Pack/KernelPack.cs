namespace ConvGen.GpuLab.Pack;

/// <summary>
/// Kernels and what they have to do, in one file that a machine without the compiler can read: each case has the launches of one kernel form, all memory before them, and what may stand there
/// after them. The tests of the kernels write it; the lab runs it on a device.
/// </summary>
/// <param name="Kernels">All kernels, each once.</param>
/// <param name="Cases">In the order in which they were written.</param>
internal sealed record KernelPack(IReadOnlyList<PackedKernel> Kernels, IReadOnlyList<PackedCase> Cases);

/// <summary>A kernel's text.</summary>
/// <param name="Header">What stands before all kernels of a text: language version and target.</param>
/// <param name="Name">Its name, which no other kernel of the pack has.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="Body">The rest.</param>
internal sealed record PackedKernel(string Header, string Name, int Threads, string Body);

/// <summary>One kernel form with its memory.</summary>
/// <param name="Form">Which form of kernel.</param>
/// <param name="Name">What tells it apart from others of its form.</param>
/// <param name="Buffers">The memory, each buffer by itself.</param>
/// <param name="Launches">What runs, in order.</param>
internal sealed record PackedCase(string Form, string Name, IReadOnlyList<PackedBuffer> Buffers, IReadOnlyList<PackedLaunch> Launches);

/// <summary>One launch.</summary>
/// <param name="Kernel">Its number in the pack.</param>
/// <param name="Grid">Blocks.</param>
/// <param name="Places">What the first parameters point to: a buffer, and numbers of 32 bits from its start.</param>
/// <param name="Numbers">The other parameters: the batch, then sizes.</param>
internal sealed record PackedLaunch(int Kernel, (int X, int Y, int Z) Grid, IReadOnlyList<(int Buffer, long Offset)> Places, IReadOnlyList<int> Numbers);

/// <summary>A piece of memory. All arrays have its length, but for the bounds, which have one number for each that is written.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Shift">It begins so many numbers behind a multiple of 256 bytes.</param>
/// <param name="Before">Its bits before the launches.</param>
internal sealed record PackedBuffer(string Name, int Shift, int[] Before)
{
    /// <summary>Its bits after them, as the emulator has them; null where nobody asks what a kernel leaves there.</summary>
    public int[]? After { get; init; }

    /// <summary>Which numbers have bounds. The others must keep their bits.</summary>
    public bool[] IsWritten { get; init; } = [];

    /// <summary>The least number that is right. Both bounds are NaN where NaN is, and infinite where anything is.</summary>
    public float[] Low { get; init; } = [];

    /// <summary>The largest one.</summary>
    public float[] High { get; init; } = [];
}
