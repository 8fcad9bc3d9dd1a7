using System.Diagnostics;

namespace ConvGen.GpuLab.Measuring;

/// <summary>The time of a call in microseconds, from rounds of several calls; measure.py has the same rule.</summary>
/// <param name="Median">Of the rounds.</param>
/// <param name="Least">The quickest round's.</param>
/// <param name="Most">The slowest round's.</param>
/// <param name="Calls">All that were timed.</param>
internal sealed record Timing(double Median, double Least, double Most, int Calls)
{
    private const double RoundSeconds = 0.01;

    private const int MostCalls = 2000;

    /// <summary>Three calls that do not count, then rounds until the time is over: so many calls that a round takes a hundredth of a second, and one wait for all of them.</summary>
    /// <param name="ask">Asks for a call.</param>
    /// <param name="wait">Returns when everything asked for has run.</param>
    /// <param name="seconds">For all rounds.</param>
    /// <param name="leastRounds">Where the time does not last for so many.</param>
    public static Timing Measure(Action ask, Action wait, double seconds, int leastRounds)
    {
        for (var i = 0; i < 3; i++)
            ask();
        wait();
        var once = Round(1);
        var calls = (int)Math.Clamp(RoundSeconds / Math.Max(once, 1e-7), 1, MostCalls);
        var (start, times) = (Stopwatch.GetTimestamp(), new List<double>());
        while (times.Count < leastRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            times.Add(Round(calls) / calls * 1e6);
        times.Sort();
        return new Timing(times[times.Count / 2], times[0], times[^1], calls * times.Count);

        double Round(int count)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                ask();
            wait();
            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
    }
}
