using System.Runtime.Intrinsics;
using Xunit.Abstractions;

namespace ConvGen.Tests.Numerics;

/// <summary>The vector functions against double precision, over all exponents, and lane for lane against each other.</summary>
public class VectorMathTests(ITestOutputHelper output)
{
    /// <summary>Every 15013th bit pattern of the line from −∞ to +∞, denormals and both zeros included: 285,000 numbers.</summary>
    private static IEnumerable<float> Sweep()
    {
        for (long bits = 0; bits <= 0x7F80_0000; bits += 15013)
        {
            float x = BitConverter.Int32BitsToSingle((int)bits);
            yield return x;
            yield return -x;
        }
    }

    /// <summary>Evenly spaced numbers, where the interesting part of a function's line is.</summary>
    private static IEnumerable<float> Dense(float from, float to)
    {
        for (int i = 0; i <= 300_000; i++)
            yield return from + (to - from) * (i / 3e5f);
    }

    [Fact]
    public void Exp_is_within_one_ulp() =>
        Check("exp", VectorMath.Exp, Math.Exp, Sweep().Concat(Dense(-110, 95)), maxUlps: 1.1);

    [Fact]
    public void Log_is_within_one_ulp() =>
        Check("log", VectorMath.Log, Math.Log, Sweep().Where(x => x >= 0).Concat(Dense(0.5f, 2f)), maxUlps: 0.87);

    [Fact]
    public void Tanh_has_small_relative_error() =>
        Check("tanh", VectorMath.Tanh, Math.Tanh, Sweep().Concat(Dense(-10, 10)), maxUlps: 5.5, maxRelative: 3.3e-7, bound: 1);

