namespace ConvGen;

/// <summary>Where a network's schedules note what their kernels took: a part of a profile.</summary>
/// <param name="profile">The profile, which other networks may share.</param>
/// <param name="network">The network's class.</param>
/// <param name="instructionSet">What it runs on.</param>
/// <param name="threads">Threads that take part.</param>
internal sealed class NetworkRecorder(ExecutionProfile profile, string network, InstructionSet instructionSet, int threads)
{
    private readonly Dictionary<KernelSchedule, SegmentRecord> _known = [];

    public string Network { get; } = network;

    public InstructionSet InstructionSet { get; } = instructionSet;

    public int Threads { get; } = threads;

    /// <summary>The schedule's record; a new one when it first runs.</summary>
    public SegmentRecord Of(KernelSchedule schedule)
    {
        if (!_known.TryGetValue(schedule, out var record))
        {
            _known[schedule] = record = new SegmentRecord(this, schedule, profile.Gate);
            profile.Add(record);
        }

        return record;
    }
}
