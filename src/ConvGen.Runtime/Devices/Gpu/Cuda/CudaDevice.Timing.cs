namespace ConvGen;

/// <summary>Times of what a CUDA device runs.</summary>
internal sealed unsafe partial class CudaDevice
{
    /// <summary>Kept from timing to timing, for its events.</summary>
    private GpuClock? _clock;

    /// <summary>The clock while times are taken, else null.</summary>
    private GpuClock? _runningClock;

    /// <inheritdoc/>
    public override bool HasTimes => _driver.HasTimes;

    /// <inheritdoc/>
    public override void StartTiming()
    {
        using var entry = Enter();
        _clock ??= HasTimes ? new CudaClock(_driver, _stream) : new HostClock(() => _driver.Check(_driver.StreamSynchronize(_stream), "cuStreamSynchronize"));
        _clock.Restart();
        _runningClock = _clock;
    }

    /// <inheritdoc/>
    public override GpuTime[] StopTiming()
    {
        using var entry = Enter();
        var clock = _runningClock ?? throw new InvalidOperationException("No times are being taken.");
        _runningClock = null;
        return clock.Read();
    }
}
