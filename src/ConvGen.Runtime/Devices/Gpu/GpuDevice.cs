namespace ConvGen;

/// <summary>The language in which a device takes kernels.</summary>
internal enum GpuLanguage
{
    /// <summary>NVIDIA's virtual assembly, which the driver compiles.</summary>
    Ptx,

    /// <summary>OpenCL C 1.2, which the driver compiles.</summary>
    OpenCl,
}

/// <summary>Memory of a device.</summary>
/// <param name="Handle">CUDA: the address. OpenCL: the cl_mem.</param>
/// <param name="Bytes">Its size.</param>
internal readonly record struct GpuBuffer(nint Handle, long Bytes);

/// <summary>A place in a device's memory, as kernels take it.</summary>
/// <param name="Buffer">The buffer it lies in.</param>
/// <param name="Offset">Bytes from the buffer's start, a multiple of four.</param>
internal readonly record struct GpuPlace(GpuBuffer Buffer, long Offset);

/// <summary>A kernel that a device has compiled.</summary>
/// <param name="Handle">CUDA: the CUfunction. OpenCL: the cl_kernel.</param>
/// <param name="Threads">Threads of a block, which the kernel was written for; one-dimensional.</param>
internal readonly record struct GpuKernel(nint Handle, int Threads);

/// <summary>Blocks of a launch.</summary>
internal readonly record struct GpuGrid(int X, int Y, int Z);

/// <summary>
/// A graphics processor with one queue, in which everything runs in the order in which it was asked for. A device belongs to one network; it may be used by
/// any thread, one at a time.
/// </summary>
internal abstract unsafe class GpuDevice : IDisposable
{
    /// <summary>Its kind and number: "cuda:0".</summary>
    public abstract Device Device { get; }

    /// <summary>What its maker calls it: "NVIDIA H100 80GB HBM3".</summary>
    public abstract string Name { get; }

    public abstract GpuLanguage Language { get; }

    /// <summary>Memory aligned for every use, whose contents are undefined.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <param name="use">For the message.</param>
    /// <exception cref="InsufficientMemoryException">The device has not so much; the message names the use and the size.</exception>
    public abstract GpuBuffer Allocate(long bytes, string use);

    /// <summary>Gives it back, once everything asked for before has run. The default buffer is passed over.</summary>
    public abstract void Free(GpuBuffer buffer);

    /// <summary>Compiles kernels.</summary>
    /// <param name="text">Their text in <see cref="Language"/>, UTF-8, which ends with a zero byte.</param>
    /// <param name="kernels">Their names and threads.</param>
    /// <exception cref="GpuException">The driver refuses the text; the message holds what it says.</exception>
    public abstract GpuKernel[] Load(ReadOnlySpan<byte> text, IReadOnlyList<(string Name, int Threads)> kernels);

    /// <summary>False where the device or its driver is too old for a text, as far as the text's head says.</summary>
    public virtual bool MayLoad(ReadOnlySpan<byte> text) => true;

    /// <summary>
    /// Asks for a kernel to be run. Its parameters are the places in order, then <paramref name="batch"/>, then <paramref name="sizes"/>, each a 32-bit integer.
    /// CUDA: a place is one 64-bit address. OpenCL: a place is two parameters, the buffer and a 64-bit count of floats (4 bytes) to its start.
    /// </summary>
    public abstract void Launch(GpuKernel kernel, GpuGrid grid, ReadOnlySpan<GpuPlace> places, int batch, ReadOnlySpan<int> sizes = default);

    /// <summary>Asks for memory to be copied to the device. The source may be written to again once the call returns.</summary>
    public abstract void Upload(GpuPlace target, void* source, long bytes);

    /// <summary>Copies memory from the device, once everything asked for before has run; returns when it is there.</summary>
    public abstract void Download(void* target, GpuPlace source, long bytes);

    /// <summary>Asks for memory to be filled with a 32-bit pattern.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="bytes">A multiple of four.</param>
    /// <param name="pattern">0 clears.</param>
    public abstract void Fill(GpuPlace target, long bytes, uint pattern);

    /// <summary>Returns when everything asked for has run.</summary>
    /// <exception cref="GpuException">Something of it failed.</exception>
    public abstract void Synchronize();

    /// <summary>True where the device itself says how long things ran; otherwise the host takes the times, and waits for each.</summary>
    public abstract bool HasTimes { get; }

    /// <summary>From here to <see cref="StopTiming"/> the time of each launch and fill is taken. What was begun before and not stopped is forgotten. Nothing may be captured meanwhile.</summary>
    public abstract void StartTiming();

    /// <summary>When each launch and fill since <see cref="StartTiming"/> ran, in order; waits until all of them have.</summary>
    /// <exception cref="GpuException">Something of it failed.</exception>
    public abstract GpuTime[] StopTiming();

    /// <summary>True where <see cref="BeginCapture"/> works: launches that are always the same may then be asked for in one call.</summary>
    public virtual bool CanCapture => false;

    /// <summary>From here to <see cref="EndCapture"/> launches and fills are noted instead of run. Every kernel must have run once before; nothing may be allocated, loaded, copied or waited for.</summary>
    public virtual void BeginCapture() => throw new NotSupportedException();

    /// <summary>What was noted, ready to run. Where it fails nothing is noted any more.</summary>
    /// <exception cref="GpuException">The driver refuses; its <see cref="GpuException.Failure"/> says whether launches can run all the same.</exception>
    public virtual nint EndCapture() => throw new NotSupportedException();

    /// <summary>Ends what <see cref="BeginCapture"/> began, and forgets what was noted.</summary>
    public virtual void AbandonCapture() => throw new NotSupportedException();

    /// <summary>Asks for what was noted to be run.</summary>
    /// <exception cref="GpuException">The driver refuses; unless its <see cref="GpuException.Failure"/> is lasting nothing of it runs.</exception>
    public virtual void Replay(nint graph) => throw new NotSupportedException();

    /// <summary>Gives back what <see cref="EndCapture"/> gave.</summary>
    public virtual void FreeGraph(nint graph) => throw new NotSupportedException();

    /// <summary>Frees all that belongs to the device, compiled kernels too. May be called more than once.</summary>
    public abstract void Dispose();
}
