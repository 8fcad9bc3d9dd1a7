using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <summary>
/// Thirty-two lanes. Each has a place of its own in the program; those that stand first, in the order of <see cref="BlockOrder"/>, run, together, until they
/// come to where others stand.
/// </summary>
internal sealed unsafe class Warp
{
    private readonly LaunchState launch;
    private readonly Step[] steps;
    private readonly uint[] defined;
    private readonly int[] places = new int[32];

    public Warp(BlockState block, int index)
    {
        (Block, launch, Index, steps) = (block, block.Launch, index, block.Program.Steps);
        var lanes = Math.Min(32, launch.Threads - (32 * index));
        Valid = lanes == 32 ? uint.MaxValue : (1u << lanes) - 1;
        defined = new uint[launch.Kernel.RegisterList.Count];
        File = launch.Own(block.Program.FileBytes);
        Local = launch.Own(32 * launch.Kernel.LocalBytes);
        Addresses = (ulong*)launch.Own(32 * sizeof(ulong));
        Pointers = (byte**)launch.Own(32 * sizeof(ulong));
        MorePointers = (byte**)launch.Own(32 * sizeof(ulong));
        new Span<uint>(File, block.Program.FileBytes / 4).Fill(DeviceMemory.Poison);
        foreach (var (place, value, wide) in block.Program.Constants)
            Fill(place, value, wide);
        foreach (var (place, variable, offset, wide) in block.Program.Addresses)
            Fill(place, launch.Emulator.Address(variable) + (ulong)offset, wide);
        foreach (var (place, kind) in block.Program.Specials)
            FillSpecial(place, kind);
    }

    public BlockState Block { get; }

    public int Index { get; }

    /// <summary>The register file: predicates are one word, other registers 32 lanes of 4 or 8 bytes.</summary>
    public byte* File { get; }

    /// <summary>Local memory, lane after lane.</summary>
    public byte* Local { get; }

    /// <summary>Of the access that runs: addresses by lane, and where they lie on the host.</summary>
    public ulong* Addresses { get; }

    public byte** Pointers { get; }

    public byte** MorePointers { get; }

    /// <summary>Lanes that there are.</summary>
    public uint Valid { get; }

    /// <summary>Lanes that have not exited.</summary>
    public uint Live { get; private set; }

    /// <summary>Lanes that wait at a barrier.</summary>
    public uint Waiting { get; private set; }

    /// <summary>Of waiting lanes: at which barrier, at which instruction, and for how many threads (-1: all).</summary>
    public int[] BarrierId { get; } = new int[32];

    public int[] BarrierStep { get; } = new int[32];

    public int[] BarrierCount { get; } = new int[32];

    /// <summary>Counts what orders the lanes of the warp among themselves.</summary>
    public uint Epoch { get; set; }

    /// <summary>Asynchronous copies on their way.</summary>
    public List<AsyncCopy> Copies { get; } = [];

    /// <summary>By lane: how many groups of copies it has closed.</summary>
    public int[] Groups { get; } = new int[32];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Thread(int lane) => (32 * Index) + lane;

