using System.Diagnostics;

namespace ConvGen;

/// <summary>When something that a device was asked for ran, in ticks of <see cref="Stopwatch"/>.</summary>
/// <param name="Begin">From a moment that all of one timing have in common.</param>
/// <param name="Ticks">How long it ran.</param>
internal readonly record struct GpuTime(long Begin, long Ticks)
{
    public long End => Begin + Ticks;

    /// <summary>What drivers count in.</summary>
    public static long TicksOf(double nanoseconds) => (long)Math.Round(nanoseconds * Stopwatch.Frequency / 1e9);
}

/// <summary>Takes the times of what is asked of a device's queue, one thing after the other. Its device holds its own lock around all calls.</summary>
internal abstract class GpuClock
{
    /// <summary>True where the driver takes the times and <see cref="After"/> is told its event.</summary>
    public virtual bool TakesEvents => false;

    /// <summary>Forgets what was timed.</summary>
    public abstract void Restart();

    /// <summary>Before something is asked for.</summary>
    public abstract void Before();

    /// <summary>After it was asked for.</summary>
    /// <param name="driversEvent">Its event, where the clock <see cref="TakesEvents"/>.</param>
    public abstract void After(nint driversEvent = 0);

    /// <summary>Waits until all of it has run, and says when each thing did, in order.</summary>
    /// <exception cref="GpuException">Something of it failed.</exception>
    public abstract GpuTime[] Read();

    /// <summary>Gives events back. What the driver answers is nobody's business any more.</summary>
    public abstract void Free();
}
