using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> x)
    {
        x = Vector128.MinNative(Vector128.Create(ExpMax), x);
        x = Vector128.MaxNative(Vector128.Create(ExpMin), x);

        // x = n·ln 2 + r with |r| ≤ ln 2 / 2. Adding 1.5·2²³ rounds to an integer and leaves n in the low bits.
        Vector128<float> shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(Log2E), Vector128.Create(RoundingShift));
        Vector128<float> n = shifted - Vector128.Create(RoundingShift);
        Vector128<float> r = Vector128.MultiplyAddEstimate(n, Vector128.Create(MinusLn2High), x);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(MinusLn2Low), r);
        Vector128<float> q = Vector128.MultiplyAddEstimate(Vector128.Create(ExpC6), r, Vector128.Create(ExpC5));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(ExpC4));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(ExpC3));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(ExpC2));
        Vector128<float> power = Vector128.MultiplyAddEstimate(r * r, q, r) + Vector128.Create(1f);

        // 2ⁿ in two factors: n reaches 128 and −150, which one exponent field does not.
        Vector128<int> exponent = shifted.AsInt32() - Vector128.Create(RoundingShiftBits);
        Vector128<int> half = exponent >> 1;
        Vector128<float> first = ((half + Vector128.Create(127)) << 23).AsSingle();
        Vector128<float> second = ((exponent - half + Vector128.Create(127)) << 23).AsSingle();
        return power * first * second;
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log(Vector128<float> x)
    {
        Vector128<float> denormal = Vector128.LessThan(x, Vector128.Create(SmallestNormal));
        Vector128<float> scaled = Vector128.ConditionalSelect(denormal, x * Vector128.Create(TwoTo23), x);

        // x = 2^e·(1 + f) with 1 + f in [√½, √2): subtracting √½'s bits carries into the exponent exactly there.
        Vector128<int> offset = scaled.AsInt32() - Vector128.Create(SqrtHalfBits);
        Vector128<float> e = Vector128.ConvertToSingle(offset >> 23) - Vector128.ConditionalSelect(denormal, Vector128.Create(23f), Vector128<float>.Zero);
        Vector128<float> f = ((offset & Vector128.Create(MantissaMask)) + Vector128.Create(SqrtHalfBits)).AsSingle() - Vector128.Create(1f);

        // ln(1 + f) = f − f²/2 + f³·p(f), smallest terms first.
        Vector128<float> p = Vector128.MultiplyAddEstimate(Vector128.Create(LogC10), f, Vector128.Create(LogC9));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(LogC8));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(LogC7));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(LogC6));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(LogC5));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(LogC4));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(LogC3));
        Vector128<float> square = f * f;
        Vector128<float> tail = Vector128.MultiplyAddEstimate(square * f, p, Vector128.Create(MinusLn2Low) * -e);
        tail = Vector128.MultiplyAddEstimate(square, Vector128.Create(-0.5f), tail);
        Vector128<float> result = Vector128.MultiplyAddEstimate(e, Vector128.Create(Ln2High), f + tail);

        Vector128<float> infinity = Vector128.Create(float.PositiveInfinity);
        Vector128<float> special = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), Vector128.Create(float.NaN), x);
        special = Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<float>.Zero), -infinity, special);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128<float>.Zero) & Vector128.LessThan(x, infinity), result, special);
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x)
    {
        Vector128<float> square = x * x;
        Vector128<float> z = Vector128.MinNative(Vector128.Create(TanhLimit * TanhLimit), square);
        Vector128<float> p = Vector128.MultiplyAddEstimate(Vector128.Create(TanhP4), z, Vector128.Create(TanhP3));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(TanhP2));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(TanhP1));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(1f));
        Vector128<float> q = Vector128.MultiplyAddEstimate(Vector128.Create(TanhQ4), z, Vector128.Create(TanhQ3));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(TanhQ2));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(TanhQ1));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(1f));
        Vector128<float> y = x * p / q;
        y = Vector128.MinNative(Vector128.Create(1f), y);
        return Vector128.MaxNative(Vector128.Create(-1f), y);
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x)
    {
        x = Vector128.MinNative(Vector128.Create(SigmoidMax), x);
        x = Vector128.MaxNative(Vector128.Create(SigmoidMin), x);

        // e⁻ˣ as in Exp, with a single exponent field: its two ends, 0 and ∞, are the right limits here.
        Vector128<float> shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(-Log2E), Vector128.Create(RoundingShift));
        Vector128<float> n = shifted - Vector128.Create(RoundingShift);
        Vector128<float> r = Vector128.MultiplyAddEstimate(n, Vector128.Create(MinusLn2High), -x);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(MinusLn2Low), r);
        Vector128<float> q = Vector128.MultiplyAddEstimate(Vector128.Create(ExpC6), r, Vector128.Create(ExpC5));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(ExpC4));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(ExpC3));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(ExpC2));
        Vector128<float> power = Vector128.MultiplyAddEstimate(r * r, q, r) + Vector128.Create(1f);
        Vector128<int> exponent = shifted.AsInt32() - Vector128.Create(RoundingShiftBits);
        Vector128<float> scale = ((exponent + Vector128.Create(127)) << 23).AsSingle();
        return Vector128.Create(1f) / Vector128.MultiplyAddEstimate(power, scale, Vector128.Create(1f));
    }

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Erf(Vector128<float> x)
    {
        Vector128<float> square = x * x;
        Vector128<float> z = Vector128.MinNative(Vector128.Create(ErfLimit * ErfLimit), square);
        Vector128<float> p = Vector128.MultiplyAddEstimate(Vector128.Create(ErfP5), z, Vector128.Create(ErfP4));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(ErfP3));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(ErfP2));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(ErfP1));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(ErfP0));
        Vector128<float> q = Vector128.MultiplyAddEstimate(Vector128.Create(ErfQ5), z, Vector128.Create(ErfQ4));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(ErfQ3));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(ErfQ2));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(ErfQ1));
        q = Vector128.MultiplyAddEstimate(q, z, Vector128.Create(1f));
        Vector128<float> y = x * p / q;
        y = Vector128.MinNative(Vector128.Create(1f), y);
        return Vector128.MaxNative(Vector128.Create(-1f), y);
    }

    /// <inheritdoc cref="Hash(uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Hash(Vector128<uint> index, uint key)
    {
        Vector128<uint> x = index ^ Vector128.Create(key);
        x ^= x >> 16;
        x *= Vector128.Create(HashFactor1);
        x ^= x >> 15;
        x += Vector128.Create(key);
        x *= Vector128.Create(HashFactor2);
        return x ^ (x >> 15);
    }
}
