using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// Everything a generated kernel sees of one call: base pointers and the numbers that are not known at build time.
/// Buffers that grow with the batch live at <c>Arena + offset · Capacity</c>, the rest behind them at
/// <c>Arena + PerImageFloats · Capacity + offset</c>; both offsets are constants planned by the generator.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Frame
{
    /// <summary>The planned arena: activations, their gradients and workspace. 64-byte aligned.</summary>
    public float* Arena;

    /// <summary>
    /// All parameters of the network, in the compiler's packed layout. 64-byte aligned. Kernels only read them, but for running averages, which
    /// <see cref="NetworkProgram.Forward"/> updates.
    /// </summary>
    public float* Parameters;

    /// <summary>What <see cref="NetworkProgram.Prepare"/> made of the parameters for the mode that runs; null where it makes nothing. 64-byte aligned.</summary>
    public float* Prepared;

    /// <summary>The parameters' gradients, same layout. Before a backward pass the runtime clears those that kernels add to: all but <see cref="NetworkProgram.WrittenGradients"/>.</summary>
    public float* Gradients;

    /// <summary>The caller's images: Batch × height × width × channels, dense. Several inputs lie one after the other, each with all its images.</summary>
    public float* Input;

    /// <summary>Where <see cref="NetworkProgram.Read"/> writes a tensor, or from where <see cref="NetworkProgram.Write"/> takes one: dense, batch first, N,H,W,C order.</summary>
    public float* Dense;

    /// <summary>Integer labels of a loss that takes them, one per position.</summary>
    public int* Labels;

    /// <summary>Float targets of a loss that takes them, dense, in the output's order.</summary>
    public float* Targets;

    /// <summary>The loss of each image, before the mean (Batch values; sums over the positions of an image).</summary>
    public float* Losses;

    /// <summary>What each position's loss and gradient is multiplied by, so that sums become the batch mean.</summary>
    public float LossScale;

    /// <summary>Memory to work in, a part for each thread, behind a flag for each that says whether it is taken.</summary>
    public float* Scratch;

    /// <summary>Parts of the scratch memory: threads.</summary>
    public int ScratchParts;

    /// <summary>Floats of a part.</summary>
    public int ScratchFloats;

    /// <summary>How many images this call holds.</summary>
    public int Batch;

    /// <summary>How many images the arena was allocated for.</summary>
    public int Capacity;

    /// <summary>The network's seed: dropout masks are a function of seed, layer, step and index alone.</summary>
    public uint Seed;

    /// <summary>The number of training forward passes so far.</summary>
    public uint Step;

    /// <summary>Flags stand a cache line apart.</summary>
    internal const int FlagFloats = 16;

    /// <summary>
    /// A part of the scratch memory that nobody else works in until <see cref="ReturnScratch"/>; what it holds is left over from others. There are as many
    /// parts as threads and a thread takes one at a time, so one is free.
    /// </summary>
    public readonly float* TakeScratch()
    {
        for (var part = 0; ; part = part + 1 < ScratchParts ? part + 1 : 0)
            if (Interlocked.CompareExchange(ref ((int*)Scratch)[part * FlagFloats], 1, 0) == 0)
                return Scratch + (ScratchParts * FlagFloats) + ((long)part * ScratchFloats);
    }

    /// <summary>Gives back what <see cref="TakeScratch"/> gave.</summary>
    public readonly void ReturnScratch(float* part) =>
        Volatile.Write(ref ((int*)Scratch)[(part - Scratch - (ScratchParts * FlagFloats)) / ScratchFloats * FlagFloats], 0);
}
