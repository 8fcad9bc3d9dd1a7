using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ConvGen.Tests.Numerics;

/// <summary>Each operation of each instruction set, lane by lane against plain floats, bit for bit; sums and square roots of eight aside, nothing rounds differently.</summary>
public unsafe class LanesTests
{
    private static readonly float[] Left = [0f, -0f, 1.5f, -2.25f, float.NaN, 3f, float.PositiveInfinity, -7f, 1f, float.NaN, -3.5f, 1e-40f, 8f, 0.125f, float.NegativeInfinity, 42f];
    private static readonly float[] Right = [-0f, 0f, 1.5f, 4f, 1f, float.NaN, 2f, -7.5f, -1f, float.NaN, 3f, 2e-40f, 8f, 0.5f, 1f, -42f];

    [Fact]
    public void Vector128_does_what_floats_do() => Check<Vector128Lanes, Vector128Pair>();

    [Fact]
    public void Avx2_does_what_floats_do()
    {
        if (Avx2.IsSupported && Fma.IsSupported)
            Check<Avx2Lanes, Vector256<float>>();
    }

    /// <summary>In software where the processor has no AVX-512.</summary>
    [Fact]
    public void Vector512_does_what_floats_do()
    {
        if (Avx2.IsSupported && Fma.IsSupported)
            Check<Vector512Lanes, Vector512<float>>();
    }

