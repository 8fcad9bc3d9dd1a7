using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ConvGen;

/// <summary>Pairs of Vector128, which is SSE or NEON or WebAssembly's SIMD, or scalar code where there is no vector unit: right on every processor.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Vector128Lanes : ILanes<Vector128Pair>
{
    /// <inheritdoc/>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    /// <inheritdoc/>
    public static Vector128Pair Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Create(float value) => new(Vector128.Create(value), Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair CreateBits(uint value) => new(Vector128.Create(value).AsSingle(), Vector128.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Load(float* source) => new(*(Vector128<float>*)source, *(Vector128<float>*)(source + 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair LoadEight(float* source) => Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Broadcast(float* source) => Create(*source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Gather(float* source, nint step, int count) =>
        new(Gather128(source, step, count), Gather128(source + (4 * step), step, count - 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* source)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(source);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector128Pair value)
    {
        *(Vector128<float>*)target = value.Low;
        *(Vector128<float>*)(target + 4) = value.High;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* target, Vector128Pair value)
    {
        value.Low.StoreAlignedNonTemporal(target);
        value.High.StoreAlignedNonTemporal(target + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(float* target, Vector128Pair value, int count)
    {
        StoreFirst128(target, value.Low, count);
        StoreFirst128(target + 4, value.High, count - 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(
        float* target, nint step, nint count, Vector128Pair a, Vector128Pair b, Vector128Pair c, Vector128Pair d, Vector128Pair e, Vector128Pair f, Vector128Pair g, Vector128Pair h)
    {
        StoreTransposed128(target, step, count, a.Low, b.Low, c.Low, d.Low);
        StoreTransposed128(target + 4, step, count, e.Low, f.Low, g.Low, h.Low);
        StoreTransposed128(target + (4 * step), step, count - 4, a.High, b.High, c.High, d.High);
        StoreTransposed128(target + (4 * step) + 4, step, count - 4, e.High, f.High, g.High, h.High);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Add(Vector128Pair left, Vector128Pair right) => new(left.Low + right.Low, left.High + right.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Subtract(Vector128Pair left, Vector128Pair right) => new(left.Low - right.Low, left.High - right.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Multiply(Vector128Pair left, Vector128Pair right) => new(left.Low * right.Low, left.High * right.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Divide(Vector128Pair left, Vector128Pair right) => new(left.Low / right.Low, left.High / right.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair MultiplyAdd(Vector128Pair left, Vector128Pair right, Vector128Pair addend) =>
        new(Vector128.MultiplyAddEstimate(left.Low, right.Low, addend.Low), Vector128.MultiplyAddEstimate(left.High, right.High, addend.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Minimum(Vector128Pair left, Vector128Pair right) => Select(GreaterThan(left, right), right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Maximum(Vector128Pair left, Vector128Pair right) => Select(GreaterThan(right, left), right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair SquareRoot(Vector128Pair value) => new(Vector128.Sqrt(value.Low), Vector128.Sqrt(value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Absolute(Vector128Pair value) => new(Vector128.Abs(value.Low), Vector128.Abs(value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair GreaterThan(Vector128Pair left, Vector128Pair right) =>
        new(Vector128.GreaterThan(left.Low, right.Low), Vector128.GreaterThan(left.High, right.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair EqualTo(Vector128Pair left, Vector128Pair right) =>
        new(Vector128.Equals(left.Low, right.Low), Vector128.Equals(left.High, right.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Unordered(Vector128Pair left, Vector128Pair right) => new(
        ~(Vector128.Equals(left.Low, left.Low) & Vector128.Equals(right.Low, right.Low)), ~(Vector128.Equals(left.High, left.High) & Vector128.Equals(right.High, right.High)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair EqualBits(Vector128Pair left, Vector128Pair right) =>
        new(Vector128.Equals(left.Low.AsInt32(), right.Low.AsInt32()).AsSingle(), Vector128.Equals(left.High.AsInt32(), right.High.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Select(Vector128Pair mask, Vector128Pair yes, Vector128Pair no) =>
        new(Vector128.ConditionalSelect(mask.Low, yes.Low, no.Low), Vector128.ConditionalSelect(mask.High, yes.High, no.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair And(Vector128Pair left, Vector128Pair right) => new(left.Low & right.Low, left.High & right.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Or(Vector128Pair left, Vector128Pair right) => new(left.Low | right.Low, left.High | right.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair AndNot(Vector128Pair mask, Vector128Pair value) =>
        new(Vector128.AndNot(value.Low, mask.Low), Vector128.AndNot(value.High, mask.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair First(int count) => new(First128(count), First128(count - 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Indices(uint start, uint step) => new(Indices128(start, step), Indices128(start + (4 * step), step));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Keep(Vector128Pair index, uint key, uint threshold, float scale) =>
        new(Keep128(index.Low, key, threshold, scale), Keep128(index.High, key, threshold, scale));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128Pair value) => Vector128.Sum(value.Low + value.High);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Vector128Pair value) => VectorMath.MaxAcross(Vector128.Max(value.Low, value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToScalar(Vector128Pair value) => value.Low.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Exp(Vector128Pair value) => new(VectorMath.Exp(value.Low), VectorMath.Exp(value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Log(Vector128Pair value) => new(VectorMath.Log(value.Low), VectorMath.Log(value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Tanh(Vector128Pair value) => new(VectorMath.Tanh(value.Low), VectorMath.Tanh(value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Sigmoid(Vector128Pair value) => new(VectorMath.Sigmoid(value.Low), VectorMath.Sigmoid(value.High));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Pair Erf(Vector128Pair value) => new(VectorMath.Erf(value.Low), VectorMath.Erf(value.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Gather128(float* source, nint step, int count) => Vector128.Create(
        count > 0 ? *source : 0f, count > 1 ? source[step] : 0f, count > 2 ? source[2 * step] : 0f, count > 3 ? source[3 * step] : 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst128(float* target, Vector128<float> value, int count)
    {
        if (count > 3)
        {
            *(Vector128<float>*)target = value;
            return;
        }

        if (count > 0)
            target[0] = value.ToScalar();
        if (count > 1)
            target[1] = value.GetElement(1);
        if (count > 2)
            target[2] = value.GetElement(2);
    }

    /// <summary>The first <paramref name="count"/> lanes of four columns, each as four neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTransposed128(float* target, nint step, nint count, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> lowAB = Low(a, b), lowCD = Low(c, d), highAB = High(a, b), highCD = High(c, d);
        if (count > 0)
            *(Vector128<float>*)target = Vector128.Create(lowAB.GetLower(), lowCD.GetLower());
        if (count > 1)
            *(Vector128<float>*)(target + step) = Vector128.Create(lowAB.GetUpper(), lowCD.GetUpper());
        if (count > 2)
            *(Vector128<float>*)(target + (2 * step)) = Vector128.Create(highAB.GetLower(), highCD.GetLower());
        if (count > 3)
            *(Vector128<float>*)(target + (3 * step)) = Vector128.Create(highAB.GetUpper(), highCD.GetUpper());
    }

    /// <summary>The first two lanes of both, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> left, Vector128<float> right)
    {
        if (Sse.IsSupported)
            return Sse.UnpackLow(left, right);
        return Vector128.Create(left.ToScalar(), right.ToScalar(), left.GetElement(1), right.GetElement(1));
    }

    /// <summary>The last two lanes of both, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> left, Vector128<float> right)
    {
        if (Sse.IsSupported)
            return Sse.UnpackHigh(left, right);
        return Vector128.Create(left.GetElement(2), right.GetElement(2), left.GetElement(3), right.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> First128(int count) => Vector128.GreaterThan(Vector128.Create(count), Vector128.Create(0, 1, 2, 3)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Indices128(uint start, uint step) => (Vector128.Create(start) + (Vector128.Create(0u, 1u, 2u, 3u) * step)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Keep128(Vector128<float> index, uint key, uint threshold, float scale) =>
        Vector128.GreaterThanOrEqual(VectorMath.Hash(index.AsUInt32(), key), Vector128.Create(threshold)).AsSingle() & Vector128.Create(scale);
}
