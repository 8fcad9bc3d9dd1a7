using System.Diagnostics;

namespace ConvGen;

/// <content>Passes that a profile watches.</content>
internal sealed partial class GpuRunner
{
    /// <summary>Launch by launch, never as a recording, which has one time for all its launches. The host waits once, at the end, so that launches follow each other as they would.</summary>
    private void RunTimed(ReadOnlySpan<(string Segment, GpuSpace? Clears)> parts, int batch, NetworkRecorder recorder)
    {
        device.StartTiming();
        Launch(parts, batch);
        ReadOnlySpan<GpuTime> times = device.StopTiming();
        foreach (var (segment, clears) in parts)
            times = times[NoteTimes(segment, clears, batch, times, recorder)..];
        Debug.Assert(times.IsEmpty, "Each time is a launch's, or a fill's.");
    }

    /// <summary>Notes what a segment's launches took.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="clears">What was cleared before it.</param>
    /// <param name="batch">Images of the call.</param>
    /// <param name="times">The first are the segment's.</param>
    /// <param name="recorder">Where to.</param>
    /// <returns>How many are.</returns>
    private int NoteTimes(string segment, GpuSpace? clears, int batch, ReadOnlySpan<GpuTime> times, NetworkRecorder recorder)
    {
        var launches = Schedule(segment)?.Launches ?? [];
        var record = recorder.Of(segment, () => [Clearing(clears), .. launches.Select(launch => new ProfiledKernel(launch.Name, launch.Work, launch.CountsImages))]);
        var taken = 0;
        if (clears is not null)
            record.Kernel(0, times[taken++].Ticks, batch);
        for (var i = 0; i < launches.Count; i++)
            if (launches[i].Runs(batch))
                record.Kernel(i + 1, times[taken++].Ticks, batch, launches[i].BytesOfParts(batch));
        if (taken > 0)
            record.Run(times[taken - 1].End - times[0].Begin, launches.Any(launch => launch.CountsImages) ? batch : 0);
        return taken;
    }

    private ProfiledKernel Clearing(GpuSpace? space) =>
        new("clear gradients", new KernelWork(KernelKind.Copy, 0, 0, space is { } cleared ? arena[cleared].Bytes : 0), CountsImages: false);
}
