namespace ConvGen.Tests.Oracle;

/// <summary>x · σ(x).</summary>
internal sealed record SiLU : Pointwise
{
    protected override double Value(double x) => x / (1 + Math.Exp(-x));

    protected override double Derivative(double x, double y)
    {
        var share = 1 / (1 + Math.Exp(-x));
        return share * (1 + (x / (1 + Math.Exp(x))));
    }
}

/// <summary>x · Φ(x), Φ being the normal distribution's function.</summary>
internal sealed record GELU : Pointwise
{
    protected override double Value(double x) => x * Distribution(x);

    protected override double Derivative(double x, double y) => Distribution(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));

    /// <summary>½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …): every term has x's sign, so nothing cancels in the sum (Abramowitz and Stegun 26.2.11).</summary>
    private static double Distribution(double x)
    {
        if (Math.Abs(x) > 12)
            return x > 0 ? 1 : 0;
        var (sum, term) = (0.0, x);
        for (var factor = 3; Math.Abs(term) > Math.Abs(sum) * 1e-17; factor += 2)
        {
            sum += term;
            term *= x * x / factor;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}

/// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
internal sealed record HardSwish : Kinked
{
    protected override IReadOnlyList<double> Kinks => [-3, 3];

    protected override double Value(double x) => x * Math.Clamp(x + 3, 0, 6) / 6;

    protected override double Derivative(double x, double y) => x <= -3 ? 0 : x >= 3 ? 1 : (x / 3) + 0.5;
}