    public void Begin()
    {
        (Live, Waiting, Epoch) = (Valid, 0, 0);
        Array.Clear(places);
        Array.Clear(defined);
        Array.Clear(Groups);
        Copies.Clear();
        foreach (var (place, kind) in Block.Program.Specials)
            if (kind is SpecialRegister.Kind.CtaidX or SpecialRegister.Kind.CtaidY or SpecialRegister.Kind.CtaidZ)
                FillSpecial(place, kind);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint WaitingAt(int id)
    {
        var mask = 0u;
        for (var rest = Waiting; rest != 0; rest &= rest - 1)
            if (BarrierId[BitOperations.TrailingZeroCount(rest)] == id)
                mask |= rest & (0 - rest);
        return mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Release(int id)
    {
        Waiting &= ~WaitingAt(id);
        Epoch = 0;
    }

    /// <summary>Runs until every lane waits or has exited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        while ((Live & ~Waiting) != 0 && !launch.Stopped)
        {
            var (pc, first, limit, active) = (0, int.MaxValue, int.MaxValue, 0u);
            for (var rest = Live & ~Waiting; rest != 0; rest &= rest - 1)
            {
                var (lane, bit) = (BitOperations.TrailingZeroCount(rest), rest & (0 - rest));
                var place = places[lane];
                var rank = place < steps.Length ? steps[place].Rank : steps.Length;
                if (rank < first)
                    (pc, limit, first, active) = (place, first, rank, bit);
                else if (rank == first)
                    active |= bit;
                else
                    limit = Math.Min(limit, rank);
            }

            RunTogether(pc, limit, active);
        }
    }

    /// <summary>Reports something about a lane.</summary>
    public void Report(FindingKind kind, Step step, int lane, string message) => launch.Report(kind, step, Thread(lane), message);

    /// <summary>Reports lanes that read a register that nothing has written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckDefined(Step step, int register, uint mask)
    {
        var missing = mask & ~defined[register];
        if (missing != 0)
            ReportUndefined(step, register, missing);
    }

    private void ReportUndefined(Step step, int register, uint missing)
    {
        Report(FindingKind.UninitializedRegister, step, BitOperations.TrailingZeroCount(missing), $"{launch.Kernel.RegisterList[register].Name} is read and has not been written");
        defined[register] |= missing;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTogether(int pc, int limit, uint active)
    {
        var lanes = BitOperations.PopCount(active);
        var threadCounts = launch.ThreadCounts;
        while (true)
        {
            if (pc >= steps.Length)
            {
                Live &= ~active;
                return;
            }

            var step = steps[pc];
            if (step.Rank >= limit)
                break;
            launch.CountWarp(pc);
            if ((launch.Remaining -= lanes) < 0)
            {
                launch.Fault(FindingKind.InstructionBudget, step, Thread(BitOperations.TrailingZeroCount(active)), $"still here after {launch.Emulator.InstructionBudget} instructions");
                return;
            }

            var mask = active;
            if (step.Guard >= 0)
            {
                CheckDefined(step, step.GuardRegister, active);
                mask &= *(uint*)(File + step.Guard) ^ step.GuardFlip;
            }

            if (mask == 0)
            {
                pc++;
                continue;
            }

            threadCounts[pc] += mask == active ? lanes : BitOperations.PopCount(mask);
            foreach (var register in step.Sources)
                CheckDefined(step, register, mask);
            if (step.Kind == StepKind.Plain)
            {
                step.Run(this, step, mask);
                foreach (var register in step.Targets)
                    defined[register] |= mask;
                if (launch.Stopped)
                    return;
                pc++;
                continue;
            }

            if (step.Kind == StepKind.Branch && mask == active)
            {
                pc = step.Target;
                continue;
            }

            Part(step, pc, mask);
            Place(active & ~mask, pc + 1);
            return;
        }

        Place(active, pc);
    }

    /// <summary>Lanes that leave the others, or leave altogether.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Part(Step step, int pc, uint mask)
    {
        switch (step.Kind)
        {
            case StepKind.Branch:
                if (step.Number != 0)
                    Report(FindingKind.WarpDivergence, step, BitOperations.TrailingZeroCount(mask), "some lanes take a branch that is marked as taken by all or none");
                Place(mask, step.Target);
                break;
            case StepKind.Exit:
                Live &= ~mask;
                break;
            default:
                Wait(step, pc, mask);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Wait(Step step, int pc, uint mask)
    {
        if (step.Number != 0 && mask != Live)
            Report(FindingKind.BarrierDivergence, step, BitOperations.TrailingZeroCount(mask), $"lanes {mask:x8} of the warp's {Live:x8} come to a barrier that they must come to together");
        var ids = (uint*)(File + step.A);
        var counts = step.B < 0 ? null : (uint*)(File + step.B);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            (BarrierId[lane], BarrierStep[lane], BarrierCount[lane]) = ((int)ids[lane] & 15, pc, counts == null ? -1 : (int)counts[lane]);
            places[lane] = pc + 1;
        }

        Waiting |= mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(uint mask, int pc)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
            places[BitOperations.TrailingZeroCount(rest)] = pc;
    }

    private void Fill(int place, ulong value, bool wide)
    {
        if (wide)
            new Span<ulong>(File + place, 32).Fill(value);
        else
            new Span<uint>(File + place, 32).Fill((uint)value);
    }

    private void FillSpecial(int place, SpecialRegister.Kind kind)
    {
        for (var lane = 0; lane < 32; lane++)
        {
            var (thread, bit) = (launch.ThreadIndex(Thread(lane)), 1u << lane);
            var value = kind switch
            {
                SpecialRegister.Kind.TidX => (uint)thread.X,
                SpecialRegister.Kind.TidY => (uint)thread.Y,
                SpecialRegister.Kind.TidZ => (uint)thread.Z,
                SpecialRegister.Kind.NtidX => (uint)launch.Block.X,
                SpecialRegister.Kind.NtidY => (uint)launch.Block.Y,
                SpecialRegister.Kind.NtidZ => (uint)launch.Block.Z,
                SpecialRegister.Kind.CtaidX => (uint)launch.BlockIndex.X,
                SpecialRegister.Kind.CtaidY => (uint)launch.BlockIndex.Y,
                SpecialRegister.Kind.CtaidZ => (uint)launch.BlockIndex.Z,
                SpecialRegister.Kind.NctaidX => (uint)launch.Grid.X,
                SpecialRegister.Kind.NctaidY => (uint)launch.Grid.Y,
                SpecialRegister.Kind.NctaidZ => (uint)launch.Grid.Z,
                SpecialRegister.Kind.LaneId => (uint)lane,
                SpecialRegister.Kind.WarpId => (uint)Index,
                SpecialRegister.Kind.NwarpId => (uint)((launch.Threads + 31) / 32),
                SpecialRegister.Kind.LaneMaskEq => bit,
                SpecialRegister.Kind.LaneMaskLt => bit - 1,
                SpecialRegister.Kind.LaneMaskLe => bit | (bit - 1),
                SpecialRegister.Kind.LaneMaskGt => ~(bit | (bit - 1)),
                SpecialRegister.Kind.LaneMaskGe => ~(bit - 1),
                SpecialRegister.Kind.DynamicSharedSize => (uint)launch.DynamicSharedBytes,
                SpecialRegister.Kind.TotalSharedSize => (uint)launch.SharedBytes,
                _ => 0u,
            };
            if (kind == SpecialRegister.Kind.Zero64)
                ((ulong*)(File + place))[lane] = 0;
            else
                ((uint*)(File + place))[lane] = value;
        }
    }
}
