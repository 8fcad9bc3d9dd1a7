using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>A block while it runs. One is made for a launch, and its memory is used by block after block.</summary>
internal sealed unsafe class BlockState
{
    private readonly Warp[] warps;

    public BlockState(LaunchState launch, KernelProgram program)
    {
        (Launch, Program) = (launch, program);
        Shared = launch.Own(launch.SharedBytes + 16);
        SharedStates = new byte[(launch.SharedBytes + 3) / 4];
        Races = new RaceTracker(launch, program);
        warps = new Warp[(launch.Threads + 31) / 32];
        for (var i = 0; i < warps.Length; i++)
            warps[i] = new Warp(this, i);
    }

    public LaunchState Launch { get; }

    public KernelProgram Program { get; }

    public byte* Shared { get; }

    /// <summary>Of each word of shared memory: the bytes that have been written (bits 0 to 3), and whether an asynchronous copy to it is on its way (bit 4).</summary>
    public byte[] SharedStates { get; }

    public RaceTracker Races { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        new Span<uint>(Shared, (Launch.SharedBytes + 3) / 4).Fill(DeviceMemory.Poison);
        Array.Clear(SharedStates);
        Races.BeginBlock();
        foreach (var warp in warps)
            warp.Begin();
        while (true)
        {
            var live = false;
            foreach (var warp in warps)
            {
                warp.Run();
                if (Launch.Stopped)
                    return;
                live |= warp.Live != 0;
            }

            if (!live)
                return;
            if (!Release())
            {
                var waiting = Array.Find(warps, warp => warp.Waiting != 0)!;
                var lane = BitOperations.TrailingZeroCount(waiting.Waiting);
                Launch.Fault(FindingKind.Deadlock, Program.Steps[waiting.BarrierStep[lane]], waiting.Thread(lane), $"{Waiting(-1)} threads wait at barriers that nobody else comes to");
                return;
            }
        }
    }

    /// <summary>Lets the threads go on that have all met. Threads that have exited are no longer waited for, as the ISA has it, but are reported.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Release()
    {
        var released = false;
        var ids = 0u;
        foreach (var warp in warps)
            for (var rest = warp.Waiting; rest != 0; rest &= rest - 1)
                ids |= 1u << warp.BarrierId[BitOperations.TrailingZeroCount(rest)];
        for (; ids != 0; ids &= ids - 1)
        {
            var id = BitOperations.TrailingZeroCount(ids);
            var first = Array.Find(warps, warp => warp.WaitingAt(id) != 0)!;
            var firstLane = BitOperations.TrailingZeroCount(first.WaitingAt(id));
            var (step, expected, waiting) = (Program.Steps[first.BarrierStep[firstLane]], first.BarrierCount[firstLane], Waiting(id));
            if (expected < 0)
            {
                var live = warps.Sum(warp => BitOperations.PopCount(warp.Live));
                if (waiting < live)
                    continue;
                if (live < Launch.Threads)
                    Launch.Report(FindingKind.BarrierDivergence, step, first.Thread(firstLane), $"{waiting} threads wait for {Launch.Threads - live} that have exited");
                foreach (var warp in warps)
                    for (var rest = warp.WaitingAt(id); rest != 0; rest &= rest - 1)
                        if (Program.Steps[warp.BarrierStep[BitOperations.TrailingZeroCount(rest)]] is var other && other != step)
                            Launch.Report(FindingKind.BarrierDivergence, other, warp.Thread(BitOperations.TrailingZeroCount(rest)), $"waits here while thread {Launch.ThreadIndex(first.Thread(firstLane))} waits in line {step.Instruction.Line}");
            }
            else if (waiting < expected)
                continue;
            else if (waiting > expected)
                Launch.Report(FindingKind.BarrierDivergence, step, first.Thread(firstLane), $"{waiting} threads wait at a barrier for {expected}");
            foreach (var warp in warps)
                warp.Release(id);
            released = true;
        }

        // A barrier of a part of the block orders more here than it should: the others too.
        if (released)
            Races.NextEpoch();
        return released;
    }

    /// <summary>How many wait at a barrier, or, of -1, at any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Waiting(int id) => warps.Sum(warp => BitOperations.PopCount(id < 0 ? warp.Waiting : warp.WaitingAt(id)));
}
