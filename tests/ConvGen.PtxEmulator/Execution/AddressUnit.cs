using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Finds where the addresses of an access lie on the host, and checks and counts the access on the way.</summary>
internal static unsafe class AddressUnit
{
    /// <summary>Fills in the addresses of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(Warp warp, int place, bool wide, long offset, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            warp.Addresses[lane] = wide ? ((ulong*)(warp.File + place))[lane] + (ulong)offset : (uint)(((uint*)(warp.File + place))[lane] + offset);
        }
    }

    /// <summary>Fills in <see cref="Warp.Pointers"/>.</summary>
    /// <returns>False after a fault.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Resolve(Warp warp, Step step, uint mask, Access access)
    {
        if (step.Strong)
            access |= Access.Strong;
        Read(warp, step.A, step.WideAddress, step.Offset, mask);
        switch (step.Space)
        {
            case PtxSpace.Global or PtxSpace.Const:
                return Global(warp, step, mask, access, step.TotalBytes, warp.Pointers);
            case PtxSpace.Shared:
                return Shared(warp, step, mask, access);
            case PtxSpace.Local:
                return Window(warp, step, mask, AddressMap.LocalBase, warp.Block.Launch.Kernel.LocalBytes);
            case PtxSpace.Param:
                return Window(warp, step, mask, 0, warp.Block.Launch.Kernel.ParameterBytes);
            default:
                return Generic(warp, step, mask, access);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Global(Warp warp, Step step, uint mask, Access access, int bytes, byte** pointers)
    {
        var launch = warp.Block.Launch;
        ref var recent = ref launch.Recent[step.Instruction.Index];
        var (common, several) = ((Allocation?)null, false);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var address = warp.Addresses[lane];
            if (!Aligned(warp, step, lane, address, bytes))
                return false;
            if (recent is null || recent.IsFreed || address < recent.Address || address - recent.Address > (ulong)(recent.Bytes - bytes) || recent.Bytes < bytes)
            {
                recent = launch.Emulator.Memory.Find(address);
                var inside = recent is not null && recent.Bytes >= bytes && address - recent.Address <= (ulong)(recent.Bytes - bytes);
                if (!inside || recent!.IsFreed)
                {
                    launch.Fault(inside ? FindingKind.GlobalFreed : FindingKind.GlobalOutOfBounds, step, warp.Thread(lane), $"{bytes} bytes at 0x{address:x}: {launch.Emulator.Memory.Describe(address, bytes)}");
                    return false;
                }
            }

            if (recent.IsReadOnly && (access & Access.Write) != 0)
            {
                launch.Fault(FindingKind.GlobalOutOfBounds, step, warp.Thread(lane), $"writes to constants: {launch.Emulator.Memory.Describe(address, bytes)}");
                return false;
            }

            var offset = (long)(address - recent.Address);
            pointers[lane] = recent.Pointer + offset;
            several |= recent != (common ??= recent);
        }

        if (launch.CheckRaces && !several && !common!.IsReadOnly)
            warp.Block.Races.Global(warp, step, mask, common, bytes, access);
        else if (launch.CheckRaces && several)
            RacesOfSeveral(warp, step, mask, access, bytes);

        (launch.GlobalRequests, launch.GlobalBytes) = (launch.GlobalRequests + 1, launch.GlobalBytes + ((long)bytes * BitOperations.PopCount(mask)));
        launch.GlobalSectors += TrafficMeter.Sectors(warp.Addresses, mask, bytes);
        return true;
    }

    /// <summary>Of lanes that touch different allocations.</summary>
    private static void RacesOfSeveral(Warp warp, Step step, uint mask, Access access, int bytes)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var allocation = warp.Block.Launch.Emulator.Memory.Find(warp.Addresses[lane])!;
            if (!allocation.IsReadOnly)
                warp.Block.Races.Global(warp, step, lane, allocation, (long)(warp.Addresses[lane] - allocation.Address), bytes, access);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Shared(Warp warp, Step step, uint mask, Access access)
    {
        var (launch, bytes, writes) = (warp.Block.Launch, step.TotalBytes, (access & Access.Write) != 0);
        var states = warp.Block.SharedStates;
        var last = (ulong)(launch.SharedBytes - bytes);
        var memory = warp.Block.Shared;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var offset = warp.Addresses[lane] - AddressMap.SharedBase;
            // What is as it should be, word by word, takes no call.
            if (bytes == 4 && offset <= last && (offset & 3) == 0 && launch.SharedBytes >= 4 && (writes ? (states[offset >> 2] & 16) == 0 : states[offset >> 2] == 15))
                states[offset >> 2] = 15;
            else if (!SharedBytes(warp, step, lane, warp.Addresses[lane], bytes, access, -1))
                return false;
            warp.Pointers[lane] = memory + offset;
        }

        if (launch.CheckRaces)
            warp.Block.Races.Shared(warp, step, mask, bytes, access);
        var (phases, requests) = TrafficMeter.Phases(warp.Addresses, mask, bytes);
        launch.SharedPhases[step.Instruction.Index] += phases;
        launch.SharedRequests[step.Instruction.Index] += requests;
        return true;
    }

    /// <summary>Checks an access to shared memory.</summary>
    /// <param name="warp">Of the lane.</param>
    /// <param name="step">The instruction.</param>
    /// <param name="lane">Whose address it is.</param>
    /// <param name="address">In shared memory's own space.</param>
    /// <param name="bytes">At least one.</param>
    /// <param name="access">What it does.</param>
    /// <param name="racer">The lane that gets what is read; -1 where races are looked for elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool SharedBytes(Warp warp, Step step, int lane, ulong address, int bytes, Access access, int racer)
    {
        var (block, launch) = (warp.Block, warp.Block.Launch);
        if (address < AddressMap.SharedBase || address + (ulong)bytes > (ulong)(AddressMap.SharedBase + launch.SharedBytes))
        {
            launch.Fault(FindingKind.SharedOutOfBounds, step, warp.Thread(lane), $"{bytes} bytes at {(long)address - AddressMap.SharedBase} of {launch.SharedBytes} bytes of shared memory");
            return false;
        }

        if (!Aligned(warp, step, lane, address, bytes))
            return false;
        var offset = (int)(address - AddressMap.SharedBase);
        var states = block.SharedStates;
        for (var word = offset >> 2; word <= (offset + bytes - 1) >> 2; word++)
        {
            var needed = bytes >= 4 ? 15 : ((1 << bytes) - 1) << (offset & 3);
            if ((states[word] & 16) != 0)
                warp.Report(FindingKind.MissingWait, step, lane, $"shared memory at {AddressMap.SharedBase + (4 * word)} is touched while a copy to it is on its way");
            if ((access & Access.Write) != 0)
                states[word] |= (byte)needed;
            else if ((states[word] & needed) != needed)
            {
                warp.Report(FindingKind.UninitializedShared, step, lane, $"shared memory at {AddressMap.SharedBase + (4 * word)} is read and has not been written");
                states[word] |= (byte)needed;
            }
        }

        if (launch.CheckRaces && racer >= 0)
            block.Races.Shared(warp, step, racer, offset, bytes, access);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Aligned(Warp warp, Step step, int lane, ulong address, int bytes)
    {
        if ((address & (ulong)(bytes - 1)) == 0)
            return true;
        warp.Block.Launch.Fault(FindingKind.Misaligned, step, warp.Thread(lane), $"{bytes} bytes at 0x{address:x}");
        return false;
    }

    /// <summary>Of local memory and parameters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Window(Warp warp, Step step, uint mask, ulong start, int size)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var offset = warp.Addresses[lane] - start;
            if (offset > (ulong)size || offset + (ulong)step.TotalBytes > (ulong)size)
            {
                warp.Block.Launch.Fault(FindingKind.LocalOutOfBounds, step, warp.Thread(lane), $"{step.TotalBytes} bytes at {(long)offset} of {size}");
                return false;
            }

            if (!Aligned(warp, step, lane, warp.Addresses[lane], step.TotalBytes))
                return false;
            warp.Pointers[lane] = step.Space == PtxSpace.Param ? warp.Block.Launch.Parameters + offset : warp.Local + ((ulong)(lane * size) + offset);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Generic(Warp warp, Step step, uint mask, Access access)
    {
        var (shared, local) = (0u, 0u);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var address = warp.Addresses[lane];
            if (address - AddressMap.SharedWindow < AddressMap.WindowBytes)
            {
                shared |= 1u << lane;
                warp.Addresses[lane] -= AddressMap.SharedWindow;
            }
            else if (address - AddressMap.LocalWindow < AddressMap.WindowBytes)
            {
                local |= 1u << lane;
                warp.Addresses[lane] -= AddressMap.LocalWindow;
            }
        }

        var rest2 = mask & ~shared & ~local;
        return (shared == 0 || Shared(warp, step, shared, access))
            && (local == 0 || Window(warp, step, local, AddressMap.LocalBase, warp.Block.Launch.Kernel.LocalBytes))
            && (rest2 == 0 || Global(warp, step, rest2, access, step.TotalBytes, warp.Pointers));
    }
}
