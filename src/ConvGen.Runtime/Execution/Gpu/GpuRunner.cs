namespace ConvGen;

/// <summary>
/// Runs a program's segments. What has run once for a batch size is recorded when it runs again, where the device can, and from then on asked for in one call: of a
/// small network's time on a device most is the asking. What the driver refuses to record is asked for launch by launch, as before.
/// </summary>
/// <param name="program">What runs.</param>
/// <param name="device">Where.</param>
/// <param name="arena">Its memory.</param>
/// <param name="precision">In which products are made.</param>
/// <param name="say">Hears, once, why something is not recorded, in a line without a full stop.</param>
internal sealed partial class GpuRunner(GpuProgram program, GpuDevice device, GpuArena arena, Precision precision, Action<string> say) : IDisposable
{
    private readonly LoadedKernels _kernels = LoadedKernels.Load(program, device, precision);
    private readonly Dictionary<string, GpuSchedule?> _schedules = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, int Batch), Recording> _recordings = [];

    /// <summary>What the driver had too little memory to record, or to run recorded; recordings for other batch sizes go on.</summary>
    private readonly HashSet<string> _unrecorded = new(StringComparer.Ordinal);

    /// <summary>False where the driver records nothing, or has said so.</summary>
    private bool _records = device.CanCapture;
    private bool _isTold;

    /// <inheritdoc cref="LoadedKernels.Note"/>
    public string? Note => _kernels.Note;

    /// <summary>Where launches are noted with their times; null where nobody asks.</summary>
    public NetworkRecorder? Recorder { get; set; }

    /// <summary>What products are computed in, in words.</summary>
    public string Arithmetic => !_kernels.OnTensorCores ? nameof(Precision.Float32)
        : precision == Precision.Default ? $"{nameof(Precision.TensorFloat32)} in convolutions, {nameof(Precision.Float32)} in dense layers"
        : precision.ToString();

    /// <summary>Asks for a segment's launches.</summary>
    /// <param name="segment">Its name in the program.</param>
    /// <param name="batch">Images of the call.</param>
    /// <param name="clears">A space that is cleared before them.</param>
    public void Run(string segment, int batch, GpuSpace? clears = null) => Run(segment, batch, [(segment, clears)]);

    /// <summary>Asks for the launches of several segments, which are recorded together.</summary>
    /// <param name="name">What they are together.</param>
    /// <param name="batch">Images of the call.</param>
    /// <param name="parts">The segments in order, and the space that is cleared before each.</param>
    public void Run(string name, int batch, ReadOnlySpan<(string Segment, GpuSpace? Clears)> parts)
    {
        if (Recorder is not null)
        {
            RunTimed(parts, batch, Recorder);
            return;
        }

        if (!_records)
        {
            Launch(parts, batch);
            return;
        }

        if (_recordings.TryGetValue((name, batch), out var recording) && recording.ArenaVersion == arena.Version)
        {
            if ((recording.Graph == 0 && _unrecorded.Contains(name)) || !TryReplay(name, batch, parts))
                Launch(parts, batch);
            return;
        }

        // The first time for these addresses: kernels are loaded lazily, which must not happen while recording.
        Forget((name, batch));
        if (!Launch(parts, batch))
            return;
        if (_recordings.Count >= MostRecordings)
            Dispose();
        _recordings.Add((name, batch), new Recording(arena.Version, 0));
    }

    /// <summary>Runs a recording, which is made where there is none yet. False where the driver refuses either: then nothing of it has run, and it is not tried again.</summary>
    private bool TryReplay(string name, int batch, ReadOnlySpan<(string Segment, GpuSpace? Clears)> parts)
    {
        try
        {
            var recording = _recordings[(name, batch)];
            if (recording.Graph == 0)
                _recordings[(name, batch)] = recording = recording with { Graph = Record(parts, batch) };
            device.Replay(recording.Graph);
            return true;
        }
        catch (GpuException exception) when (exception.Failure != GpuFailure.Lasting)
        {
            // Where there is too little memory for this, there may be enough for another.
            _records = exception.Failure == GpuFailure.TooLittle;
            _unrecorded.Add(name);
            if (_records)
                Forget((name, batch));
            else
                Dispose();
            if (!_isTold)
                say($"{device.Device} does without recorded launches, which takes longer ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
            _isTold = true;
            return false;
        }
    }

    private nint Record(ReadOnlySpan<(string Segment, GpuSpace? Clears)> parts, int batch)
    {
        device.BeginCapture();
        try
        {
            Launch(parts, batch);
        }
        catch
        {
            device.AbandonCapture();
            throw;
        }

        return device.EndCapture();
    }

    private void Forget((string Name, int Batch) key)
    {
        if (_recordings.Remove(key, out var recording) && recording.Graph != 0)
            device.FreeGraph(recording.Graph);
    }

    /// <summary>Batch sizes come again in most programs. In others recordings would be more and more; they all go then, and come again as they are used.</summary>
    private const int MostRecordings = 64;

    /// <summary>Asks for one launch of a segment.</summary>
    public void Run(GpuLaunch launch, int batch) => Launch(launch, batch, stackalloc GpuPlace[MostOperands]);

    /// <summary>The name of the kernel that a launch runs.</summary>
    public string NameOf(GpuLaunch launch) => launch.Tensor is not { } tensor ? program.Kernels[launch.Kernel].Name
        : _kernels.OnTensorCores ? program.TensorContractions[tensor.Kernel].Name
        : program.Contractions[launch.Kernel].Name;

    /// <summary>The launches that a segment has for so many images.</summary>
    public IReadOnlyList<GpuLaunch> Launches(string segment, int batch) => [.. (Schedule(segment)?.Launches ?? []).Where(launch => launch.Runs(batch))];

    /// <summary>Gives back all recordings.</summary>
    public void Dispose()
    {
        foreach (var key in _recordings.Keys.ToArray())
            Forget(key);
    }

    /// <summary>False where there is nothing to do.</summary>
    private bool Launch(ReadOnlySpan<(string Segment, GpuSpace? Clears)> segments, int batch)
    {
        Span<GpuPlace> places = stackalloc GpuPlace[MostOperands];
        var isAny = false;
        foreach (var (segment, clears) in segments)
        {
            if (clears is { } space)
                device.Fill(arena.Start(space), arena[space].Bytes, 0);
            var schedule = Schedule(segment);
            isAny |= clears is not null || schedule is not null;
            foreach (var launch in schedule?.Launches ?? [])
                if (launch.Runs(batch))
                    Launch(launch, batch, places);
        }

        return isAny;
    }

    private void Launch(GpuLaunch launch, int batch, Span<GpuPlace> places)
    {
        for (var i = 0; i < launch.Operands.Length; i++)
            places[i] = arena.Place(launch.Operands[i], batch);
        var (kernel, sizes) = _kernels.Of(launch);
        var parts = launch.Split?.Parts(batch) ?? 1;
        Span<int> numbers = stackalloc int[sizes.Length + 1];
        numbers[0] = parts;
        sizes.CopyTo(numbers[1..]);
        device.Launch(kernel, launch.GridOf(batch), places[..launch.Operands.Length], batch, launch.IsToldParts && parts > 1 ? numbers : numbers[1..]);
    }

    private GpuSchedule? Schedule(string segment)
    {
        if (!_schedules.TryGetValue(segment, out var schedule))
            _schedules.Add(segment, schedule = program.Schedule(segment));
        return schedule;
    }

    /// <summary>More than any kernel has; a block of many branches that are added up has as many operands as branches.</summary>
    private const int MostOperands = 128;

    /// <summary>Launches that were recorded, or 0 where they have only run once.</summary>
    private readonly record struct Recording(int ArenaVersion, nint Graph);
}
