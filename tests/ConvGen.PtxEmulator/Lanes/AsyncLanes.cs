using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>
/// cp.async. Its writes are looked at twice: when it is issued, since it may write from then on, and when it is waited for, since it may write until then.
/// </summary>
internal static unsafe class AsyncLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(Warp warp, Step step, uint mask)
    {
        var block = warp.Block;
        var copy = new AsyncCopy(step) { Pending = mask };
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            copy.Group[lane] = warp.Groups[lane];
            copy.Bytes[lane] = step.C < 0 ? step.TotalBytes : (int)Math.Min(((uint*)(warp.File + step.C))[lane], (uint)step.TotalBytes);
            if (step.C >= 0 && ((uint*)(warp.File + step.C))[lane] > step.TotalBytes)
                warp.Report(FindingKind.CopySize, step, lane, $"reads more than the {step.TotalBytes} bytes that it writes, which is undefined");
        }

        AddressUnit.Read(warp, step.A, step.WideAddress, step.Offset, mask);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            if (!AddressUnit.SharedBytes(warp, step, lane, warp.Addresses[lane], step.TotalBytes, Access.Write, lane))
                return;
            copy.Target[lane] = (int)(warp.Addresses[lane] - AddressMap.SharedBase);
        }

        AddressUnit.Read(warp, step.B, step.PlacesA[0] != 0, step.PlacesB[0], mask);
        // Only what is read must be there; where nothing is, the address need only be aligned.
        var whole = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            copy.Source[lane] = warp.Addresses[lane];
            if (!AddressUnit.Aligned(warp, step, lane, warp.Addresses[lane], step.TotalBytes))
                return;
            if (copy.Bytes[lane] == step.TotalBytes)
                whole |= 1u << lane;
            else if (copy.Bytes[lane] > 0 && !AddressUnit.Global(warp, step, 1u << lane, Access.Read, copy.Bytes[lane], warp.MorePointers))
                return;
        }

        if (whole != 0 && !AddressUnit.Global(warp, step, whole, Access.Read, step.TotalBytes, warp.MorePointers))
            return;
        // The old contents stay until the wait, and must not be taken for new ones.
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var target = copy.Target[BitOperations.TrailingZeroCount(rest)];
            for (var word = target >> 2; word < (target + step.TotalBytes) >> 2; word++)
                block.SharedStates[word] |= 16;
            new Span<uint>(block.Shared + target, step.TotalBytes / 4).Fill(DeviceMemory.Poison);
        }

        warp.Copies.Add(copy);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Commit(Warp warp, Step step, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
            warp.Groups[BitOperations.TrailingZeroCount(rest)]++;
    }

    /// <summary>wait_group: all groups but the last ones; wait_all (Number -1): everything, what is in no group too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wait(Warp warp, Step step, uint mask)
    {
        foreach (var copy in warp.Copies)
            for (var rest = copy.Pending & mask; rest != 0; rest &= rest - 1)
            {
                var lane = BitOperations.TrailingZeroCount(rest);
                if (step.Number < 0 || copy.Group[lane] < warp.Groups[lane] - step.Number)
                    Finish(warp, copy, lane);
            }

        warp.Copies.RemoveAll(copy => copy.Pending == 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(Warp warp, AsyncCopy copy, int lane)
    {
        var (block, launch, bytes) = (warp.Block, warp.Block.Launch, copy.Step.TotalBytes);
        copy.Pending &= ~(1u << lane);
        var target = new Span<byte>(block.Shared + copy.Target[lane], bytes);
        target.Clear();
        if (copy.Bytes[lane] > 0)
        {
            var allocation = launch.Emulator.Memory.Find(copy.Source[lane])!;
            var offset = (long)(copy.Source[lane] - allocation.Address);
            if (launch.CheckRaces)
                block.Races.Global(warp, copy.Step, lane, allocation, offset, copy.Bytes[lane], Access.Read);
            new ReadOnlySpan<byte>(allocation.Pointer + offset, copy.Bytes[lane]).CopyTo(target);
        }

        for (var word = copy.Target[lane] >> 2; word < (copy.Target[lane] + bytes) >> 2; word++)
            block.SharedStates[word] = (byte)((block.SharedStates[word] | 15) & ~16);
        if (launch.CheckRaces)
            block.Races.Shared(warp, copy.Step, lane, copy.Target[lane], bytes, Access.Write);
    }
}
