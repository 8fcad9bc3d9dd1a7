namespace ConvGen.Tests.Ptx;

public sealed class FloatTests
{
    private static readonly double[] Doubles = [0, -0.0, 1, -1.5, 2.5, 1e300, -1e300, 1e-310, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1 / 3.0, 4294967295.5, -2147483649];

    [Fact]
    public void Arithmetic_is_exact()
    {
        Lanes.Pairs<float, float>(Lanes.Floats, "add.f32 %y, %x0, %x1;", (a, b) => a + b);
        Lanes.Pairs<float, float>(Lanes.Floats, "sub.rn.f32 %y, %x0, %x1;", (a, b) => a - b);
        Lanes.Pairs<float, float>(Lanes.Floats, "mul.f32 %y, %x0, %x1;", (a, b) => a * b);
        Lanes.Pairs<float, float>(Lanes.Floats, "div.rn.f32 %y, %x0, %x1;", (a, b) => a / b);
        Lanes.Pairs<float, float>(Lanes.Floats, "fma.rn.f32 %y, %x0, %x1, %x0;", (a, b) => MathF.FusedMultiplyAdd(a, b, a));
        Lanes.Pairs<float, float>(Lanes.Floats, "fma.rn.f32 %y, %x0, %x1, 0fBF800000;", (a, b) => MathF.FusedMultiplyAdd(a, b, -1));
        Lanes.Pairs<double, double>(Doubles, "add.f64 %y, %x0, %x1;", (a, b) => a + b);
        Lanes.Pairs<double, double>(Doubles, "fma.rn.f64 %y, %x0, %x1, 0d3FF0000000000000;", (a, b) => Math.FusedMultiplyAdd(a, b, 1));
        Lanes.Pairs<double, double>(Doubles, "div.rn.f64 %y, %x0, %x1;", (a, b) => a / b);
    }

    [Fact]
    public void Bits_of_results_are_the_same_too()
    {
        static uint Bits(float value) => float.IsNaN(value) ? 0x7FFFFFFF : BitConverter.SingleToUInt32Bits(value);
        Lanes.Pairs<float, uint>(Lanes.Floats, ".reg .f32 %f; add.f32 %f, %x0, %x1; mov.b32 %y, %f;", (a, b) => Bits(a + b));
        Lanes.Pairs<float, uint>(Lanes.Floats, ".reg .f32 %f; mul.f32 %f, %x0, %x1; mov.b32 %y, %f;", (a, b) => Bits(a * b));
        Lanes.Pairs<float, uint>(Lanes.Floats, ".reg .f32 %f; fma.rn.f32 %f, %x0, %x1, %x1; mov.b32 %y, %f;", (a, b) => Bits(MathF.FusedMultiplyAdd(a, b, b)));
    }

    [Fact]
    public void Subnormal_numbers_are_flushed_where_asked()
    {
        static float Flush(float value) => float.IsSubnormal(value) ? MathF.CopySign(0, value) : value;
        Lanes.Pairs<float, float>(Lanes.Floats, "add.ftz.f32 %y, %x0, %x1;", (a, b) => Flush(Flush(a) + Flush(b)));
        Lanes.Pairs<float, float>(Lanes.Floats, "mul.ftz.f32 %y, %x0, %x1;", (a, b) => Flush(Flush(a) * Flush(b)));
        Lanes.Pairs<float, float>(Lanes.Floats, "fma.rn.ftz.f32 %y, %x0, %x1, %x1;", (a, b) => Flush(MathF.FusedMultiplyAdd(Flush(a), Flush(b), Flush(b))));
        Lanes.Pairs<float, int>(Lanes.Floats, "setp.eq.ftz.f32 %p0, %x0, %x1; selp.b32 %y, 1, 0, %p0;", (a, b) => Flush(a) == Flush(b) ? 1 : 0);
    }

    [Fact]
    public void Saturation()
    {
        Lanes.Pairs<float, float>(Lanes.Floats, "add.sat.f32 %y, %x0, %x1;", (a, b) => float.IsNaN(a + b) ? 0 : Math.Clamp(a + b, 0, 1));
        Lanes.Pairs<float, float>(Lanes.Floats, "fma.rn.sat.f32 %y, %x0, %x1, %x1;", (a, b) => float.IsNaN((a * b) + b) ? 0 : Math.Clamp(MathF.FusedMultiplyAdd(a, b, b), 0, 1));
    }

