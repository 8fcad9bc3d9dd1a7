namespace ConvGen;

/// <summary>
/// Times by events of the stream, one before and one after each thing: the device notes the time when it comes to them, so that what the host does between two launches is part of
/// neither. A device that has nothing else to do comes to the first while its launch is still being asked for; those microseconds are part of the launch's time.
/// </summary>
internal sealed unsafe class CudaClock(CudaDriver driver, nint stream) : GpuClock
{
    private const uint WithTiming = 0;
    private const double NanosecondsOfMillisecond = 1e6;

    /// <summary>Made as they are needed, used again in each timing: pairs of before and after.</summary>
    private readonly List<nint> _events = [];
    private int _used;

    /// <inheritdoc/>
    public override void Restart() => _used = 0;

    /// <inheritdoc/>
    public override void Before() => Record();

    /// <inheritdoc/>
    public override void After(nint driversEvent = 0) => Record();

    /// <inheritdoc/>
    public override GpuTime[] Read()
    {
        driver.Check(driver.StreamSynchronize(stream), "cuStreamSynchronize");
        var times = new GpuTime[_used / 2];
        var begin = 0.0;
        for (var i = 0; i < times.Length; i++)
        {
            // Step by step: the driver gives floats, which would be coarse for what is far from the first.
            if (i > 0)
                begin += Nanoseconds(2 * i - 2, 2 * i);
            times[i] = new GpuTime(GpuTime.TicksOf(begin), GpuTime.TicksOf(Nanoseconds(2 * i, 2 * i + 1)));
        }

        return times;
    }

    /// <inheritdoc/>
    public override void Free()
    {
        foreach (var made in _events)
            driver.EventDestroy(made);
        _events.Clear();
    }

    private void Record()
    {
        if (_used == _events.Count)
        {
            nint made;
            driver.Check(driver.EventCreate(&made, WithTiming), "cuEventCreate");
            _events.Add(made);
        }

        driver.Check(driver.EventRecord(_events[_used++], stream), "cuEventRecord");
    }

    private double Nanoseconds(int from, int to)
    {
        float milliseconds;
        driver.Check(driver.EventElapsedTime(&milliseconds, _events[from], _events[to]), "cuEventElapsedTime");
        return milliseconds * NanosecondsOfMillisecond;
    }
}
