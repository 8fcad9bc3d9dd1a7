using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ConvGen.Tests.Numerics;

/// <summary>Eight vectors stored as columns, for each instruction set: every count of rows, rows side by side and apart, nothing written between and behind them.</summary>
public unsafe class TransposeTests
{
    private const float Untouched = -99;

    [Fact]
    public void Vector128_stores_columns() => Check<Vector128Lanes, Vector128Pair>();

    [Fact]
    public void Avx2_stores_columns()
    {
        if (Avx2.IsSupported && Fma.IsSupported)
            Check<Avx2Lanes, Vector256<float>>();
    }

    [Fact]
    public void Vectors_of_sixteen_store_columns()
    {
        if (Avx2.IsSupported && Fma.IsSupported)
            Check<Vector512Lanes, Vector512<float>>();
    }

    private static void Check<T, TVector>()
        where T : struct, ILanes<TVector>
        where TVector : struct
    {
        foreach (var step in (int[])[8, 11])
            for (var count = 0; count <= T.Width + 1; count++)
            {
                float[] columns = [.. Enumerable.Range(0, 8 * T.Width).Select(i => (float)i)], target = [.. Enumerable.Repeat(Untouched, T.Width * step)];
                fixed (float* x = columns, y = target)
                    T.StoreTransposed(y, step, count, At(x, 0), At(x, 1), At(x, 2), At(x, 3), At(x, 4), At(x, 5), At(x, 6), At(x, 7));
                for (var i = 0; i < target.Length; i++)
                {
                    var (lane, column) = (i / step, i % step);
                    Assert.Equal(lane < count && column < 8 ? (column * T.Width) + lane : Untouched, target[i]);
                }
            }

        static TVector At(float* columns, int column) => T.Load(columns + (column * T.Width));
    }
}
