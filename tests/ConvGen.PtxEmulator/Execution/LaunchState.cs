using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <summary>A launch while it runs.</summary>
internal sealed unsafe class LaunchState : IDisposable
{
    private readonly List<Finding> findings = [];
    private readonly Dictionary<(FindingKind Kind, Step? Step), Finding> byPlace = [];
    private readonly List<nint> owned = [];
    private long[] warpCounts = [];

    public LaunchState(Emulator emulator, PtxKernel kernel, (int X, int Y, int Z) grid, (int X, int Y, int Z) block, int dynamicSharedBytes)
    {
        (Emulator, Kernel, Grid, Block, Threads) = (emulator, kernel, grid, block, block.X * block.Y * block.Z);
        SharedBytes = dynamicSharedBytes > 0 ? kernel.DynamicSharedOffset + dynamicSharedBytes : kernel.StaticSharedBytes;
        DynamicSharedBytes = dynamicSharedBytes;
        Remaining = emulator.InstructionBudget;
        CheckRaces = emulator.CheckRaces;
    }

    public Emulator Emulator { get; }

    public PtxKernel Kernel { get; }

    public (int X, int Y, int Z) Grid { get; }

    public (int X, int Y, int Z) Block { get; }

    public int Threads { get; }

    public int SharedBytes { get; }

    public int DynamicSharedBytes { get; }

    public bool CheckRaces { get; }

    /// <summary>Instructions that are left of the budget.</summary>
    public long Remaining { get; set; }

    public bool Stopped { get; private set; }

    /// <summary>The place of the block that runs.</summary>
    public (int X, int Y, int Z) BlockIndex { get; set; }

    public byte* Parameters { get; private set; }

    /// <summary>Thread instructions by instruction.</summary>
    public long[] ThreadCounts { get; private set; } = [];

    public long[] SharedPhases { get; private set; } = [];

    public long[] SharedRequests { get; private set; } = [];

    public long GlobalRequests { get; set; }

    public long GlobalSectors { get; set; }

    public long GlobalBytes { get; set; }

    /// <summary>The allocation that each instruction met last.</summary>
    public Allocation?[] Recent { get; private set; } = [];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountWarp(int instruction) => warpCounts[instruction]++;

    public LaunchReport Run(ReadOnlySpan<byte> parameters)
    {
        if (Check(parameters) && Decoded() is { } program)
        {
            var count = program.Steps.Length;
            (warpCounts, ThreadCounts, SharedPhases, SharedRequests, Recent) = (new long[count], new long[count], new long[count], new long[count], new Allocation?[count]);
            Parameters = Own(Math.Max(16, parameters.Length));
            parameters.CopyTo(new Span<byte>(Parameters, parameters.Length));
            var state = new BlockState(this, program);
            state.Races.BeginLaunch();
            for (var z = 0; z < Grid.Z && !Stopped; z++)
                for (var y = 0; y < Grid.Y && !Stopped; y++)
                    for (var x = 0; x < Grid.X && !Stopped; x++)
                    {
                        BlockIndex = (x, y, z);
                        state.Run();
                    }
        }

        return Report();
    }

    /// <summary>Memory that lives as long as the launch.</summary>
    public byte* Own(int bytes)
    {
        var pointer = NativeMemory.AlignedAlloc((nuint)Math.Max(64, bytes), 64);
        owned.Add((nint)pointer);
        return (byte*)pointer;
    }

    public void Report(FindingKind kind, Step? step, int thread, string message)
    {
        if (byPlace.TryGetValue((kind, step), out var known))
        {
            known.Count++;
            return;
        }

        if (findings.Count >= Emulator.MaxFindings)
            return;
        var finding = new Finding(kind, Kernel.Name, step?.Instruction.Line ?? 0, step?.Instruction.Text ?? "", BlockIndex, ThreadIndex(thread), message);
        byPlace.Add((kind, step), finding);
        findings.Add(finding);
    }

    /// <summary>Reports what nothing can go on after.</summary>
    public void Fault(FindingKind kind, Step? step, int thread, string message)
    {
        Report(kind, step, thread, message);
        Stopped = true;
    }

    public (int X, int Y, int Z) ThreadIndex(int thread) => (thread % Block.X, thread / Block.X % Block.Y, thread / (Block.X * Block.Y));

    public void Dispose()
    {
        foreach (var pointer in owned)
            NativeMemory.AlignedFree((void*)pointer);
        owned.Clear();
    }

    private KernelProgram? Decoded()
    {
        try
        {
            return Kernel.Program;
        }
        catch (PtxFormatException e)
        {
            Fault(FindingKind.Undecodable, null, 0, e.Message);
            return null;
        }
    }

    private bool Check(ReadOnlySpan<byte> parameters)
    {
        var (max, required) = (Kernel.MaxThreads, Kernel.RequiredThreads);
        var message = Grid.X < 1 || Grid.Y < 1 || Grid.Z < 1 || Grid.Y > 65535 || Grid.Z > 65535 ? $"no grid: {Grid}"
            : Block.X < 1 || Block.Y < 1 || Block.Z < 1 || Block.Z > 64 || Threads > 1024 ? $"no block: {Block}"
            : max.X > 0 && Threads > max.X * max.Y * max.Z ? $"a block of {Threads} threads where .maxntid allows {max.X * max.Y * max.Z}"
            : required.X > 0 && Block != required ? $"a block of {Block} where .reqntid asks for {required}"
            : Kernel.StaticSharedBytes > AddressMap.StaticSharedLimit ? $"{Kernel.StaticSharedBytes} bytes of static shared memory, of which there are {AddressMap.StaticSharedLimit}"
            : DynamicSharedBytes < 0 || SharedBytes > AddressMap.SharedLimit ? $"{SharedBytes} bytes of shared memory, of which there are {AddressMap.SharedLimit}"
            : parameters.Length < Kernel.ParameterBytes ? $"{parameters.Length} bytes of parameters instead of {Kernel.ParameterBytes}"
            : null;
        if (message is not null)
            Fault(FindingKind.LaunchLimit, null, 0, message);
        return message is null;
    }

    private LaunchReport Report()
    {
        var report = new LaunchReport
        {
            Kernel = Kernel.Name,
            Findings = findings,
            Completed = !Stopped,
            ThreadInstructions = ThreadCounts.Sum(),
            WarpInstructions = warpCounts.Sum(),
            SharedPhases = SharedPhases.Sum(),
            SharedRequests = SharedRequests.Sum(),
            GlobalRequests = GlobalRequests,
            GlobalSectors = GlobalSectors,
            GlobalBytes = GlobalBytes,
            Profile = ThreadCounts,
            SharedProfile = [.. SharedPhases.Select((phases, i) => SharedRequests[i] == 0 ? 0 : (double)phases / SharedRequests[i])],
        };
        long Of(StepClass kind) => warpCounts.Where((_, i) => Kernel.Program.Steps[i].Class == kind).Sum();
        if (warpCounts.Length == 0)
            return report;
        (report.Fma, report.Barriers, report.Mma, report.MatrixLoads) = (Of(StepClass.Fma), Of(StepClass.Barrier), Of(StepClass.Mma), Of(StepClass.MatrixLoad));
        (report.SharedLoads, report.SharedStores, report.AsyncCopies) = (Of(StepClass.SharedLoad), Of(StepClass.SharedStore), Of(StepClass.AsyncCopy));
        (report.GlobalLoads, report.GlobalStores, report.Atomics, report.LocalAccesses) = (Of(StepClass.GlobalLoad), Of(StepClass.GlobalStore), Of(StepClass.Atomic), Of(StepClass.Local));
        return report;
    }
}
