using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>What lanes do together, but for matrices.</summary>
internal static unsafe class WarpLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shuffle(Warp warp, Step step, uint mask)
    {
        Together(warp, step, mask);
        var a = (uint*)(warp.File + step.A);
        var b = (uint*)(warp.File + step.B);
        var c = (uint*)(warp.File + step.C);
        var old = stackalloc uint[32];
        new ReadOnlySpan<uint>(a, 32).CopyTo(new Span<uint>(old, 32));
        var inRange = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (amount, clamp, segment) = ((int)b[lane] & 31, (int)c[lane] & 31, (int)(c[lane] >> 8) & 31);
            var last = (lane & segment) | (clamp & ~segment);
            var (from, valid) = step.Mode switch
            {
                "up" => (lane - amount, lane - amount >= last),
                "down" => (lane + amount, lane + amount <= last),
                "bfly" => (lane ^ amount, (lane ^ amount) <= last),
                _ => ((lane & segment) | (amount & ~segment), ((lane & segment) | (amount & ~segment)) <= last),
            };
            if (!valid)
                from = lane;
            else
                inRange |= 1u << lane;
            if ((mask >> from & 1) == 0)
                warp.Report(FindingKind.WarpDivergence, step, lane, $"takes a value from lane {from}, which is not there");
            if (step.D >= 0)
                ((uint*)(warp.File + step.D))[lane] = old[from];
        }

        if (step.D2 >= 0)
            PredicateLanes.Set(warp.File + step.D2, mask, inRange);
        warp.Epoch++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vote(Warp warp, Step step, uint mask)
    {
        Together(warp, step, mask);
        var bits = (*(uint*)(warp.File + step.A) ^ step.FlipC) & mask;
        if (step.Mode == "ballot")
        {
            for (var rest = mask; rest != 0; rest &= rest - 1)
                ((uint*)(warp.File + step.D))[BitOperations.TrailingZeroCount(rest)] = bits;
            return;
        }

        var yes = step.Mode switch
        {
            "all" => bits == mask,
            "any" => bits != 0,
            _ => bits == mask || bits == 0,
        };
        PredicateLanes.Set(warp.File + step.D, mask, yes ? uint.MaxValue : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce(Warp warp, Step step, uint mask)
    {
        Together(warp, step, mask);
        var a = (uint*)(warp.File + step.A);
        var result = a[BitOperations.TrailingZeroCount(mask)];
        for (var rest = mask & (mask - 1); rest != 0; rest &= rest - 1)
        {
            var next = a[BitOperations.TrailingZeroCount(rest)];
            result = (step.Mode, step.To) switch
            {
                ("add", _) => result + next,
                ("min", PtxType.S32) => (uint)Math.Min((int)result, (int)next),
                ("max", PtxType.S32) => (uint)Math.Max((int)result, (int)next),
                ("min", _) => Math.Min(result, next),
                ("max", _) => Math.Max(result, next),
                ("and", _) => result & next,
                ("or", _) => result | next,
                _ => result ^ next,
            };
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
            ((uint*)(warp.File + step.D))[BitOperations.TrailingZeroCount(rest)] = result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ActiveMask(Warp warp, Step step, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
            ((uint*)(warp.File + step.D))[BitOperations.TrailingZeroCount(rest)] = mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SyncWarp(Warp warp, Step step, uint mask)
    {
        Members(warp, step, mask, ((uint*)(warp.File + step.A))[BitOperations.TrailingZeroCount(mask)]);
        warp.Epoch++;
    }

    public static void Trap(Warp warp, Step step, uint mask) => warp.Block.Launch.Fault(FindingKind.Trap, step, warp.Thread(BitOperations.TrailingZeroCount(mask)), "a trap");

    private static void Together(Warp warp, Step step, uint mask) => Members(warp, step, mask, ((uint*)(warp.File + step.Places[0]))[BitOperations.TrailingZeroCount(mask)]);

    /// <summary>The lanes that an instruction names must be those that run it; lanes that have exited are not waited for.</summary>
    private static void Members(Warp warp, Step step, uint mask, uint members)
    {
        if ((members & warp.Live) != mask)
            warp.Report(FindingKind.WarpDivergence, step, BitOperations.TrailingZeroCount(mask), $"lanes {mask:x8} run what is meant for lanes {members:x8} of {warp.Live:x8}");
    }
}
