namespace ConvGen;

/// <summary>
/// Where a network's time goes, kernel by kernel: wall time on the processor, a device's own time on a device, whose driver tells how long each launch ran. Hand one to
/// <see cref="NetworkOptions.Profile"/>, run the network, and print it. Several networks may share one, and it may be read at any time, by any thread, after they were disposed too.
/// </summary>
public sealed class ExecutionProfile
{
    private readonly List<SegmentRecord> _segments = [];

    /// <summary>Held while numbers change or are read.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>A copy of what was measured so far: the kernels that ran, in the order in which passes first ran and kernels run.</summary>
    public IReadOnlyList<ProfileEntry> Entries
    {
        get
        {
            lock (Gate)
                return [.. _segments.SelectMany(segment => segment.Entries())];
        }
    }

    /// <summary>Forgets what was measured so far, for example after passes that warm up.</summary>
    public void Reset()
    {
        lock (Gate)
            foreach (var segment in _segments)
                segment.Clear();
    }

    /// <summary>
    /// The table: kernels in the order in which they run, a line of totals for each pass, and sums by kind of kernel. Measures what the processor can do where nobody
    /// has in this process (<see cref="MachinePeak.Measure"/>); what a device's memory can do was measured when the network was made.
    /// </summary>
    public override string ToString()
    {
        lock (Gate)
            return ProfileTable.Print([.. _segments.Where(segment => segment.Runs > 0)]);
    }

    internal void Add(SegmentRecord segment)
    {
        lock (Gate)
            _segments.Add(segment);
    }
}
