using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ConvGen;

/// <summary>
/// The transcendental functions that generated kernels call, branch-free, for one number, four, eight and sixteen. The four forms are the
/// same formula with the same operations in the same order, so a lane's bits never depend on the vector width (with fused
/// multiply-add or without; the two differ from each other in the last bit). They are written out four times because kernels
/// inline them by the dozen and a generic formula would spend the JIT's inlining budget; a test holds the four together.
/// Polynomials and rational functions are minimax fits of this project (iteratively reweighted least squares at Chebyshev points);
/// the errors stated are the largest measured against double precision over a sweep of all exponents, with fused multiply-add or without.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorMath
{
    // Range reduction by ln 2 in two parts: the high part has 9 bits, so n times it is exact.
    private const float Log2E = 1.442695f, Ln2High = 0.693359375f, MinusLn2High = -0.693359375f, MinusLn2Low = 2.1219444e-4f;

    // Adding 1.5·2²³ rounds a float to the nearest integer.
    private const float RoundingShift = 12582912f;
    private const int RoundingShiftBits = 0x4B400000;

    // Beyond these, eˣ rounds to ∞ and to 0.
    private const float ExpMax = 89f, ExpMin = -104f;

    // Between these, −x/ln 2 rounds to −127 … 128, the ends of an exponent field.
    private const float SigmoidMax = 87.9f, SigmoidMin = -88.72f;

    private const float SmallestNormal = 1.17549435e-38f, TwoTo23 = 8388608f;
    private const int SqrtHalfBits = 0x3F3504F3, MantissaMask = 0x007FFFFF;

    // (eʳ − 1 − r) / r² on |r| ≤ ln 2 / 2.
    private const float ExpC2 = 0.5f, ExpC3 = 0.16666518f, ExpC4 = 0.041666206f, ExpC5 = 0.008368919f, ExpC6 = 0.0013950532f;

    // (ln(1 + f) − f + f²/2) / f³ on √½ − 1 … √2 − 1.
    private const float LogC3 = 0.33333316f, LogC4 = -0.2500081f, LogC5 = 0.20002295f, LogC6 = -0.16624498f;
    private const float LogC7 = 0.14180961f, LogC8 = -0.13129114f, LogC9 = 0.12883471f, LogC10 = -0.07860874f;

    // tanh √z / √z on 0 … TanhLimit². Beyond it the quotient stays and x grows, so clamping the result to ±1 gives 1 exactly.
    private const float TanhLimit = 9f;
    private const float TanhP1 = 0.13383982f, TanhP2 = 0.003498997f, TanhP3 = 2.0661244e-05f, TanhP4 = 1.34197355e-08f;
    private const float TanhQ1 = 0.46717304f, TanhQ2 = 0.025890213f, TanhQ3 = 3.2910384e-04f, TanhQ4 = 7.804706e-07f;

    // erf √z / √z on 0 … ErfLimit², likewise.
    private const float ErfLimit = 3.92f;
    private const float ErfP0 = 1.1283791f, ErfP1 = 0.1904009f, ErfP2 = 0.052747853f, ErfP3 = 0.0037653414f, ErfP4 = 2.8487027e-04f, ErfP5 = 2.0500481e-06f;
    private const float ErfQ1 = 0.50207114f, ErfQ2 = 0.11410669f, ErfQ3 = 0.014968671f, ErfQ4 = 0.0011624569f, ErfQ5 = 3.8090657e-05f;

    private const uint HashFactor1 = 0x21F0AAADu, HashFactor2 = 0xD35A2D97u, GoldenRatio = 0x9E3779B9u;

    /// <summary>
    /// eˣ, within 1.1 ulp, denormal results included. Above 88.7228 +∞, below −104 zero, NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x)
    {
        x = ExpMax < x ? ExpMax : x;
        x = ExpMin > x ? ExpMin : x;

        // x = n·ln 2 + r with |r| ≤ ln 2 / 2. Adding 1.5·2²³ rounds to an integer and leaves n in the low bits.
        float shifted = float.MultiplyAddEstimate(x, Log2E, RoundingShift);
        float n = shifted - RoundingShift;
        float r = float.MultiplyAddEstimate(n, MinusLn2High, x);
        r = float.MultiplyAddEstimate(n, MinusLn2Low, r);
        float q = float.MultiplyAddEstimate(ExpC6, r, ExpC5);
        q = float.MultiplyAddEstimate(q, r, ExpC4);
        q = float.MultiplyAddEstimate(q, r, ExpC3);
        q = float.MultiplyAddEstimate(q, r, ExpC2);
        float power = float.MultiplyAddEstimate(r * r, q, r) + 1f;

        // 2ⁿ in two factors: n reaches 128 and −150, which one exponent field does not.
        int exponent = BitConverter.SingleToInt32Bits(shifted) - RoundingShiftBits;
        int half = exponent >> 1;
        float first = BitConverter.Int32BitsToSingle((half + 127) << 23);
        float second = BitConverter.Int32BitsToSingle((exponent - half + 127) << 23);
        return power * first * second;
    }

    /// <summary>The natural logarithm, within 0.87 ulp. Zero gives −∞, a negative number NaN, +∞ and NaN themselves; denormal numbers are right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x)
    {
        bool denormal = x < SmallestNormal;
        float scaled = denormal ? x * TwoTo23 : x;

        // x = 2^e·(1 + f) with 1 + f in [√½, √2): subtracting √½'s bits carries into the exponent exactly there.
        int offset = BitConverter.SingleToInt32Bits(scaled) - SqrtHalfBits;
        float e = (offset >> 23) - (denormal ? 23f : 0f);
        float f = BitConverter.Int32BitsToSingle((offset & MantissaMask) + SqrtHalfBits) - 1f;

        // ln(1 + f) = f − f²/2 + f³·p(f), smallest terms first.
        float p = float.MultiplyAddEstimate(LogC10, f, LogC9);
        p = float.MultiplyAddEstimate(p, f, LogC8);
        p = float.MultiplyAddEstimate(p, f, LogC7);
        p = float.MultiplyAddEstimate(p, f, LogC6);
        p = float.MultiplyAddEstimate(p, f, LogC5);
        p = float.MultiplyAddEstimate(p, f, LogC4);
        p = float.MultiplyAddEstimate(p, f, LogC3);
        float square = f * f;
        float tail = float.MultiplyAddEstimate(square * f, p, MinusLn2Low * -e);
        tail = float.MultiplyAddEstimate(square, -0.5f, tail);
        float result = float.MultiplyAddEstimate(e, Ln2High, f + tail);

        if (x > 0f && x < float.PositiveInfinity)
            return result;
        return x == 0f ? float.NegativeInfinity : x < 0f ? float.NaN : x;
    }

    /// <summary>The hyperbolic tangent, relative error at most 3.6e-7, with fused multiply-add 3.2e-7 (tiny x is returned as it is), never beyond ±1. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x)
    {
        float square = x * x;
        float z = TanhLimit * TanhLimit < square ? TanhLimit * TanhLimit : square;
        float p = float.MultiplyAddEstimate(TanhP4, z, TanhP3);
        p = float.MultiplyAddEstimate(p, z, TanhP2);
        p = float.MultiplyAddEstimate(p, z, TanhP1);
        p = float.MultiplyAddEstimate(p, z, 1f);
        float q = float.MultiplyAddEstimate(TanhQ4, z, TanhQ3);
        q = float.MultiplyAddEstimate(q, z, TanhQ2);
        q = float.MultiplyAddEstimate(q, z, TanhQ1);
        q = float.MultiplyAddEstimate(q, z, 1f);
        float y = x * p / q;
        y = 1f < y ? 1f : y;
        return -1f > y ? -1f : y;
    }

    /// <summary>1 / (1 + e⁻ˣ), relative error at most 1.6e-7; below −88.37, where the result would be denormal, zero. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x)
    {
        x = SigmoidMax < x ? SigmoidMax : x;
        x = SigmoidMin > x ? SigmoidMin : x;

        // e⁻ˣ as in Exp, with a single exponent field: its two ends, 0 and ∞, are the right limits here.
        float shifted = float.MultiplyAddEstimate(x, -Log2E, RoundingShift);
        float n = shifted - RoundingShift;
        float r = float.MultiplyAddEstimate(n, MinusLn2High, -x);
        r = float.MultiplyAddEstimate(n, MinusLn2Low, r);
        float q = float.MultiplyAddEstimate(ExpC6, r, ExpC5);
        q = float.MultiplyAddEstimate(q, r, ExpC4);
        q = float.MultiplyAddEstimate(q, r, ExpC3);
        q = float.MultiplyAddEstimate(q, r, ExpC2);
        float power = float.MultiplyAddEstimate(r * r, q, r) + 1f;
        int exponent = BitConverter.SingleToInt32Bits(shifted) - RoundingShiftBits;
        float scale = BitConverter.Int32BitsToSingle((exponent + 127) << 23);
        return 1f / float.MultiplyAddEstimate(power, scale, 1f);
    }

    /// <summary>The error function, 2/√π·∫₀ˣ e^(−t²) dt, relative error at most 4.3e-7, never beyond ±1. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Erf(float x)
    {
        float square = x * x;
        float z = ErfLimit * ErfLimit < square ? ErfLimit * ErfLimit : square;
        float p = float.MultiplyAddEstimate(ErfP5, z, ErfP4);
        p = float.MultiplyAddEstimate(p, z, ErfP3);
        p = float.MultiplyAddEstimate(p, z, ErfP2);
        p = float.MultiplyAddEstimate(p, z, ErfP1);
        p = float.MultiplyAddEstimate(p, z, ErfP0);
        float q = float.MultiplyAddEstimate(ErfQ5, z, ErfQ4);
        q = float.MultiplyAddEstimate(q, z, ErfQ3);
        q = float.MultiplyAddEstimate(q, z, ErfQ2);
        q = float.MultiplyAddEstimate(q, z, ErfQ1);
        q = float.MultiplyAddEstimate(q, z, 1f);
        float y = x * p / q;
        y = 1f < y ? 1f : y;
        return -1f > y ? -1f : y;
    }

    /// <summary>
    /// Random bits as a pure function of a stream's key and an index: uniform over the 32-bit integers, so an element is kept
    /// with probability 1 − p where the hash is at least p·2³². Rounds and constants: Chris Wellons, hash-prospector (2018-2022),
    /// with the key added again between the rounds so that two streams are no permutation of each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(uint index, uint key)
    {
        uint x = index ^ key;
        x ^= x >> 16;
        x *= HashFactor1;
        x ^= x >> 15;
        x += key;
        x *= HashFactor2;
        return x ^ (x >> 15);
    }

    /// <summary>The key of one stream of random bits: the same for the same seed, layer and step, unrelated otherwise.</summary>
    public static uint Key(uint seed, uint layer, uint step) =>
        Hash(step, Hash(layer, Hash(seed, GoldenRatio)));
}