    [Fact]
    public void Minimum_and_maximum_prefer_numbers()
    {
        Lanes.Pairs<float, float>(Lanes.Floats, "min.f32 %y, %x0, %x1;", float.MinNumber);
        Lanes.Pairs<float, float>(Lanes.Floats, "max.f32 %y, %x0, %x1;", float.MaxNumber);
        Lanes.Pairs<float, float>(Lanes.Floats, "max.NaN.f32 %y, %x0, %x1;", MathF.Max);
        Lanes.Pairs<float, float>(Lanes.Floats, "min.NaN.f32 %y, %x0, %x1;", MathF.Min);
        Lanes.Pairs<double, double>(Doubles, "max.f64 %y, %x0, %x1;", double.MaxNumber);
        Assert.Equal([3f, 3f], Lanes.Run<float, float>("max.f32 %y, %x0, %x1;", [float.NaN, 3], [3, float.NaN]));
    }

    [Fact]
    public void Functions()
    {
        Lanes.Each<float, float>(Lanes.Floats, "abs.f32 %y, %x0;", MathF.Abs);
        Lanes.Each<float, float>(Lanes.Floats, "neg.f32 %y, %x0;", a => -a);
        Lanes.Each<float, float>(Lanes.Floats, "rcp.rn.f32 %y, %x0;", a => 1 / a);
        Lanes.Each<float, float>(Lanes.Floats, "sqrt.rn.f32 %y, %x0;", MathF.Sqrt);
        Lanes.Each<double, double>(Doubles, "sqrt.rn.f64 %y, %x0;", Math.Sqrt);
        foreach (var (instruction, function) in new (string, Func<double, double>)[]
        {
            ("ex2.approx.f32", a => Math.Pow(2, a)), ("lg2.approx.f32", Math.Log2), ("sin.approx.f32", Math.Sin), ("cos.approx.f32", Math.Cos),
            ("tanh.approx.f32", Math.Tanh), ("rsqrt.approx.f32", a => 1 / Math.Sqrt(a)), ("rcp.approx.ftz.f32", a => 1 / a), ("sqrt.approx.f32", Math.Sqrt),
        })
        {
            float[] values = [0.5f, 1, 2, 3.5f, 0.01f, 20];
            var results = Lanes.Run<float, float>($"{instruction} %y, %x0;", values);
            for (var i = 0; i < values.Length; i++)
                Assert.Equal(function(values[i]), results[i], Math.Abs(function(values[i])) * 1e-6);
        }

        Lanes.Each<float, float>(Lanes.Floats, "tanh.approx.f32 %y, %x0;", a => (float)Math.Tanh(a));
        Lanes.Each<float, int>(Lanes.Floats, "testp.finite.f32 %p0, %x0; selp.b32 %y, 1, 0, %p0;", a => float.IsFinite(a) ? 1 : 0);
        Lanes.Pairs<float, float>(Lanes.Floats, "copysign.f32 %y, %x0, %x1;", (a, b) => float.IsNaN(b) ? float.NaN : MathF.CopySign(b, a));
    }

    [Theory]
    [InlineData("eq", 0, 1, 0, 0)]
    [InlineData("ne", 1, 0, 1, 0)]
    [InlineData("lt", 1, 0, 0, 0)]
    [InlineData("le", 1, 1, 0, 0)]
    [InlineData("gt", 0, 0, 1, 0)]
    [InlineData("ge", 0, 1, 1, 0)]
    [InlineData("equ", 0, 1, 0, 1)]
    [InlineData("neu", 1, 0, 1, 1)]
    [InlineData("ltu", 1, 0, 0, 1)]
    [InlineData("leu", 1, 1, 0, 1)]
    [InlineData("gtu", 0, 0, 1, 1)]
    [InlineData("geu", 0, 1, 1, 1)]
    [InlineData("num", 1, 1, 1, 0)]
    [InlineData("nan", 0, 0, 0, 1)]
    public void Comparisons_of_numbers_and_what_is_none(string comparison, int less, int equal, int greater, int unordered)
    {
        int Expected(double a, double b) => a < b ? less : a == b ? equal : a > b ? greater : unordered;
        Lanes.Pairs<float, int>(Lanes.Floats, $"setp.{comparison}.f32 %p0, %x0, %x1; selp.b32 %y, 1, 0, %p0;", (a, b) => Expected(a, b));
        Lanes.Pairs<double, int>(Doubles, $"setp.{comparison}.f64 %p0, %x0, %x1; selp.b32 %y, 1, 0, %p0;", Expected);
    }

    [Fact]
    public void Selection()
    {
        Lanes.Pairs<float, float>(Lanes.Floats, "setp.lt.f32 %p0, %x0, %x1; selp.f32 %y, %x0, %x1, %p0;", (a, b) => a < b ? a : b);
        Lanes.Pairs<double, double>(Doubles, "setp.lt.f64 %p0, %x0, %x1; selp.f64 %y, %x0, %x1, %p0;", (a, b) => a < b ? a : b);
    }
}
