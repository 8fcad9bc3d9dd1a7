using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen.Tests.Ptx;

/// <summary>Loops over lanes of floats.</summary>
internal static unsafe class FloatLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unary<TMode, TOperation>(Warp warp, Step step, uint mask)
        where TMode : struct, IFloatMode
        where TOperation : struct, IFloatUnary
    {
        var d = (float*)(warp.File + step.D);
        var a = (float*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = TMode.Out(TOperation.Apply(TMode.In(a[lane])));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnaryDouble<TOperation>(Warp warp, Step step, uint mask)
        where TOperation : struct, IFloatUnary
    {
        var d = (double*)(warp.File + step.D);
        var a = (double*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = TOperation.Apply(a[lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Binary<TMode, TOperation>(Warp warp, Step step, uint mask)
        where TMode : struct, IFloatMode
        where TOperation : struct, IFloatBinary
    {
        var d = (float*)(warp.File + step.D);
        var a = (float*)(warp.File + step.A);
        var b = (float*)(warp.File + step.B);
        if (TMode.IsPlain && TOperation.HasVector && mask == uint.MaxValue)
        {
            for (var lane = 0; lane < 32; lane += 8)
                FloatMode.Canonical(TOperation.Apply(Vector256.Load(a + lane), Vector256.Load(b + lane))).Store(d + lane);
            return;
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = TMode.Out(TOperation.Apply(TMode.In(a[lane]), TMode.In(b[lane])));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BinaryDouble<TOperation>(Warp warp, Step step, uint mask)
        where TOperation : struct, IFloatBinary
    {
        var d = (double*)(warp.File + step.D);
        var a = (double*)(warp.File + step.A);
        var b = (double*)(warp.File + step.B);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = TOperation.Apply(a[lane], b[lane]);
        }
    }

    /// <summary>fma, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fma<TMode>(Warp warp, Step step, uint mask)
        where TMode : struct, IFloatMode
    {
        var d = (float*)(warp.File + step.D);
        var a = (float*)(warp.File + step.A);
        var b = (float*)(warp.File + step.B);
        var c = (float*)(warp.File + step.C);
        if (TMode.IsPlain && mask == uint.MaxValue)
        {
            for (var lane = 0; lane < 32; lane += 8)
                FloatMode.Canonical(Vector256.FusedMultiplyAdd(Vector256.Load(a + lane), Vector256.Load(b + lane), Vector256.Load(c + lane))).Store(d + lane);
            return;
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = TMode.Out(MathF.FusedMultiplyAdd(TMode.In(a[lane]), TMode.In(b[lane]), TMode.In(c[lane])));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FmaDouble(Warp warp, Step step, uint mask)
    {
        var d = (double*)(warp.File + step.D);
        var a = (double*)(warp.File + step.A);
        var b = (double*)(warp.File + step.B);
        var c = (double*)(warp.File + step.C);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = Math.FusedMultiplyAdd(a[lane], b[lane], c[lane]);
        }
    }
}
