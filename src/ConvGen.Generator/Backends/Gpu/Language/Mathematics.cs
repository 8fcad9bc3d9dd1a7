namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>
/// The functions of the runtime's VectorMath as kernels compute them: the same formulas with the same constants in the same order, so that a device gives what a
/// processor with fused multiply-add gives. Drivers have their own, each with another error. A test holds both sides together.
/// </summary>
/// <param name="k">The kernel that computes.</param>
internal readonly struct Mathematics(KernelBuilder k)
{
    private const float Log2E = 1.442695f, Ln2High = 0.693359375f, MinusLn2High = -0.693359375f, MinusLn2Low = 2.1219444e-4f;
    private const float RoundingShift = 12582912f;
    private const int RoundingShiftBits = 0x4B400000;
    private const float ExpMax = 89f, ExpMin = -104f, SigmoidMax = 87.9f, SigmoidMin = -88.72f;
    private const float TwoTo23 = 8388608f;
    private const int SqrtHalfBits = 0x3F3504F3, MantissaMask = 0x007FFFFF;
    private const float TanhLimit = 9f, ErfLimit = 3.92f;
    private const int HashFactor1 = 0x21F0AAAD, HashFactor2 = unchecked((int)0xD35A2D97), GoldenRatio = unchecked((int)0x9E3779B9);

    /// <summary>Smaller numbers keep fewer digits.</summary>
    public const float SmallestNormal = 1.17549435e-38f;

    private static readonly float[] _exp = [0.0013950532f, 0.008368919f, 0.041666206f, 0.16666518f, 0.5f];
    private static readonly float[] _log = [-0.07860874f, 0.12883471f, -0.13129114f, 0.14180961f, -0.16624498f, 0.20002295f, -0.2500081f, 0.33333316f];
    private static readonly float[] _tanhUpper = [1.34197355e-08f, 2.0661244e-05f, 0.003498997f, 0.13383982f, 1];
    private static readonly float[] _tanhLower = [7.804706e-07f, 3.2910384e-04f, 0.025890213f, 0.46717304f, 1];
    private static readonly float[] _erfUpper = [2.0500481e-06f, 2.8487027e-04f, 0.0037653414f, 0.052747853f, 0.1904009f, 1.1283791f];
    private static readonly float[] _erfLower = [3.8090657e-05f, 0.0011624569f, 0.014968671f, 0.11410669f, 0.50207114f, 1];

    public Float Exp(Float x) => ExpOfNegative(k.Minimum(x, ExpMax));

    /// <summary>The same of a number that is not above 0, or NaN.</summary>
    public Float ExpOfNegative(Float x)
    {
        x = k.Maximum(x, ExpMin);
        var (power, exponent) = Power(x, x, Log2E);
        var half = k.ShiftRight(exponent, 1);
        var first = k.AsFloat(k.ShiftLeft(half + 127, 23));
        var second = k.AsFloat(k.ShiftLeft(exponent - half + 127, 23));
        return power * first * second;
    }

    public Float Log(Float x)
    {
        var denormal = x < SmallestNormal;
        var scaled = k.Select(denormal, x * TwoTo23, x);
        var result = LogOf(scaled, k.Select(denormal, (Float)23, (Float)0));
        var special = k.Select(x.Is(0), float.NegativeInfinity, k.Select(x < 0, (Float)float.NaN, x));
        return k.Select(((Float)0 < x) & (x < float.PositiveInfinity), result, special);
    }

    /// <summary>The same of a number that is not below <see cref="SmallestNormal"/>, or NaN.</summary>
    public Float LogOfNormal(Float x) => k.Select(x < float.PositiveInfinity, LogOf(x, null), x);

    /// <summary>Of a normal number, less so many times log 2.</summary>
    private Float LogOf(Float x, Float? less)
    {
        var offset = k.AsBits(x) - SqrtHalfBits;
        var e = k.ToFloat(k.ShiftRight(offset, 23));
        e = less is { } powers ? e - powers : e;
        var f = k.AsFloat(k.And(offset, MantissaMask) + SqrtHalfBits) - 1;
        var p = Polynomial(f, _log);
        var square = f * f;
        var tail = k.MultiplyAdd(square * f, p, -e * MinusLn2Low);
        tail = k.MultiplyAdd(square, -0.5f, tail);
        return k.MultiplyAdd(e, Ln2High, f + tail);
    }

    public Float Tanh(Float x) => Quotient(x, TanhLimit, _tanhUpper, _tanhLower);

    public Float Erf(Float x) => Quotient(x, ErfLimit, _erfUpper, _erfLower);

    public Float Sigmoid(Float x)
    {
        x = k.Minimum(x, SigmoidMax);
        x = k.Maximum(x, SigmoidMin);
        var (power, exponent) = Power(x, -x, -Log2E);
        var scale = k.AsFloat(k.ShiftLeft(exponent + 127, 23));
        return 1 / k.MultiplyAdd(power, scale, 1);
    }

    /// <summary>A number of random bits for each index.</summary>
    public Int Hash(Int index, Int key)
    {
        var x = k.Xor(index, key);
        x = k.Xor(x, k.ShiftRightUnsigned(x, 16));
        x *= HashFactor1;
        x = k.Xor(x, k.ShiftRightUnsigned(x, 15));
        x += key;
        x *= HashFactor2;
        return k.Xor(x, k.ShiftRightUnsigned(x, 15));
    }

    /// <summary>The key of one stream of random bits.</summary>
    public Int Key(Int seed, int layer, Int step) => Hash(step, Hash(layer, Hash(seed, GoldenRatio)));

    /// <summary>e to what is left of <paramref name="y"/> once n · ln 2 is taken, and n, the nearest integer to <paramref name="x"/> · <paramref name="factor"/>.</summary>
    private (Float Power, Int Exponent) Power(Float x, Float y, float factor)
    {
        var shifted = k.MultiplyAdd(x, factor, RoundingShift);
        var n = shifted - RoundingShift;
        var r = k.MultiplyAdd(n, MinusLn2High, y);
        r = k.MultiplyAdd(n, MinusLn2Low, r);
        var power = k.MultiplyAdd(r * r, Polynomial(r, _exp), r) + 1;
        return (power, k.AsBits(shifted) - RoundingShiftBits);
    }

    /// <summary>x · upper(x²) / lower(x²), within ±1; beyond the limit the quotient stays and x grows.</summary>
    private Float Quotient(Float x, float limit, float[] upper, float[] lower)
    {
        var z = k.Minimum(x * x, limit * limit);
        var y = x * Polynomial(z, upper) / Polynomial(z, lower);
        return k.Maximum(k.Minimum(y, 1), -1);
    }

    private Float Polynomial(Float x, float[] coefficients)
    {
        Float sum = coefficients[0];
        for (var i = 1; i < coefficients.Length; i++)
            sum = k.MultiplyAdd(sum, x, coefficients[i]);
        return sum;
    }
}
