using System.Runtime.InteropServices;

namespace ConvGen.Tests.Devices;

/// <summary>The one stream of <see cref="CudaMock"/>: a list of what was asked for and has not happened, which shrinks only when somebody waits.</summary>
internal sealed unsafe partial class CudaMock
{
    private const int CaptureUnsupported = 900;

    /// <summary>What each thing on the stream takes: seen by events around it.</summary>
    public const double MillisecondsOfOne = 0.25;

    private const uint WithoutTiming = 2;
    private const int InvalidHandle = 400, NotReady = 600;

    private readonly List<Action> _waiting = [];
    private readonly HashSet<nint> _timeless = [];
    private readonly Dictionary<nint, int> _recorded = [];
    private List<Action>? _captured;
    private bool _isCaptureBroken;
    private int _done;

    public bool IsCapturing => _captured is not null;

    private int Enqueue(nint stream, bool mayBeCaptured, Action action)
    {
        if (stream == 0 || !Alive.Contains($"stream {stream}"))
            Violations.Add($"Something was asked of stream {stream}.");
        if (_captured is null)
            _waiting.Add(action);
        else if (mayBeCaptured)
            _captured.Add(action);
        else
            return BreakCapture();
        return 0;
    }

    private int BreakCapture()
    {
        _isCaptureBroken = true;
        Violations.Add("Something that may not be captured was asked for while capturing.");
        return CaptureUnsupported;
    }

    /// <summary>Does what was asked for, up to a point.</summary>
    private int Happen(int until)
    {
        if (_captured is not null)
            return BreakCapture();
        for (; _done < until; _done++)
            _waiting[_done]();
        return 0;
    }

    private int MakeEvent(nint* made, uint flags)
    {
        *made = Make("event");
        if ((flags & WithoutTiming) != 0)
            _timeless.Add(*made);
        return 0;
    }

    private int Elapsed(float* milliseconds, nint from, nint to)
    {
        if (_timeless.Contains(from) || _timeless.Contains(to) || !_recorded.TryGetValue(from, out var begin) || !_recorded.TryGetValue(to, out var end))
            return InvalidHandle;
        if (Math.Max(begin, end) > _done)
            return NotReady;
        *milliseconds = (float)(MillisecondsOfOne * (end - begin));
        return 0;
    }

    private int CopyToDevice(nint target, nint source, nuint bytes, nint stream)
    {
        RequireMemory("host memory", source, bytes);
        RequireMemory("memory", target, bytes);
        return Enqueue(stream, false, () =>
        {
            NativeMemory.Copy((void*)source, (void*)target, bytes);
            Ran.Add("upload");
        });
    }

    private int CopyToHost(nint target, nint source, nuint bytes, nint stream)
    {
        RequireMemory("host memory", target, bytes);
        RequireMemory("memory", source, bytes);
        return Enqueue(stream, false, () =>
        {
            NativeMemory.Copy((void*)source, (void*)target, bytes);
            Ran.Add("download");
        });
    }

    private int Fill(nint target, uint pattern, nuint words, nint stream)
    {
        RequireMemory("memory", target, words * sizeof(uint));
        return Enqueue(stream, true, () =>
        {
            new Span<uint>((void*)target, (int)words).Fill(pattern);
            Ran.Add("fill");
        });
    }

    private int Launch(nint function, GpuGrid grid, GpuGrid threads, uint sharedBytes, nint stream, void** parameters)
    {
        // Parameters are read now: who asks may forget them once the call returns.
        var (name, places) = _functions[function];
        var values = new long[places];
        for (var i = 0; i < places; i++)
            values[i] = *(long*)parameters[i];
        var launch = new MockLaunch(name, grid, threads, sharedBytes, values, *(int*)parameters[places]);
        return Enqueue(stream, true, () =>
        {
            Launches.Add(launch);
            Ran.Add($"{launch.Kernel} {launch.Batch}");
        });
    }

    private int Begin(int mode)
    {
        if (_captured is not null)
            return BreakCapture();
        if (mode != 2)
            Violations.Add($"The capture's mode is {mode}.");
        _captured = [];
        _isCaptureBroken = SpoilsCaptures;
        return 0;
    }

    private int End(nint* graph)
    {
        *graph = 0;
        if (_captured is null)
            Violations.Add("A capture ends that did not begin.");
        var captured = _captured ?? [];
        _captured = null;
        if (_isCaptureBroken)
            return 901;
        *graph = Make("graph");
        _graphs[*graph] = captured;
        return 0;
    }

    private int Instantiate(nint* ready, nint graph)
    {
        *ready = Make("ready graph");
        _graphs[*ready] = _graphs[graph];
        return 0;
    }

    private int Replay(nint graph, nint stream) => Alive.Contains($"ready graph {graph}")
        ? Enqueue(stream, false, () => _graphs[graph].ForEach(action => action()))
        : 400;
}
