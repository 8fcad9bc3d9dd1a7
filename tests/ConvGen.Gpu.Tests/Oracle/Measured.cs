namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>
/// A number as it should be, and how far a computation in single precision may be from it: each operation passes on its operands' errors to first order, and adds
/// its own rounding. So a tolerance is as tight as the formula allows, wherever things cancel.
/// </summary>
/// <param name="Value">In double precision.</param>
/// <param name="Error">A bound, in the same units.</param>
internal readonly record struct Measured(double Value, double Error)
{
    /// <summary>Half a unit in the last place of 1.</summary>
    private const double Rounding = 1.0 / (1 << 24);

    /// <summary>Roundings that a function of VectorMath is off by at most, and its argument's reduction with it.</summary>
    private const double OfFunction = 8;

    /// <summary>Roundings of the sum of all sizes that a sum is off by: its order is not the oracle's.</summary>
    private const double OfSum = 8;

    /// <summary>Below this numbers are denormal and keep fewer digits.</summary>
    private const double Smallest = 1e-44;

    /// <summary>From hereabouts on down VectorMath's logistic function is 0, and not the 10⁻³⁸ and less that it should be.</summary>
    private const double SigmoidEnd = -88;

    /// <summary>Known exactly.</summary>
    public static implicit operator Measured(float value) => new(value, 0);

    public static Measured operator +(Measured a, Measured b) => Rounded(a.Value + b.Value, a.Error + b.Error);

    public static Measured operator -(Measured a, Measured b) => Rounded(a.Value - b.Value, a.Error + b.Error);

    public static Measured operator *(Measured a, Measured b) => Rounded(a.Value * b.Value, (a.Error * Math.Abs(b.Value)) + (b.Error * Math.Abs(a.Value)) + (a.Error * b.Error));

    public static Measured operator /(Measured a, Measured b)
    {
        var quotient = a.Value / b.Value;
        var least = Math.Max(Math.Abs(b.Value) - b.Error, 0);
        return Rounded(quotient, a.Error == 0 && b.Error == 0 ? 0 : (a.Error + (Math.Abs(quotient) * b.Error)) / least);
    }

    /// <summary>The larger, and the left one where either is NaN.</summary>
    public static Measured Maximum(Measured left, Measured right) => Either(left, right, left.Value < right.Value);

    /// <summary>The smaller, likewise.</summary>
    public static Measured Minimum(Measured left, Measured right) => Either(left, right, right.Value < left.Value);

    /// <summary>One or the other, as <paramref name="condition"/> is above 0 or not; where that is not sure, either will do.</summary>
    public static Measured Choose(Measured condition, Measured yes, Measured no)
    {
        var chosen = condition.Value > 0 ? yes : no;
        return Math.Abs(condition.Value) > condition.Error || condition.Error == 0 || double.IsNaN(condition.Value)
            ? chosen
            : chosen with { Error = Math.Abs(yes.Value - no.Value) + Math.Max(yes.Error, no.Error) };
    }

    /// <summary>The sum of many, in whatever order.</summary>
    public static Measured Sum(IReadOnlyList<Measured> terms)
    {
        var (sum, error, sizes) = (0.0, 0.0, 0.0);
        foreach (var term in terms)
        {
            sum += term.Value;
            error += term.Error;
            sizes += Math.Abs(term.Value);
        }

        return terms.Count < 2 ? new Measured(sum, error) : Sum(sum, sizes) with { Error = error + (OfSum * Rounding * sizes) };
    }

    /// <summary>The same of exact terms: their sum and the sum of their sizes.</summary>
    public static Measured Sum(double sum, double sizes) => new(sum, OfSum * Rounding * sizes);

    public Measured Exp()
    {
        var value = Math.Exp(Value);
        return Function(value, value * Error);
    }

    public Measured Log() => Function(Math.Log(Value), Error == 0 ? 0 : Error / Math.Max(Value - Error, 0));

    public Measured Tanh()
    {
        var value = Math.Tanh(Value);
        return Function(value, (1 - (value * value)) * Error);
    }

    public Measured Sigmoid()
    {
        var value = 1 / (1 + Math.Exp(-Value));
        return Function(value, (value * (1 - value) * Error) + (Value < SigmoidEnd ? value : 0));
    }

    public Measured Erf() => Function(ErrorFunction.Of(Value), 2 / Math.Sqrt(Math.PI) * Math.Exp(-Value * Value) * Error);

    public Measured SquareRoot()
    {
        var value = Math.Sqrt(Value);
        return Rounded(value, Error == 0 ? 0 : Error / value);
    }

    public Measured Absolute() => this with { Value = Math.Abs(Value) };

    /// <summary>True where a device's number is one of those that this may be.</summary>
    public bool Allows(float number)
    {
        var expected = (float)Value;
        if (float.IsNaN(expected) || float.IsInfinity(expected) || double.IsNaN(Error) || double.IsInfinity(Error))
            return expected.Equals(number) || (float.IsNaN(expected) && float.IsNaN(number)) || (!double.IsFinite(Error) && double.IsFinite(Value));

        // Bounds are of the first order, and one rounding is the storing.
        return Math.Abs(number - Value) <= (2 * Error) + (2 * Rounding * Math.Abs(Value)) + Smallest;
    }

    /// <summary>The right one or the left; where they are too near to tell, with the error of both.</summary>
    private static Measured Either(Measured left, Measured right, bool isRight) =>
        (isRight ? right : left) is var chosen && Math.Abs(left.Value - right.Value) <= left.Error + right.Error ? chosen with { Error = Math.Max(left.Error, right.Error) } : chosen;

    private static Measured Rounded(double value, double error) => new(value, error + (Rounding * Math.Abs(value)) + (value == 0 ? 0 : Smallest));

    private static Measured Function(double value, double error) => new(value, error + (OfFunction * Rounding * Math.Abs(value)) + Smallest);
}
