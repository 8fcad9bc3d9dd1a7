using System.Diagnostics;

namespace ConvGen;

/// <summary>The times that the host sees, for drivers that take none: it waits before and after each thing, so that what asking and waiting take is part of them.</summary>
/// <param name="wait">Returns when all that the device was asked for has run.</param>
internal sealed class HostClock(Action wait) : GpuClock
{
    private readonly List<GpuTime> _times = [];
    private long _begin;

    /// <inheritdoc/>
    public override void Restart() => _times.Clear();

    /// <inheritdoc/>
    public override void Before()
    {
        wait();
        _begin = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void After(nint driversEvent = 0)
    {
        wait();
        _times.Add(new GpuTime(_begin, Stopwatch.GetTimestamp() - _begin));
    }

    /// <inheritdoc/>
    public override GpuTime[] Read() => [.. _times];

    /// <inheritdoc/>
    public override void Free() => _times.Clear();
}
