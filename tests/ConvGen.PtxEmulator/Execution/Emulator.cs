namespace ConvGen.Tests.Ptx;

/// <summary>
/// Runs kernels: block by block, in a block warp by warp to the next barrier, in a warp the lanes that stand first in the text. Whatever depends on that order
/// is reported as a race. Not for several threads at once.
/// </summary>
public sealed class Emulator(DeviceMemory memory)
{
    /// <summary>Kinds of findings that a launch keeps.</summary>
    public const int MaxFindings = 20;

    private readonly Dictionary<PtxVariable, ulong> variables = new(ReferenceEqualityComparer.Instance);

    public DeviceMemory Memory { get; } = memory;

    /// <summary>True to look for races; without, kernels run faster.</summary>
    public bool CheckRaces { get; set; } = true;

    /// <summary>Thread instructions after which a launch is stopped.</summary>
    public long InstructionBudget { get; set; } = 4_000_000_000;

    /// <summary>Runs a kernel.</summary>
    /// <param name="kernel">What to run.</param>
    /// <param name="grid">Blocks.</param>
    /// <param name="block">Threads of a block.</param>
    /// <param name="dynamicSharedBytes">Shared memory beside the kernel's own.</param>
    /// <param name="parameters">The parameter space: each parameter at <see cref="PtxParameter.Offset"/>.</param>
    public LaunchReport Launch(PtxKernel kernel, (int X, int Y, int Z) grid, (int X, int Y, int Z) block, int dynamicSharedBytes, ReadOnlySpan<byte> parameters)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        using var launch = new LaunchState(this, kernel, grid, block, dynamicSharedBytes);
        return launch.Run(parameters);
    }

    /// <summary>Where a module's variable lies; it is put there when first asked for.</summary>
    internal ulong Address(PtxVariable variable)
    {
        if (variables.TryGetValue(variable, out var address))
            return address;
        address = Memory.Allocate(Math.Max(1, variable.Bytes), variable.Space == PtxSpace.Const).Address;
        variables.Add(variable, address);
        var bytes = Memory.Span(address, variable.Bytes);
        bytes.Clear();
        for (var i = 0; i < variable.Initial.Count && i < bytes.Length; i++)
            bytes[i] = variable.Initial[i];
        return address;
    }
}
