using System.Diagnostics;

namespace ConvGen.Benchmarks;

/// <summary>Median and minimum of single calls, in microseconds: the same rule as the other competitors' (benchmarks/peers).</summary>
internal readonly record struct Timing(double MedianMicroseconds, double MinimumMicroseconds, int Calls)
{
    private const int MostCalls = 1 << 20;
    private const double WarmUpSeconds = 0.5;

    public string Json => $"\"median_us\": {MedianMicroseconds:F4}, \"min_us\": {MinimumMicroseconds:F4}, \"calls\": {Calls}";

    /// <summary>Half a second of warm-up, then every call timed on its own for the given time.</summary>
    public static Timing Measure(Action call, double seconds)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;)
            call();

        var ticks = new long[MostCalls];
        var count = 0;
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (count < MostCalls)
        {
            var before = Stopwatch.GetTimestamp();
            if (before >= end && count > 0)
                break;
            call();
            ticks[count++] = Stopwatch.GetTimestamp() - before;
        }

        Array.Sort(ticks, 0, count);
        var scale = 1e6 / Stopwatch.Frequency;
        return new Timing(ticks[count / 2] * scale, ticks[0] * scale, count);
    }
}