    [Fact]
    public void Sigmoid_has_small_relative_error() =>
        Check("sigmoid", VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), Sweep().Where(x => x > -88.37f).Concat(Dense(-88.36f, 30)),
            maxUlps: 2.5, maxRelative: 1.6e-7, bound: 1);

    [Fact]
    public void Erf_has_small_relative_error() =>
        Check("erf", VectorMath.Erf, Erf, Sweep().Concat(Dense(-4.5f, 4.5f)), maxUlps: 7.2, maxRelative: 4.3e-7, bound: 1);

    public static TheoryData<string, float, float> SpecialValues => new()
    {
        { "Exp", float.NaN, float.NaN }, { "Exp", float.PositiveInfinity, float.PositiveInfinity }, { "Exp", float.NegativeInfinity, 0 },
        { "Exp", 88.73f, float.PositiveInfinity }, { "Exp", -104f, 0 }, { "Exp", 0, 1 }, { "Exp", -103f, float.Epsilon },
        { "Log", float.NaN, float.NaN }, { "Log", float.PositiveInfinity, float.PositiveInfinity }, { "Log", 0, float.NegativeInfinity },
        { "Log", -0f, float.NegativeInfinity }, { "Log", -1, float.NaN }, { "Log", float.NegativeInfinity, float.NaN }, { "Log", 1, 0 },
        { "Tanh", float.NaN, float.NaN }, { "Tanh", float.PositiveInfinity, 1 }, { "Tanh", float.NegativeInfinity, -1 }, { "Tanh", -0f, -0f },
        { "Tanh", float.Epsilon, float.Epsilon }, { "Tanh", 1e-30f, 1e-30f },
        { "Sigmoid", float.NaN, float.NaN }, { "Sigmoid", float.PositiveInfinity, 1 }, { "Sigmoid", float.NegativeInfinity, 0 }, { "Sigmoid", 0, 0.5f },
        { "Erf", float.NaN, float.NaN }, { "Erf", float.PositiveInfinity, 1 }, { "Erf", float.NegativeInfinity, -1 }, { "Erf", -0f, -0f },
    };

    [Theory]
    [MemberData(nameof(SpecialValues))]
    public void Special_values_are_right_at_every_width(string function, float x, float expected)
    {
        (Func<float, float> one, Func<Vector128<float>, Vector128<float>> four, Func<Vector256<float>, Vector256<float>> eight, Func<Vector512<float>, Vector512<float>> sixteen) = function switch
        {
            "Exp" => ((Func<float, float>)VectorMath.Exp, (Func<Vector128<float>, Vector128<float>>)VectorMath.Exp, (Func<Vector256<float>, Vector256<float>>)VectorMath.Exp, (Func<Vector512<float>, Vector512<float>>)VectorMath.Exp),
            "Log" => (VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log),
            "Tanh" => (VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh),
            "Sigmoid" => (VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid),
            _ => (VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf),
        };

        Assert.Equal(expected, one(x));
        Assert.Equal(expected, four(Vector128.Create(x))[3]);
        Assert.Equal(expected, eight(Vector256.Create(x))[7]);
        Assert.Equal(expected, sixteen(Vector512.Create(x))[15]);
    }

    [Fact]
    public void Sigmoid_below_its_range_is_zero_or_denormal()
    {
        foreach (float x in Sweep().Where(x => x <= -88.37f))
            Assert.InRange(VectorMath.Sigmoid(x), 0f, 1.18e-38f);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        float[] numbers = [.. Sweep(), float.NaN];
        Array.Resize(ref numbers, numbers.Length / 8 * 8);
        for (int i = 0; i < numbers.Length; i += 8)
        {
            Vector256<float> x = Vector256.Create<float>(numbers.AsSpan(i, 8));
            Same(x, VectorMath.Exp, VectorMath.Exp(x), VectorMath.Exp(x.GetLower()), VectorMath.Exp(x.GetUpper()));
            Same(x, VectorMath.Log, VectorMath.Log(x), VectorMath.Log(x.GetLower()), VectorMath.Log(x.GetUpper()));
            Same(x, VectorMath.Tanh, VectorMath.Tanh(x), VectorMath.Tanh(x.GetLower()), VectorMath.Tanh(x.GetUpper()));
            Same(x, VectorMath.Sigmoid, VectorMath.Sigmoid(x), VectorMath.Sigmoid(x.GetLower()), VectorMath.Sigmoid(x.GetUpper()));
            Same(x, VectorMath.Erf, VectorMath.Erf(x), VectorMath.Erf(x.GetLower()), VectorMath.Erf(x.GetUpper()));
            Same(x, VectorMath.Exp, VectorMath.Exp);
            Same(x, VectorMath.Log, VectorMath.Log);
            Same(x, VectorMath.Tanh, VectorMath.Tanh);
            Same(x, VectorMath.Sigmoid, VectorMath.Sigmoid);
            Same(x, VectorMath.Erf, VectorMath.Erf);
        }
    }

    /// <summary>Sixteen lanes give what eight give, in either half.</summary>
    private static void Same(Vector256<float> x, Func<Vector256<float>, Vector256<float>> eight, Func<Vector512<float>, Vector512<float>> sixteen)
    {
        var other = Vector256.Shuffle(x, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));
        var result = sixteen(Vector512.Create(x, other));
        Assert.Equal(eight(x).AsInt32(), result.GetLower().AsInt32());
        Assert.Equal(eight(other).AsInt32(), result.GetUpper().AsInt32());
    }

    private static void Same(Vector256<float> x, Func<float, float> one, Vector256<float> eight, Vector128<float> lower, Vector128<float> upper)
    {
        Vector256<float> fours = Vector256.Create(lower, upper);
        if (!Vector256.EqualsAll(eight.AsInt32(), fours.AsInt32()))
            Assert.Fail($"At {x}: eight at a time {eight}, four at a time {fours}.");
        for (int lane = 0; lane < 8; lane++)
            if (BitConverter.SingleToInt32Bits(one(x[lane])) != BitConverter.SingleToInt32Bits(eight[lane]) && !float.IsNaN(x[lane]))
                Assert.Fail($"At {x[lane]:R}: eight at a time {eight[lane]:R}, one at a time {one(x[lane]):R}.");
    }

    private void Check(
        string name, Func<float, float> function, Func<double, double> reference, IEnumerable<float> numbers,
        double maxUlps, double maxRelative = double.MaxValue, float bound = float.PositiveInfinity)
    {
        double worstUlps = 0, worstRelative = 0;
        float worstAt = 0;
        foreach (float x in numbers)
        {
            float actual = function(x);
            double exact = reference(x);
            Assert.False(Math.Abs(actual) > bound, $"{name}({x:R}) = {actual:R} is beyond {bound}.");
            if ((float)exact == actual || double.IsInfinity(exact))
            {
                Assert.Equal((float)exact, actual);
                continue;
            }

            double ulp = Math.Max(Math.ScaleB(1, Math.ILogB(exact) - 23), float.Epsilon);
            double error = Math.Abs(actual - exact);
            if (Math.Abs(exact) >= 1.17549435e-38)
                worstRelative = Math.Max(worstRelative, error / Math.Abs(exact));
            if (error / ulp > worstUlps)
                (worstUlps, worstAt) = (error / ulp, x);
        }

        output.WriteLine($"{name}: {worstUlps:F3} ulp at {worstAt:R}, relative error {worstRelative:E2}");
        Assert.InRange(worstUlps, 0, maxUlps);
        Assert.InRange(worstRelative, 0, maxRelative);
    }

    /// <summary>erf in double: its Maclaurin series up to 3, the continued fraction of erfc beyond.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        if (Math.Abs(x) > 3)
        {
            double fraction = 0;
            for (int k = 60; k >= 1; k--)
                fraction = k / 2.0 / (Math.Abs(x) + fraction);
            return Math.Sign(x) * (1 - Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (Math.Abs(x) + fraction));
        }

        double term = x, sum = x;
        for (int k = 1; k < 80; k++)
        {
            term *= -x * x / k;
            sum += term / (2 * k + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
