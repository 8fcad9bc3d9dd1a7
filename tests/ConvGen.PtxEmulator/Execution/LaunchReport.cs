namespace ConvGen.Tests.Ptx;

/// <summary>What a launch did, and what was wrong with it.</summary>
public sealed class LaunchReport
{
    public required string Kernel { get; init; }

    /// <summary>What was wrong, at most <see cref="Emulator.MaxFindings"/> kinds of it.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>False where a fault ended the launch early.</summary>
    public required bool Completed { get; init; }

    /// <summary>Instructions times the lanes that ran them, lanes under a false guard left out.</summary>
    public long ThreadInstructions { get; internal set; }

    /// <summary>Instructions that a warp, or a part of it, went through.</summary>
    public long WarpInstructions { get; internal set; }

    /// <summary>Of the classes that follow: warp instructions.</summary>
    public long Fma { get; internal set; }

    public long SharedLoads { get; internal set; }

    public long SharedStores { get; internal set; }

    public long GlobalLoads { get; internal set; }

    public long GlobalStores { get; internal set; }

    public long Atomics { get; internal set; }

    public long Barriers { get; internal set; }

    public long Mma { get; internal set; }

    public long MatrixLoads { get; internal set; }

    public long AsyncCopies { get; internal set; }

    public long LocalAccesses { get; internal set; }

    /// <summary>Passes that shared memory would need if no two lanes met in a bank.</summary>
    public long SharedRequests { get; internal set; }

    /// <summary>Passes that shared memory needs: <see cref="SharedRequests"/> where there are no bank conflicts.</summary>
    public long SharedPhases { get; internal set; }

    /// <summary>Warp instructions that went to global memory.</summary>
    public long GlobalRequests { get; internal set; }

    /// <summary>Pieces of 32 bytes that they moved.</summary>
    public long GlobalSectors { get; internal set; }

    /// <summary>Bytes that they asked for.</summary>
    public long GlobalBytes { get; internal set; }

    /// <summary>1 where there are no bank conflicts.</summary>
    public double BankConflicts => SharedRequests == 0 ? 1 : (double)SharedPhases / SharedRequests;

    /// <summary>Thread instructions of every instruction of the kernel, in its order: zero where none came by.</summary>
    public IReadOnlyList<long> Profile { get; internal set; } = [];

    /// <summary>Shared memory's phases per request of every instruction; zero where there was none.</summary>
    public IReadOnlyList<double> SharedProfile { get; internal set; } = [];

    /// <summary>Adds another launch's numbers.</summary>
    internal void Add(LaunchReport other)
    {
        ThreadInstructions += other.ThreadInstructions;
        WarpInstructions += other.WarpInstructions;
        Fma += other.Fma;
        SharedLoads += other.SharedLoads;
        SharedStores += other.SharedStores;
        GlobalLoads += other.GlobalLoads;
        GlobalStores += other.GlobalStores;
        Atomics += other.Atomics;
        Barriers += other.Barriers;
        Mma += other.Mma;
        MatrixLoads += other.MatrixLoads;
        AsyncCopies += other.AsyncCopies;
        LocalAccesses += other.LocalAccesses;
        SharedRequests += other.SharedRequests;
        SharedPhases += other.SharedPhases;
        GlobalRequests += other.GlobalRequests;
        GlobalSectors += other.GlobalSectors;
        GlobalBytes += other.GlobalBytes;
    }

    public override string ToString() => $"{Kernel}: {ThreadInstructions} instructions, {Findings.Count} findings{string.Concat(Findings.Select(finding => $"\n{finding}"))}";
}
