namespace ConvGen;

/// <summary>A device as a profile's table names it.</summary>
/// <param name="Device">Its kind and number.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Precision">What products are computed in.</param>
/// <param name="HasTimes">False where the times are the host's, which waits for each launch.</param>
/// <param name="BytesPerSecond">How fast it fills its memory; 0 where that is not known.</param>
internal sealed record ProfiledDevice(Device Device, string Name, string Precision, bool HasTimes, double BytesPerSecond);

/// <summary>Where a network's schedules note what their kernels took: a part of a profile.</summary>
/// <param name="profile">The profile, which other networks may share.</param>
/// <param name="network">The network's class.</param>
/// <param name="instructionSet">What it runs on, where that is the processor.</param>
/// <param name="threads">Threads that take part.</param>
internal sealed class NetworkRecorder(ExecutionProfile profile, string network, InstructionSet instructionSet, int threads)
{
    /// <summary>By what runs: schedules on the processor, segments' names on a device.</summary>
    private readonly Dictionary<object, SegmentRecord> _known = [];

    public string Network { get; } = network;

    public InstructionSet InstructionSet { get; } = instructionSet;

    public int Threads { get; } = threads;

    /// <summary>Null on the processor.</summary>
    public ProfiledDevice? Device { get; init; }

    /// <summary>The schedule's record; a new one when it first runs.</summary>
    public SegmentRecord Of(KernelSchedule schedule) =>
        _known.TryGetValue(schedule, out var record) ? record : Add(schedule, schedule.Name, [.. schedule.Kernels.Select(step => new ProfiledKernel(step.Name, step.Work, step.CountsImages))]);

    /// <summary>The record of a device's segment; a new one when it first runs.</summary>
    /// <param name="segment">Its name in the program: "TrainingForward".</param>
    /// <param name="kernels">Gives all that may run for it, in order.</param>
    public SegmentRecord Of(string segment, Func<IReadOnlyList<ProfiledKernel>> kernels) =>
        _known.TryGetValue(segment, out var record) ? record : Add(segment, Spaced(segment), kernels());

    private SegmentRecord Add(object key, string name, IReadOnlyList<ProfiledKernel> kernels)
    {
        var record = new SegmentRecord(this, name, kernels, profile.Gate);
        _known.Add(key, record);
        profile.Add(record);
        return record;
    }

    /// <summary>"Training Forward" of "TrainingForward", as the processor's schedules are called; "Sgd step" of an optimiser.</summary>
    private static string Spaced(string segment)
    {
        foreach (var mode in (string[])["Inference", "Training"])
            if (segment.StartsWith(mode, StringComparison.Ordinal))
                return $"{mode} {segment[mode.Length..]}";
        return segment + " step";
    }
}
