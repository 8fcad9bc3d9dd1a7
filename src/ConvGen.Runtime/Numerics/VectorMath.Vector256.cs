using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.MinNative(Vector256.Create(ExpMax), x);
        x = Vector256.MaxNative(Vector256.Create(ExpMin), x);

        // x = n·ln 2 + r with |r| ≤ ln 2 / 2. Adding 1.5·2²³ rounds to an integer and leaves n in the low bits.
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(Log2E), Vector256.Create(RoundingShift));
        Vector256<float> n = shifted - Vector256.Create(RoundingShift);
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(MinusLn2High), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(MinusLn2Low), r);
        Vector256<float> q = Vector256.MultiplyAddEstimate(Vector256.Create(ExpC6), r, Vector256.Create(ExpC5));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(ExpC4));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(ExpC3));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(ExpC2));
        Vector256<float> power = Vector256.MultiplyAddEstimate(r * r, q, r) + Vector256.Create(1f);

        // 2ⁿ in two factors: n reaches 128 and −150, which one exponent field does not.
        Vector256<int> exponent = shifted.AsInt32() - Vector256.Create(RoundingShiftBits);
        Vector256<int> half = exponent >> 1;
        Vector256<float> first = ((half + Vector256.Create(127)) << 23).AsSingle();
        Vector256<float> second = ((exponent - half + Vector256.Create(127)) << 23).AsSingle();
        return power * first * second;
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<float> denormal = Vector256.LessThan(x, Vector256.Create(SmallestNormal));
        Vector256<float> scaled = Vector256.ConditionalSelect(denormal, x * Vector256.Create(TwoTo23), x);

        // x = 2^e·(1 + f) with 1 + f in [√½, √2): subtracting √½'s bits carries into the exponent exactly there.
        Vector256<int> offset = scaled.AsInt32() - Vector256.Create(SqrtHalfBits);
        Vector256<float> e = Vector256.ConvertToSingle(offset >> 23) - Vector256.ConditionalSelect(denormal, Vector256.Create(23f), Vector256<float>.Zero);
        Vector256<float> f = ((offset & Vector256.Create(MantissaMask)) + Vector256.Create(SqrtHalfBits)).AsSingle() - Vector256.Create(1f);

        // ln(1 + f) = f − f²/2 + f³·p(f), smallest terms first.
        Vector256<float> p = Vector256.MultiplyAddEstimate(Vector256.Create(LogC10), f, Vector256.Create(LogC9));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(LogC8));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(LogC7));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(LogC6));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(LogC5));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(LogC4));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(LogC3));
        Vector256<float> square = f * f;
        Vector256<float> tail = Vector256.MultiplyAddEstimate(square * f, p, Vector256.Create(MinusLn2Low) * -e);
        tail = Vector256.MultiplyAddEstimate(square, Vector256.Create(-0.5f), tail);
        Vector256<float> result = Vector256.MultiplyAddEstimate(e, Vector256.Create(Ln2High), f + tail);

        Vector256<float> infinity = Vector256.Create(float.PositiveInfinity);
        Vector256<float> special = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256.Create(float.NaN), x);
        special = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), -infinity, special);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero) & Vector256.LessThan(x, infinity), result, special);
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> square = x * x;
        Vector256<float> z = Vector256.MinNative(Vector256.Create(TanhLimit * TanhLimit), square);
        Vector256<float> p = Vector256.MultiplyAddEstimate(Vector256.Create(TanhP4), z, Vector256.Create(TanhP3));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(TanhP2));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(TanhP1));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(1f));
        Vector256<float> q = Vector256.MultiplyAddEstimate(Vector256.Create(TanhQ4), z, Vector256.Create(TanhQ3));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(TanhQ2));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(TanhQ1));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(1f));
        Vector256<float> y = x * p / q;
        y = Vector256.MinNative(Vector256.Create(1f), y);
        return Vector256.MaxNative(Vector256.Create(-1f), y);
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        x = Vector256.MinNative(Vector256.Create(SigmoidMax), x);
        x = Vector256.MaxNative(Vector256.Create(SigmoidMin), x);

        // e⁻ˣ as in Exp, with a single exponent field: its two ends, 0 and ∞, are the right limits here.
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(-Log2E), Vector256.Create(RoundingShift));
        Vector256<float> n = shifted - Vector256.Create(RoundingShift);
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(MinusLn2High), -x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(MinusLn2Low), r);
        Vector256<float> q = Vector256.MultiplyAddEstimate(Vector256.Create(ExpC6), r, Vector256.Create(ExpC5));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(ExpC4));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(ExpC3));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(ExpC2));
        Vector256<float> power = Vector256.MultiplyAddEstimate(r * r, q, r) + Vector256.Create(1f);
        Vector256<int> exponent = shifted.AsInt32() - Vector256.Create(RoundingShiftBits);
        Vector256<float> scale = ((exponent + Vector256.Create(127)) << 23).AsSingle();
        return Vector256.Create(1f) / Vector256.MultiplyAddEstimate(power, scale, Vector256.Create(1f));
    }

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x)
    {
        Vector256<float> square = x * x;
        Vector256<float> z = Vector256.MinNative(Vector256.Create(ErfLimit * ErfLimit), square);
        Vector256<float> p = Vector256.MultiplyAddEstimate(Vector256.Create(ErfP5), z, Vector256.Create(ErfP4));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(ErfP3));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(ErfP2));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(ErfP1));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(ErfP0));
        Vector256<float> q = Vector256.MultiplyAddEstimate(Vector256.Create(ErfQ5), z, Vector256.Create(ErfQ4));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(ErfQ3));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(ErfQ2));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(ErfQ1));
        q = Vector256.MultiplyAddEstimate(q, z, Vector256.Create(1f));
        Vector256<float> y = x * p / q;
        y = Vector256.MinNative(Vector256.Create(1f), y);
        return Vector256.MaxNative(Vector256.Create(-1f), y);
    }

    /// <inheritdoc cref="Hash(uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Hash(Vector256<uint> index, uint key)
    {
        Vector256<uint> x = index ^ Vector256.Create(key);
        x ^= x >> 16;
        x *= Vector256.Create(HashFactor1);
        x ^= x >> 15;
        x += Vector256.Create(key);
        x *= Vector256.Create(HashFactor2);
        return x ^ (x >> 15);
    }
}
