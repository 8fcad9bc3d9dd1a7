using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>
/// Finds accesses that nothing orders. Of every unit of memory two records are kept, of the last write and of the last read; where several threads read
/// without an order among them, the record says so instead of naming one.
/// </summary>
/// <remarks>
/// A record: bits 32 to 63 the stretch between two barriers (never numbered twice), 14 to 31 what orders the warp's lanes, 4 to 13 the thread; then whether it
/// stands for several blocks (8), several warps (4), several lanes (2), and whether the access orders itself (1), as an atomic one does.
/// </remarks>
internal sealed class RaceTracker(LaunchState launch, KernelProgram program)
{
    private const ulong Strong = 1;
    private const ulong Lanes = 2;
    private const ulong Warps = 4;
    private const ulong Blocks = 8;
    private const uint MaxWarpEpoch = (1 << 18) - 1;

    private readonly ulong[] shared = new ulong[2 * ((launch.SharedBytes >> program.SharedGrain) + 1)];
    private ulong launchStart;
    private ulong blockStart;
    private ulong epoch;

    public void BeginLaunch() => launchStart = (ulong)(launch.Emulator.Memory.Epoch + 1) << 32;

    public void BeginBlock()
    {
        NextEpoch();
        blockStart = epoch;
    }

    public void NextEpoch() => epoch = (ulong)++launch.Emulator.Memory.Epoch << 32;

    /// <summary>Of bytes of shared memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Shared(Warp warp, Step step, int lane, int offset, int bytes, Access access)
    {
        var me = Record(warp, lane, access);
        for (var unit = offset >> program.SharedGrain; unit <= (offset + bytes - 1) >> program.SharedGrain; unit++)
            if (Touch(ref shared[2 * unit], ref shared[(2 * unit) + 1], me, access, blockStart) is { } other)
                ReportShared(warp, step, lane, unit, access, other);
    }

