using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Loops over lanes of integers. A full mask takes a loop without a question in it.</summary>
internal static unsafe class IntegerLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unary<T, TOperation>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TOperation : struct, IIntUnary
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            T.Store(d, lane, TOperation.Apply<T>(T.Load(a, lane)));
        }
    }

    /// <summary>Of popc and clz, whose result is a 32-bit number whatever they count in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Count<T, TOperation>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TOperation : struct, IIntUnary
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            ((uint*)d)[lane] = (uint)TOperation.Apply<T>(T.Load(a, lane));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Binary<T, TOperation>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TOperation : struct, IIntBinary
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        if (mask == uint.MaxValue)
        {
            for (var lane = 0; lane < 32; lane++)
                T.Store(d, lane, TOperation.Apply<T>(T.Load(a, lane), T.Load(b, lane)));
            return;
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            T.Store(d, lane, TOperation.Apply<T>(T.Load(a, lane), T.Load(b, lane)));
        }
    }

    /// <summary>Division and remainder, which look at their divisor first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Divide<T, TOperation>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TOperation : struct, IIntBinary
    {
        var b = warp.File + step.B;
        for (var rest = mask; rest != 0; rest &= rest - 1)
            if (T.Load(b, BitOperations.TrailingZeroCount(rest)) == 0)
                warp.Report(FindingKind.DivisionByZero, step, BitOperations.TrailingZeroCount(rest), "a whole number is divided by zero");
        Binary<T, TOperation>(warp, step, mask);
    }

    /// <summary>Shifts, whose amount is a 32-bit number whatever they shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shift<T, TOperation>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TOperation : struct, IIntBinary
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            T.Store(d, lane, TOperation.Apply<T>(T.Load(a, lane), ((uint*)b)[lane]));
        }
    }

    /// <summary>mad: a binary operation and a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd<T, TOperation>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TOperation : struct, IIntBinary
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        var c = warp.File + step.C;
        if (mask == uint.MaxValue)
        {
            for (var lane = 0; lane < 32; lane++)
                T.Store(d, lane, TOperation.Apply<T>(T.Load(a, lane), T.Load(b, lane)) + T.Load(c, lane));
            return;
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            T.Store(d, lane, TOperation.Apply<T>(T.Load(a, lane), T.Load(b, lane)) + T.Load(c, lane));
        }
    }

    /// <summary>mul.wide and, with a third operand, mad.wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide<T, TWide>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
        where TWide : struct, IIntLane
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        var c = step.C < 0 ? null : warp.File + step.C;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            TWide.Store(d, lane, (T.Load(a, lane) * T.Load(b, lane)) + (c == null ? 0 : TWide.Load(c, lane)));
        }
    }

    /// <summary>sad: the distance of two numbers, added to a third.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Distance<T>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        var c = warp.File + step.C;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (x, y) = (T.Load(a, lane), T.Load(b, lane));
            T.Store(d, lane, T.Load(c, lane) + Max.Apply<T>(x, y) - Min.Apply<T>(x, y));
        }
    }
}
