namespace ConvGen;

/// <summary>Times by the events of what a queue was asked for, which tell when the device began and ended it. The queue must have been made to take them.</summary>
/// <param name="driver">The driver.</param>
/// <param name="wait">Returns when all that the device was asked for has run.</param>
internal sealed unsafe class OpenClClock(OpenClDriver driver, Action wait) : GpuClock
{
    private const uint AskBegin = 0x1282, AskEnd = 0x1283;

    private readonly List<nint> _events = [];

    /// <inheritdoc/>
    public override bool TakesEvents => true;

    /// <inheritdoc/>
    public override void Restart() => Free();

    /// <inheritdoc/>
    public override void Before()
    {
    }

    /// <inheritdoc/>
    public override void After(nint driversEvent = 0) => _events.Add(driversEvent);

    /// <inheritdoc/>
    public override GpuTime[] Read()
    {
        wait();
        var times = new GpuTime[_events.Count];
        var first = times.Length == 0 ? 0 : Ask(_events[0], AskBegin);
        for (var i = 0; i < times.Length; i++)
        {
            var begin = Ask(_events[i], AskBegin);
            times[i] = new GpuTime(GpuTime.TicksOf(begin - first), GpuTime.TicksOf(Ask(_events[i], AskEnd) - begin));
        }

        Free();
        return times;
    }

    /// <inheritdoc/>
    public override void Free()
    {
        foreach (var made in _events)
            driver.ReleaseEvent(made);
        _events.Clear();
    }

    /// <summary>Nanoseconds from some moment.</summary>
    private long Ask(nint made, uint question)
    {
        ulong nanoseconds;
        OpenClDriver.Check(driver.GetEventProfilingInfo(made, question, sizeof(ulong), &nanoseconds, null), "clGetEventProfilingInfo");
        return (long)nanoseconds;
    }
}
