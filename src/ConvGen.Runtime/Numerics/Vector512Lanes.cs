using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ConvGen;

/// <summary>
/// Sixteen lanes: AVX-512 where the processor has it. Elsewhere .NET makes two vectors of eight of each, which is right and not quick; tests run it so. Parts of
/// vectors need AVX2.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Vector512Lanes : ILanes<Vector512<float>>
{
    /// <inheritdoc/>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    /// <inheritdoc/>
    public static Vector512<float> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<float>.Zero;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> CreateBits(uint value) => Vector512.Create(value).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => *(Vector512<float>*)source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadEight(float* source) => Avx2Lanes.Load(source).ToVector512();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float* source) => Vector512.Create(*source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gather(float* source, nint step, int count) =>
        Vector512.Create(Avx2Lanes.Gather(source, step, count), Avx2Lanes.Gather(source + (8 * step), step, count - 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* source) => Sse.Prefetch0(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector512<float> value) => *(Vector512<float>*)target = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* target, Vector512<float> value) => value.StoreAlignedNonTemporal(target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(float* target, Vector512<float> value, int count)
    {
        if (count < 8)
        {
            Avx2Lanes.StoreFirst(target, value.GetLower(), count);
            return;
        }

        Avx2Lanes.Store(target, value.GetLower());
        if (count > 8)
            Avx2Lanes.StoreFirst(target + 8, value.GetUpper(), count - 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(
        float* target, nint step, nint count, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<float> e, Vector512<float> f, Vector512<float> g, Vector512<float> h)
    {
        if (!Avx512F.IsSupported)
        {
            Avx2Lanes.StoreTransposed(target, step, count, a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower(), e.GetLower(), f.GetLower(), g.GetLower(), h.GetLower());
            Avx2Lanes.StoreTransposed(target + (8 * step), step, count - 8, a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper(), e.GetUpper(), f.GetUpper(), g.GetUpper(), h.GetUpper());
            return;
        }

        // Pairs of columns, then fours of them: quarter q of a vector has four columns of lane 4·q + row.
        Vector512<float> lowAB = Avx512F.UnpackLow(a, b), lowCD = Avx512F.UnpackLow(c, d), lowEF = Avx512F.UnpackLow(e, f), lowGH = Avx512F.UnpackLow(g, h);
        StoreQuarters(target, step, count, 0, Avx512F.Shuffle(lowAB, lowCD, 0x44), Avx512F.Shuffle(lowEF, lowGH, 0x44));
        StoreQuarters(target, step, count, 1, Avx512F.Shuffle(lowAB, lowCD, 0xEE), Avx512F.Shuffle(lowEF, lowGH, 0xEE));
        Vector512<float> highAB = Avx512F.UnpackHigh(a, b), highCD = Avx512F.UnpackHigh(c, d), highEF = Avx512F.UnpackHigh(e, f), highGH = Avx512F.UnpackHigh(g, h);
        StoreQuarters(target, step, count, 2, Avx512F.Shuffle(highAB, highCD, 0x44), Avx512F.Shuffle(highEF, highGH, 0x44));
        StoreQuarters(target, step, count, 3, Avx512F.Shuffle(highAB, highCD, 0xEE), Avx512F.Shuffle(highEF, highGH, 0xEE));
    }

    /// <summary>Rows <paramref name="row"/>, four further and so on, where they are among the first <paramref name="count"/>; each is a quarter of either vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(float* target, nint step, nint count, int row, Vector512<float> left, Vector512<float> right)
    {
        Vector512<float> first = Avx512F.PermuteVar8x64x2(left.AsDouble(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), right.AsDouble()).AsSingle();
        if (count > row)
            Avx.Store(target + (row * step), first.GetLower());
        if (count > row + 4)
            Avx.Store(target + ((row + 4) * step), first.GetUpper());
        Vector512<float> second = Avx512F.PermuteVar8x64x2(left.AsDouble(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), right.AsDouble()).AsSingle();
        if (count > row + 8)
            Avx.Store(target + ((row + 8) * step), second.GetLower());
        if (count > row + 12)
            Avx.Store(target + ((row + 12) * step), second.GetUpper());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Minimum(Vector512<float> left, Vector512<float> right) => Vector512.MinNative(right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Maximum(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SquareRoot(Vector512<float> value) => Vector512.Sqrt(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Absolute(Vector512<float> value) => Vector512.Abs(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GreaterThan(Vector512<float> left, Vector512<float> right) => Vector512.GreaterThan(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> EqualTo(Vector512<float> left, Vector512<float> right) => Vector512.Equals(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Unordered(Vector512<float> left, Vector512<float> right) => ~(Vector512.Equals(left, left) & Vector512.Equals(right, right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> EqualBits(Vector512<float> left, Vector512<float> right) => Vector512.Equals(left.AsInt32(), right.AsInt32()).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Select(Vector512<float> mask, Vector512<float> yes, Vector512<float> no) => Vector512.ConditionalSelect(mask, yes, no);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> And(Vector512<float> left, Vector512<float> right) => left & right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Or(Vector512<float> left, Vector512<float> right) => left | right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AndNot(Vector512<float> mask, Vector512<float> value) => Vector512.AndNot(value, mask);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> First(int count) => Vector512.GreaterThan(Vector512.Create(count), Vector512<int>.Indices).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Indices(uint start, uint step) => (Vector512.Create(start) + (Vector512<uint>.Indices * step)).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Keep(Vector512<float> index, uint key, uint threshold, float scale) =>
        Vector512.GreaterThanOrEqual(VectorMath.Hash(index.AsUInt32(), key), Vector512.Create(threshold)).AsSingle() & Vector512.Create(scale);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Vector512<float> value) => VectorMath.MaxAcross(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToScalar(Vector512<float> value) => value.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> value) => VectorMath.Exp(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> value) => VectorMath.Log(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> value) => VectorMath.Tanh(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> value) => VectorMath.Sigmoid(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> value) => VectorMath.Erf(value);
}