    /// <summary>Of bytes of shared memory at the addresses of lanes, which have been checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Shared(Warp warp, Step step, uint mask, int bytes, Access access)
    {
        var (first, grain, writes) = (Record(warp, 0, access), program.SharedGrain, (access & Access.Write) != 0);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var me = first + ((ulong)lane << 4);
            var offset = (int)(warp.Addresses[lane] - AddressMap.SharedBase);
            for (var unit = offset >> grain; unit <= (offset + bytes - 1) >> grain; unit++)
            {
                // Most often a barrier lies between this and whatever came before.
                ref var write = ref shared[2 * unit];
                ref var read = ref shared[(2 * unit) + 1];
                if (write < epoch && (!writes || read < epoch))
                {
                    if (writes)
                        write = me;
                    else
                        read = read < epoch ? me : Merge(read, me, blockStart);
                }
                else if (Touch(ref write, ref read, me, access, blockStart) is { } other)
                    ReportShared(warp, step, lane, unit, access, other);
            }
        }
    }

    /// <summary>Of bytes of an allocation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Global(Warp warp, Step step, int lane, Allocation allocation, long offset, int bytes, Access access)
    {
        var (me, grain) = (Record(warp, lane, access), program.GlobalGrain);
        for (var at = offset >> grain << grain; at < offset + bytes; at += 1L << grain)
        {
            ref var write = ref allocation.Shadow(at, grain);
            if (Touch(ref write, ref Unsafe.Add(ref write, 1), me, access, launchStart) is { } other)
                Report(FindingKind.GlobalRace, warp, step, lane, $"offset {at} of {allocation}", access, other);
        }
    }

    /// <summary>Of bytes of one allocation at the addresses of lanes, which have been checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Global(Warp warp, Step step, uint mask, Allocation allocation, int bytes, Access access)
    {
        var (first, grain, writes) = (Record(warp, 0, access), program.GlobalGrain, (access & Access.Write) != 0);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var me = first + ((ulong)lane << 4);
            var offset = (long)(warp.Addresses[lane] - allocation.Address);
            for (var at = offset >> grain << grain; at < offset + bytes; at += 1L << grain)
            {
                // Most memory is either only read or only written in a launch.
                ref var write = ref allocation.Shadow(at, grain);
                ref var read = ref Unsafe.Add(ref write, 1);
                if (write < launchStart && (!writes || read < launchStart))
                {
                    if (writes)
                        write = me;
                    else
                        read = read < launchStart ? me : Merge(read, me, launchStart);
                }
                else if (Touch(ref write, ref read, me, access, launchStart) is { } other)
                    Report(FindingKind.GlobalRace, warp, step, lane, $"offset {at} of {allocation}", access, other);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Record(Warp warp, int lane, Access access) =>
        epoch | ((ulong)Math.Min(warp.Epoch, MaxWarpEpoch) << 14) | ((ulong)(uint)warp.Thread(lane) << 4) | ((access & Access.Strong) != 0 ? Strong : 0);

    /// <summary>Notes an access.</summary>
    /// <returns>The record that it races with.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (ulong Record, bool Wrote)? Touch(ref ulong write, ref ulong read, ulong me, Access access, ulong start)
    {
        (ulong, bool)? found = null;
        if (Conflicts(write, me, start) && (write & me & Strong) == 0)
            found = (write, true);
        if ((access & Access.Write) == 0)
        {
            read = Merge(read, me, start);
            return found;
        }

        if (Conflicts(read, me, start) && (read & me & Strong) == 0)
            found ??= (read, false);
        write = (me & Strong) != 0 ? Merge(write, me, start) : me;
        return found;
    }

    /// <summary>True where a record stands for another thread that nothing orders before this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Conflicts(ulong record, ulong me, ulong start)
    {
        if (record < start)
            return false;
        if (record < blockStart || (record & Blocks) != 0)
            return true;
        if (record < epoch)
            return false;
        if ((record & Warps) != 0 || Warp(record) != Warp(me))
            return true;
        return WarpEpoch(record) >= WarpEpoch(me) && ((record & Lanes) != 0 || Thread(record) != Thread(me));
    }

    /// <summary>A record that stands for this thread and for those of the old one that may still race with others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Merge(ulong record, ulong me, ulong start)
    {
        if (record < start)
            return me;
        if (record < blockStart || (record & Blocks) != 0)
            return Joined(record, me, Blocks);
        if (record < epoch)
            return me;
        if ((record & Warps) != 0 || Warp(record) != Warp(me))
            return Joined(record, me, Warps);
        if (WarpEpoch(record) < WarpEpoch(me))
            return me;
        return (record & Lanes) != 0 || Thread(record) != Thread(me) ? Joined(record, me, Lanes) : Joined(record, me, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Joined(ulong record, ulong me, ulong several) => (record & Strong) != 0 ? me | several : (me & ~Strong) | several;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Warp(ulong record) => (uint)(record >> 9) & 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Thread(ulong record) => (uint)(record >> 4) & 1023;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint WarpEpoch(ulong record) => (uint)(record >> 14) & MaxWarpEpoch;

    private void ReportShared(Warp warp, Step step, int lane, int unit, Access access, (ulong Record, bool Wrote) other) =>
        Report(FindingKind.SharedRace, warp, step, lane, $"shared memory at {AddressMap.SharedBase + (unit << program.SharedGrain)}", access, other);

    private void Report(FindingKind kind, Warp warp, Step step, int lane, string where, Access access, (ulong Record, bool Wrote) other)
    {
        var thread = launch.ThreadIndex((int)Thread(other.Record));
        var who = (other.Record & Blocks) != 0 || other.Record < blockStart ? "a thread of another block"
            : (other.Record & (Warps | Lanes)) != 0 ? $"several threads, one of them {thread},"
            : $"thread {thread}";
        warp.Report(kind, step, lane, $"{((access & Access.Write) != 0 ? "writes" : "reads")} {where}, which {who} {(other.Wrote ? "wrote" : "read")} with nothing in between that orders them");
    }
}