    /// <summary>A call among a tile's sums would spill all of them.</summary>
    [Theory]
    [InlineData(typeof(Vector128Lanes))]
    [InlineData(typeof(Avx2Lanes))]
    [InlineData(typeof(Vector512Lanes))]
    public void Every_operation_asks_to_be_inlined(Type lanes)
    {
        var operations = lanes.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        Assert.True(operations.Length >= typeof(ILanes<>).GetMethods().Length);
        Assert.DoesNotContain(operations, operation => !operation.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining));
    }

    private static void Check<T, TVector>()
        where T : struct, ILanes<TVector>
        where TVector : struct
    {
        fixed (float* left = Left, right = Right)
        {
            Assert.Equal(T.Width * sizeof(float), Unsafe.SizeOf<TVector>());
            TVector a = T.Load(left), b = T.Load(right);
            Same(Left, a);
            Same(_ => 0f, T.Zero);
            Same(_ => -2.5f, T.Create(-2.5f));
            Same(_ => BitConverter.UInt32BitsToSingle(0xFFFF_FFFEu), T.CreateBits(0xFFFF_FFFEu));
            Same(_ => -2.25f, T.Broadcast(left + 3));
            Same(i => i < 8 ? Left[i + 1] : 0f, T.LoadEight(left + 1));
            SameNumbers(i => Left[i] + Right[i], T.Add(a, b));
            SameNumbers(i => Left[i] - Right[i], T.Subtract(a, b));
            SameNumbers(i => Left[i] * Right[i], T.Multiply(a, b));
            SameNumbers(i => Left[i] / Right[i], T.Divide(a, b));
            SameNumbers(i => float.MultiplyAddEstimate(Left[i], Right[i], Right[i]), T.MultiplyAdd(a, b, b));
            Same(i => Left[i] > Right[i] ? Right[i] : Left[i], T.Minimum(a, b));
            Same(i => Right[i] > Left[i] ? Right[i] : Left[i], T.Maximum(a, b));
            SameNumbers(i => MathF.Sqrt(Left[i]), T.SquareRoot(a));
            Same(i => MathF.Abs(Left[i]), T.Absolute(a));
            Same(i => Bits(Left[i] > Right[i]), T.GreaterThan(a, b));
            Same(i => Bits(Left[i] == Right[i]), T.EqualTo(a, b));
            Same(i => Bits(float.IsNaN(Left[i]) || float.IsNaN(Right[i])), T.Unordered(a, b));
            Same(i => Bits(BitConverter.SingleToInt32Bits(Left[i]) == BitConverter.SingleToInt32Bits(Right[i])), T.EqualBits(a, b));
            Same(i => Left[i] > Right[i] ? 5f : Right[i], T.Select(T.GreaterThan(a, b), T.Create(5f), b));
            Same(i => Combine(Left[i], Right[i], (x, y) => x & y), T.And(a, b));
            Same(i => Combine(Left[i], Right[i], (x, y) => x | y), T.Or(a, b));
            Same(i => Combine(Left[i], Right[i], (mask, value) => ~mask & value), T.AndNot(a, b));
            Same(i => BitConverter.UInt32BitsToSingle(0xFFFF_FFF0u + (3u * (uint)i)), T.Indices(0xFFFF_FFF0u, 3));
            Same(i => VectorMath.Hash(7u + (uint)i, 99u) >= 0x8000_0000u ? 1.25f : 0f, T.Keep(T.Indices(7, 1), 99, 0x8000_0000u, 1.25f));
            SameNumbers(i => VectorMath.Exp(Left[i]), T.Exp(a));
            SameNumbers(i => VectorMath.Log(Left[i]), T.Log(a));
            SameNumbers(i => VectorMath.Tanh(Left[i]), T.Tanh(a));
            SameNumbers(i => VectorMath.Sigmoid(Left[i]), T.Sigmoid(a));
            SameNumbers(i => VectorMath.Erf(Left[i]), T.Erf(a));
            Assert.Equal(T.Width * (T.Width - 1) / 2f, T.Sum(T.Add(T.Create(0f), Counting<T, TVector>())));
            Assert.Equal(T.Width - 1f, T.MaxAcross(Counting<T, TVector>()));
            Assert.Equal(float.NaN, T.MaxAcross(a));
            Assert.Equal(-2.25f, T.ToScalar(T.Broadcast(left + 3)));
            using var streamed = new NativeBuffer<float>(3 * T.Width, "streamed numbers");
            T.StoreStreaming(streamed.Pointer + T.Width, a);
            Assert.Equal([.. new float[T.Width], .. Left.Take(T.Width), .. new float[T.Width]], streamed.Span.ToArray());
            for (var count = 1; count <= T.Width; count++)
                Parts<T, TVector>(a, count);
        }
    }

    /// <summary>Masks, parts of a vector read and written: nothing behind the part is touched.</summary>
    private static void Parts<T, TVector>(TVector value, int count)
        where T : struct, ILanes<TVector>
        where TVector : struct
    {
        Same(i => Bits(i < count), T.First(count));
        var numbers = Enumerable.Range(0, 3 * T.Width).Select(i => i * 1.5f).ToArray();
        fixed (float* source = numbers)
            Same(i => i < count ? numbers[3 * i] : 0f, T.Gather(source, 3, count));
        if (count == T.Width)
            return;
        var target = Enumerable.Repeat(-99f, T.Width).ToArray();
        fixed (float* place = target)
            T.StoreFirst(place, value, count);
        for (var i = 0; i < T.Width; i++)
            Assert.Equal(BitConverter.SingleToInt32Bits(i < count ? Left[i] : -99f), BitConverter.SingleToInt32Bits(target[i]));
    }

    private static TVector Counting<T, TVector>()
        where T : struct, ILanes<TVector>
        where TVector : struct
    {
        var numbers = stackalloc float[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
        return T.Load(numbers);
    }

    private static float Bits(bool all) => BitConverter.Int32BitsToSingle(all ? -1 : 0);

    private static float Combine(float left, float right, Func<int, int, int> combine) =>
        BitConverter.Int32BitsToSingle(combine(BitConverter.SingleToInt32Bits(left), BitConverter.SingleToInt32Bits(right)));

    private static void Same<TVector>(float[] expected, TVector actual)
        where TVector : struct => Same(i => expected[i], actual);

    private static void Same<TVector>(Func<int, float> expected, TVector actual)
        where TVector : struct
    {
        for (var i = 0; i < Unsafe.SizeOf<TVector>() / sizeof(float); i++)
            Assert.Equal(BitConverter.SingleToInt32Bits(expected(i)), BitConverter.SingleToInt32Bits(Lane(actual, i)));
    }

    /// <summary>The same, but that which of many NaNs arithmetic gives is the processor's business.</summary>
    private static void SameNumbers<TVector>(Func<int, float> expected, TVector actual)
        where TVector : struct => Same(i => float.IsNaN(expected(i)) && float.IsNaN(Lane(actual, i)) ? Lane(actual, i) : expected(i), actual);

    private static float Lane<TVector>(TVector vector, int lane)
        where TVector : struct => ((float*)Unsafe.AsPointer(ref vector))[lane];
}
