namespace ConvGen;

/// <summary>Times of what an OpenCL device runs.</summary>
internal sealed unsafe partial class OpenClDevice
{
    /// <summary>CL_QUEUE_PROFILING_ENABLE.</summary>
    private const ulong TakesTimes = 2;

    /// <summary>Kept from timing to timing.</summary>
    private GpuClock? _clock;

    /// <summary>The clock while times are taken, else null.</summary>
    private GpuClock? _runningClock;

    /// <inheritdoc/>
    public override bool HasTimes
    {
        get
        {
            using var entry = Enter();
            return Clock().TakesEvents;
        }
    }

    /// <inheritdoc/>
    public override void StartTiming()
    {
        using var entry = Enter();
        Clock().Restart();
        _runningClock = Clock();
    }

    /// <inheritdoc/>
    public override GpuTime[] StopTiming()
    {
        using var entry = Enter();
        var clock = _runningClock ?? throw new InvalidOperationException("No times are being taken.");
        _runningClock = null;
        return clock.Read();
    }

    private GpuClock Clock() => _clock ??= _driver.HasTimes && TakeTimedQueue() ? new OpenClClock(_driver, Finish) : new HostClock(Finish);

    /// <summary>Goes on with a queue whose events have times. They may cost every launch something, so a device gets one only when times are asked for.</summary>
    /// <returns>False where the driver makes none.</returns>
    private bool TakeTimedQueue()
    {
        int result;
        var queue = _driver.CreateQueue(_context, _info.Handle, TakesTimes, &result);
        if (result != OpenClResult.Success)
            return false;
        try
        {
            // Order holds within a queue only.
            Finish();
        }
        catch
        {
            _driver.ReleaseQueue(queue);
            throw;
        }

        _driver.ReleaseQueue(_queue);
        _queue = queue;
        return true;
    }

    private void Finish() => OpenClDriver.Check(_driver.Finish(_queue), "clFinish");
}
