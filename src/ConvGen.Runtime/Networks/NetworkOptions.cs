namespace ConvGen;

/// <summary>How a network is built: batch size, device, threads, seed.</summary>
public sealed class NetworkOptions
{
    /// <summary>The most images one call may hold; memory is planned for it. At least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int BatchSize
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, $"BatchSize is {value}; a network holds at least 1 image.");
    } = 1;

    /// <summary>Where the network runs.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>How exactly products are computed on a device with tensor cores. The processor, OpenCL and older cards compute in single precision whatever it says.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of the enumeration.</exception>
    public Precision Precision
    {
        get;
        init => field = value is Precision.Default or Precision.Float32 or Precision.TensorFloat32 or Precision.BFloat16
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Precision), value, $"There is no precision {(int)value}; use Precision.Default.");
    }

    /// <summary>Threads that take part, the caller included; 0 means one for each processor. Results never depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 1024.</exception>
    public int Threads
    {
        get;
        init => field = value is >= 0 and <= WorkerPool.MaxThreads
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Threads), value, $"Threads is {value}; it is 0 (one for each processor) to {WorkerPool.MaxThreads}.");
    }

    /// <summary>Where initial weights and dropout masks come from: the same seed gives the same bits.</summary>
    public int Seed { get; init; }

    /// <summary>Which generated code path runs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of the enumeration.</exception>
    public InstructionSet InstructionSet
    {
        get;
        init => field = value is InstructionSet.Auto or InstructionSet.Vector128 or InstructionSet.Avx2 or InstructionSet.Vector512
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InstructionSet), value, $"There is no instruction set {(int)value}; use InstructionSet.Auto.");
    }

    /// <summary>
    /// Where the network notes what each of its kernels takes, on the processor or on a device; null (the default) where it need not, which costs nothing. On a device kernels
    /// are then launched one by one, never as a recording. With CONVGEN_PROFILE=1 in the environment a network without one prints its profile to standard error when it is
    /// disposed, or when the process exits.
    /// </summary>
    public ExecutionProfile? Profile { get; init; }

    /// <summary>Fills the arena with NaN before every forward pass, so that a kernel that reads what no kernel wrote is seen. For tests.</summary>
    internal bool PoisonArena { get; init; }
}
