using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.Create(ExpMax), x);
        x = Vector512.MaxNative(Vector512.Create(ExpMin), x);

        // x = n·ln 2 + r with |r| ≤ ln 2 / 2. Adding 1.5·2²³ rounds to an integer and leaves n in the low bits.
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(Log2E), Vector512.Create(RoundingShift));
        Vector512<float> n = shifted - Vector512.Create(RoundingShift);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(MinusLn2High), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(MinusLn2Low), r);
        Vector512<float> q = Vector512.MultiplyAddEstimate(Vector512.Create(ExpC6), r, Vector512.Create(ExpC5));
        q = Vector512.MultiplyAddEstimate(q, r, Vector512.Create(ExpC4));
        q = Vector512.MultiplyAddEstimate(q, r, Vector512.Create(ExpC3));
        q = Vector512.MultiplyAddEstimate(q, r, Vector512.Create(ExpC2));
        Vector512<float> power = Vector512.MultiplyAddEstimate(r * r, q, r) + Vector512.Create(1f);

        // 2ⁿ in two factors: n reaches 128 and −150, which one exponent field does not.
        Vector512<int> exponent = shifted.AsInt32() - Vector512.Create(RoundingShiftBits);
        Vector512<int> half = exponent >> 1;
        Vector512<float> first = ((half + Vector512.Create(127)) << 23).AsSingle();
        Vector512<float> second = ((exponent - half + Vector512.Create(127)) << 23).AsSingle();
        return power * first * second;
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<float> denormal = Vector512.LessThan(x, Vector512.Create(SmallestNormal));
        Vector512<float> scaled = Vector512.ConditionalSelect(denormal, x * Vector512.Create(TwoTo23), x);

        // x = 2^e·(1 + f) with 1 + f in [√½, √2): subtracting √½'s bits carries into the exponent exactly there.
        Vector512<int> offset = scaled.AsInt32() - Vector512.Create(SqrtHalfBits);
        Vector512<float> e = Vector512.ConvertToSingle(offset >> 23) - Vector512.ConditionalSelect(denormal, Vector512.Create(23f), Vector512<float>.Zero);
        Vector512<float> f = ((offset & Vector512.Create(MantissaMask)) + Vector512.Create(SqrtHalfBits)).AsSingle() - Vector512.Create(1f);

        // ln(1 + f) = f − f²/2 + f³·p(f), smallest terms first.
        Vector512<float> p = Vector512.MultiplyAddEstimate(Vector512.Create(LogC10), f, Vector512.Create(LogC9));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(LogC8));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(LogC7));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(LogC6));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(LogC5));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(LogC4));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(LogC3));
        Vector512<float> square = f * f;
        Vector512<float> tail = Vector512.MultiplyAddEstimate(square * f, p, Vector512.Create(MinusLn2Low) * -e);
        tail = Vector512.MultiplyAddEstimate(square, Vector512.Create(-0.5f), tail);
        Vector512<float> result = Vector512.MultiplyAddEstimate(e, Vector512.Create(Ln2High), f + tail);

        Vector512<float> infinity = Vector512.Create(float.PositiveInfinity);
        Vector512<float> special = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), Vector512.Create(float.NaN), x);
        special = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), -infinity, special);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero) & Vector512.LessThan(x, infinity), result, special);
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> square = x * x;
        Vector512<float> z = Vector512.MinNative(Vector512.Create(TanhLimit * TanhLimit), square);
        Vector512<float> p = Vector512.MultiplyAddEstimate(Vector512.Create(TanhP4), z, Vector512.Create(TanhP3));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(TanhP2));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(TanhP1));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(1f));
        Vector512<float> q = Vector512.MultiplyAddEstimate(Vector512.Create(TanhQ4), z, Vector512.Create(TanhQ3));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(TanhQ2));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(TanhQ1));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(1f));
        Vector512<float> y = x * p / q;
        y = Vector512.MinNative(Vector512.Create(1f), y);
        return Vector512.MaxNative(Vector512.Create(-1f), y);
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.Create(SigmoidMax), x);
        x = Vector512.MaxNative(Vector512.Create(SigmoidMin), x);

        // e⁻ˣ as in Exp, with a single exponent field: its two ends, 0 and ∞, are the right limits here.
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(-Log2E), Vector512.Create(RoundingShift));
        Vector512<float> n = shifted - Vector512.Create(RoundingShift);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(MinusLn2High), -x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(MinusLn2Low), r);
        Vector512<float> q = Vector512.MultiplyAddEstimate(Vector512.Create(ExpC6), r, Vector512.Create(ExpC5));
        q = Vector512.MultiplyAddEstimate(q, r, Vector512.Create(ExpC4));
        q = Vector512.MultiplyAddEstimate(q, r, Vector512.Create(ExpC3));
        q = Vector512.MultiplyAddEstimate(q, r, Vector512.Create(ExpC2));
        Vector512<float> power = Vector512.MultiplyAddEstimate(r * r, q, r) + Vector512.Create(1f);
        Vector512<int> exponent = shifted.AsInt32() - Vector512.Create(RoundingShiftBits);
        Vector512<float> scale = ((exponent + Vector512.Create(127)) << 23).AsSingle();
        return Vector512.Create(1f) / Vector512.MultiplyAddEstimate(power, scale, Vector512.Create(1f));
    }

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x)
    {
        Vector512<float> square = x * x;
        Vector512<float> z = Vector512.MinNative(Vector512.Create(ErfLimit * ErfLimit), square);
        Vector512<float> p = Vector512.MultiplyAddEstimate(Vector512.Create(ErfP5), z, Vector512.Create(ErfP4));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(ErfP3));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(ErfP2));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(ErfP1));
        p = Vector512.MultiplyAddEstimate(p, z, Vector512.Create(ErfP0));
        Vector512<float> q = Vector512.MultiplyAddEstimate(Vector512.Create(ErfQ5), z, Vector512.Create(ErfQ4));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(ErfQ3));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(ErfQ2));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(ErfQ1));
        q = Vector512.MultiplyAddEstimate(q, z, Vector512.Create(1f));
        Vector512<float> y = x * p / q;
        y = Vector512.MinNative(Vector512.Create(1f), y);
        return Vector512.MaxNative(Vector512.Create(-1f), y);
    }

    /// <inheritdoc cref="Hash(uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Hash(Vector512<uint> index, uint key)
    {
        Vector512<uint> x = index ^ Vector512.Create(key);
        x ^= x >> 16;
        x *= Vector512.Create(HashFactor1);
        x ^= x >> 15;
        x += Vector512.Create(key);
        x *= Vector512.Create(HashFactor2);
        return x ^ (x >> 15);
    }
}
