using System.Diagnostics;

namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class MockDriver
{
    private readonly List<MockStream> streams = [];
    private readonly List<MockCapture> captures = [];

    public MockStream? FindStream(nint handle) => handle is 0 or 1 ? NullStream : Get<MockStream>(handle);

    /// <summary>A capture that calls of this thread must not disturb, if one goes on.</summary>
    public MockCapture? Disturbed() => captures.Find(capture => capture.Mode == 0 || (capture.Mode == 1 && capture.Thread == Environment.CurrentManagedThreadId));

    public int CreateStream(nint* handle, uint flags)
    {
        if (handle == null || flags > 1)
            return CudaError.InvalidValue;
        var stream = new MockStream(flags == 0);
        streams.Add(stream);
        *handle = Add(stream);
        return CudaError.Success;
    }

    public int DestroyStream(nint handle)
    {
        if (Get<MockStream>(handle) is not { } stream)
            return CudaError.InvalidHandle;
        if (stream.Capture is not null)
            Report(FindingKind.Driver, "a stream is destroyed while it is captured");
        stream.Drain();
        streams.Remove(stream);
        Remove<MockStream>(handle);
        return StickyError;
    }

    /// <summary>Asks for an operation, or notes it where the stream is captured.</summary>
    public int Enqueue(MockStream stream, string what, Action run, bool synchronous)
    {
        var operation = new MockOperation(what, run);
        if (stream.Capture is { } capture)
        {
            if (synchronous)
                return Invalidate(capture, $"{what} cannot be captured");
            capture.Operations.Add(operation);
            return capture.IsInvalid ? CudaError.StreamCaptureInvalidated : CudaError.Success;
        }

        if (stream == NullStream && captures.Find(other => other.Streams.Any(member => member.IsBlocking)) is { } disturbed)
        {
            Invalidate(disturbed, $"{what} on the default stream, which a captured stream keeps order with");
            return CudaError.StreamCaptureImplicit;
        }

        Append(stream, operation);
        if (!synchronous)
            return CudaError.Success;
        stream.Drain();
        return StickyError;
    }

    public void Append(MockStream stream, MockOperation operation)
    {
        operation.Stream = stream;
        // The default stream keeps order with all streams that did not say they do without.
        if (stream == NullStream)
            operation.After.AddRange(streams.Where(other => other != stream && other.IsBlocking && other.Last is { IsDone: false }).Select(other => other.Last!));
        else if (stream.IsBlocking && NullStream.Last is { IsDone: false } last)
            operation.After.Add(last);
        stream.Queue.Enqueue(operation);
        stream.Last = operation;
    }

    public void DrainAll()
    {
        // The youngest first: an order that the program only hopes for should not come about by itself.
        for (var i = streams.Count - 1; i >= 0; i--)
            streams[i].Drain();
    }

    public int Synchronize(nint handle)
    {
        if (FindStream(handle) is not { } stream)
            return CudaError.InvalidHandle;
        if (stream.Capture is { } capture)
            return Invalidate(capture, "a stream is waited for while it is captured");
        stream.Drain();
        return StickyError;
    }

    /// <summary>Whether a stream has done everything; asking moves it on.</summary>
    public int Query(nint handle)
    {
        if (FindStream(handle) is not { } stream)
            return CudaError.InvalidHandle;
        if (stream.Capture is { } capture)
            return Invalidate(capture, "a stream is asked while it is captured");
        if (stream.Queue.Count == 0)
            return StickyError;
        stream.RunNext();
        return StickyError != 0 ? StickyError : CudaError.NotReady;
    }

    public int Invalidate(MockCapture capture, string why)
    {
        capture.IsInvalid = true;
        Report(FindingKind.Driver, why);
        return CudaError.StreamCaptureUnsupported;
    }

    public int RecordEvent(nint handle, nint streamHandle)
    {
        if (Get<MockEvent>(handle) is not { } record || FindStream(streamHandle) is not { } stream)
            return CudaError.InvalidHandle;
        if (stream.Capture is { } capture)
        {
            (record.Capture, record.CapturedOn) = (capture, stream);
            return CudaError.Success;
        }

        record.Capture = null;
        var operation = new MockOperation("record", () => record.Time = Stopwatch.GetTimestamp());
        Append(stream, operation);
        record.Record = operation;
        return CudaError.Success;
    }

    public int WaitEvent(nint streamHandle, nint handle)
    {
        if (FindStream(streamHandle) is not { } stream || Get<MockEvent>(handle) is not { } record)
            return CudaError.InvalidHandle;
        if (record.Capture is { } capture && captures.Contains(capture))
        {
            if (stream.Capture is null)
            {
                stream.Capture = capture;
                capture.Streams.Add(stream);
                capture.Forked.Add(stream);
            }
            else
                capture.Forked.Remove(record.CapturedOn!);
            return CudaError.Success;
        }

        if (stream.Capture is { } other)
            return record.Record is { IsDone: false } ? Isolated(other) : CudaError.Success;
        if (record.Record is { IsDone: false } before)
        {
            var wait = new MockOperation("wait", static () => { });
            wait.After.Add(before);
            Append(stream, wait);
        }

        return CudaError.Success;
    }

    public int SynchronizeEvent(nint handle)
    {
        if (Get<MockEvent>(handle) is not { } record)
            return CudaError.InvalidHandle;
        while (record.Record is { IsDone: false } pending)
            pending.Stream!.RunNext();
        return StickyError;
    }

    public int QueryEvent(nint handle)
    {
        if (Get<MockEvent>(handle) is not { } record)
            return CudaError.InvalidHandle;
        if (record.Record is not { IsDone: false } pending)
            return StickyError;
        pending.Stream!.RunNext();
        return CudaError.NotReady;
    }

    public int Elapsed(float* milliseconds, nint from, nint to)
    {
        if (Get<MockEvent>(from) is not { } first || Get<MockEvent>(to) is not { } second || first.Record is null || second.Record is null)
            return CudaError.InvalidHandle;
        if (!first.HasTime || !second.HasTime)
        {
            Report(FindingKind.Driver, "the time of an event that was made without");
            return CudaError.InvalidHandle;
        }

        if (!first.Record.IsDone || !second.Record.IsDone)
            return CudaError.NotReady;
        *milliseconds = (float)Stopwatch.GetElapsedTime(first.Time, second.Time).TotalMilliseconds;
        return CudaError.Success;
    }

    public int BeginCapture(nint handle, int mode)
    {
        if (FindStream(handle) is not { } stream)
            return CudaError.InvalidHandle;
        if (stream == NullStream || stream.Capture is not null || mode is < 0 or > 2)
        {
            Report(FindingKind.Driver, stream == NullStream ? "the default stream cannot be captured" : "a second capture of a stream");
            return stream == NullStream ? CudaError.StreamCaptureUnsupported : CudaError.InvalidValue;
        }

        stream.Capture = new MockCapture(stream, mode, Environment.CurrentManagedThreadId);
        captures.Add(stream.Capture);
        return CudaError.Success;
    }

    public int EndCapture(nint handle, nint* graph)
    {
        if (FindStream(handle) is not { } stream)
            return CudaError.InvalidHandle;
        *graph = 0;
        if (stream.Capture is not { } capture || capture.Origin != stream)
        {
            Report(FindingKind.Driver, "no capture of this stream goes on");
            return stream.Capture is null ? CudaError.InvalidValue : CudaError.StreamCaptureUnmatched;
        }

        foreach (var member in capture.Streams)
            member.Capture = null;
        captures.Remove(capture);
        if (capture.IsInvalid)
            return CudaError.StreamCaptureInvalidated;
        if (capture.Forked.Count > 0)
        {
            Report(FindingKind.Driver, "a stream that was drawn into the capture is not waited for at its end");
            return CudaError.StreamCaptureUnjoined;
        }

        *graph = Add(new MockGraph(capture.Operations));
        return CudaError.Success;
    }

    public int Instantiate(nint* exec, nint handle)
    {
        if (Get<MockGraph>(handle) is not { } graph)
            return CudaError.InvalidHandle;
        *exec = Add(new MockGraphExec(graph.Operations));
        return CudaError.Success;
    }

    public int LaunchGraph(nint handle, nint streamHandle)
    {
        if (Get<MockGraphExec>(handle) is not { } graph || FindStream(streamHandle) is not { } stream)
            return CudaError.InvalidHandle;
        if (stream.Capture is { } capture)
        {
            capture.Operations.AddRange(graph.Operations);
            return CudaError.Success;
        }

        foreach (var operation in graph.Operations)
            Append(stream, operation.Again());
        return CudaError.Success;
    }

    private int Isolated(MockCapture capture)
    {
        capture.IsInvalid = true;
        Report(FindingKind.Driver, "a captured stream waits for what is not captured");
        return CudaError.StreamCaptureIsolation;
    }
}
