namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>erf in double precision, which .NET does not have.</summary>
internal static class ErrorFunction
{
    /// <summary>2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! · (2n + 1)), which converges everywhere and loses nothing where it is used; beyond it 1 but for 1e-9.</summary>
    public static double Of(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 4.3)
            return double.IsNaN(x) ? x : Math.Sign(x);

        // e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)): all terms have one sign.
        var (sum, term) = (x, x);
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
