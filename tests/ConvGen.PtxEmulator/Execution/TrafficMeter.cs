using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Counts what a warp's access costs the memories.</summary>
internal static unsafe class TrafficMeter
{
    private const uint None = uint.MaxValue;

    /// <summary>Different pieces of 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Sectors(ulong* addresses, uint mask, int bytes)
    {
        if (IsRow(addresses, mask, bytes) && (mask & (mask + (mask & (0 - mask)))) == 0)
        {
            var (first, end) = (addresses[BitOperations.TrailingZeroCount(mask)], addresses[31 - BitOperations.LeadingZeroCount(mask)] + (ulong)bytes - 1);
            return (int)((end >> 5) - (first >> 5)) + 1;
        }

        var sectors = stackalloc ulong[64];
        var count = 0;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var address = addresses[BitOperations.TrailingZeroCount(rest)];
            for (var sector = address >> 5; sector <= (address + (ulong)bytes - 1) >> 5; sector++)
            {
                var i = count - 1;
                while (i >= 0 && sectors[i] != sector)
                    i--;
                if (i < 0)
                    sectors[count++] = sector;
            }
        }

        return count;
    }

    /// <summary>
    /// Passes of shared memory's 32 banks of four bytes. Accesses of eight bytes are served half a warp at a time, those of sixteen a quarter; within each,
    /// the bank that most different words are wanted of decides.
    /// </summary>
    /// <returns>The passes, and how many they would be without conflicts.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int Phases, int Requests) Phases(ulong* addresses, uint mask, int bytes)
    {
        var group = bytes <= 4 ? 32 : bytes == 8 ? 16 : 8;
        var (phases, requests) = (0, 0);
        for (var first = 0; first < 32; first += group)
        {
            var part = group == 32 ? mask : mask & (((1u << group) - 1) << first);
            if (part == 0)
                continue;
            requests++;
            phases += GroupPhases(addresses, part, bytes);
        }

        return (phases, requests);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int GroupPhases(ulong* addresses, uint mask, int bytes)
    {
        if (IsRow(addresses, mask, bytes))
            return 1;
        var words = stackalloc uint[32];
        var firsts = stackalloc uint[32];
        new Span<uint>(firsts, 32).Fill(None);
        var (count, conflict) = (0, false);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var word = (uint)(addresses[BitOperations.TrailingZeroCount(rest)] >> 2);
            for (var i = 0; i < Math.Max(1, bytes / 4); i++)
            {
                ref var first = ref firsts[(word + i) & 31];
                if (first == None)
                    first = word + (uint)i;
                else
                    conflict |= first != word + i;
                words[count++] = word + (uint)i;
            }
        }

        return conflict ? Most(words, count) : 1;
    }

    /// <summary>True where all addresses are the same, or each lies behind that of the lane before: then no two lanes meet in a bank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsRow(ulong* addresses, uint mask, int bytes)
    {
        var lane = BitOperations.TrailingZeroCount(mask);
        var (start, same, row) = (addresses[lane], true, true);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var next = BitOperations.TrailingZeroCount(rest);
            same &= addresses[next] == start;
            row &= addresses[next] == start + (ulong)((next - lane) * bytes);
        }

        return same || row;
    }

    /// <summary>The most different words that one bank holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Most(uint* words, int count)
    {
        var depths = stackalloc int[32];
        new Span<int>(depths, 32).Clear();
        var most = 1;
        for (var i = 0; i < count; i++)
        {
            var j = 0;
            while (words[j] != words[i])
                j++;
            if (j == i)
                most = Math.Max(most, ++depths[words[i] & 31]);
        }

        return most;
    }
}
