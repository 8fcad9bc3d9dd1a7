namespace ConvGen;

/// <summary>A linear axis: round tick values that cover the data, and where a value falls on the paper.</summary>
internal sealed class ChartAxis
{
    private readonly double _from, _to, _low, _high;

    /// <param name="values">The data; values that are not finite are left out.</param>
    /// <param name="from">Where the lowest tick lies on the paper.</param>
    /// <param name="to">Where the highest lies.</param>
    /// <param name="mostTicks">At most so many steps.</param>
    /// <param name="floor">Ticks never go below this.</param>
    /// <param name="ceiling">Ticks never go above this.</param>
    public ChartAxis(IEnumerable<float> values, double from, double to, int mostTicks, double floor = double.MinValue, double ceiling = double.MaxValue)
    {
        var finite = values.Where(float.IsFinite).Select(value => (double)value).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        if (high - low < 1e-6 * Math.Max(1, Math.Abs(high)))
            (low, high) = (low - 0.5 * Math.Max(Math.Abs(low), 0.02), high + 0.5 * Math.Max(Math.Abs(high), 0.02));

        Step = RoundStep((high - low) / mostTicks);
        _low = Math.Max(Math.Floor(low / Step) * Step, floor);
        _high = Math.Min(Math.Ceiling(high / Step) * Step, ceiling);
        (_from, _to) = (from, to);
    }

    /// <summary>Distance of the ticks: 1, 2 or 5 times a power of ten.</summary>
    public double Step { get; }

    public IEnumerable<double> Ticks
    {
        get
        {
            for (var i = 0; _low + i * Step <= _high + Step * 1e-6; i++)
                yield return _low + i * Step;
        }
    }

    /// <summary>Decimals that tell ticks apart.</summary>
    public int Decimals => Math.Max(0, (int)Math.Ceiling(-Math.Log10(Step) - 1e-9));

    public double Place(double value) => _from + (value - _low) / (_high - _low) * (_to - _from);

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
