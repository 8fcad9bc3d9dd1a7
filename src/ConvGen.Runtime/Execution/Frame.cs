using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ConvGen;

/// <summary>
/// Everything a generated kernel sees of one call: base pointers and the numbers that are not known at build time.
/// Buffers that grow with the batch live at <c>Arena + offset · Capacity</c>, the rest behind them at
/// <c>Arena + PerImageFloats · Capacity + offset</c>; both offsets are constants planned by the generator. What a sweep keeps for itself is in <see cref="Sweep"/>.
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

    /// <summary>Memory to work in, a part for each thread.</summary>
    public ThreadMemory Scratch;

    /// <summary>Memory of sweeps, a part for each thread that takes images along: what only a sweep's own kernels want.</summary>
    public ThreadMemory Sweeps;

    /// <summary>The memory of the sweep that runs, where what is kept lies at <c>offset · Together</c>.</summary>
    public float* Sweep;

    /// <summary>How many images the sweep takes along at a time.</summary>
    public int Together;

    /// <summary>The first of those that are on their way.</summary>
    public int First;

    /// <summary>Where kernels go by strips: for each map of which only some rows are there, its float that its place begins with. Null elsewhere.</summary>
    public long* Begins;

    /// <summary>How many images this call holds.</summary>
    public int Batch;

    /// <summary>How many images the arena was allocated for.</summary>
    public int Capacity;

    /// <summary>The network's seed: dropout masks are a function of seed, layer, step and index alone.</summary>
    public uint Seed;

    /// <summary>The number of training forward passes so far.</summary>
    public uint Step;

    /// <summary>True where the batch goes by groups of images side by side (<see cref="ImageGroup"/>), in networks that have kernels for them.</summary>
    public readonly bool ComesInGroups => ImageGroup.Suits(Batch);

    /// <summary>Where a buffer that is kept within the sweep would begin for the batch's first image, so that image k's part is k · <paramref name="floats"/> behind.</summary>
    /// <param name="offset">Planned.</param>
    /// <param name="floats">Of an image.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* InSweep(long offset, long floats) => Sweep + (offset * Together) - (floats * First);

    /// <summary>The same for a map of which only some rows are there while kernels go by strips (<see cref="RollingMap"/>).</summary>
    /// <param name="offset">Planned.</param>
    /// <param name="floats">Of an image.</param>
    /// <param name="map">Its place among the strips' maps.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* InStrip(long offset, long floats, int map) => InSweep(offset, floats) - (Begins == null ? 0 : Begins[map]);

    /// <summary>A part of the scratch memory that nobody else works in until <see cref="ReturnScratch"/>; what it holds is left over from others.</summary>
    public readonly float* TakeScratch() => Scratch.Take();

    /// <summary>Gives back what <see cref="TakeScratch"/> gave.</summary>
    public readonly void ReturnScratch(float* part) => Scratch.Return(part);
}
