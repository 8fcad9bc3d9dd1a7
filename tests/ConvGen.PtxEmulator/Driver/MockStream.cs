namespace ConvGen.Tests.Ptx;

/// <summary>A queue of operations.</summary>
internal sealed class MockStream(bool blocking)
{
    public Queue<MockOperation> Queue { get; } = new();

    /// <summary>The last operation that was asked for, done or not.</summary>
    public MockOperation? Last { get; set; }

    /// <summary>True of the default stream and of those that keep order with it.</summary>
    public bool IsBlocking { get; } = blocking;

    /// <summary>What its operations are noted in instead of being run.</summary>
    public MockCapture? Capture { get; set; }

    /// <summary>Does all that was asked for.</summary>
    public void Drain()
    {
        while (Queue.Count > 0)
            RunNext();
    }

    /// <summary>Does the next operation, and before it what must come before it.</summary>
    public void RunNext()
    {
        var next = Queue.Peek();
        foreach (var other in next.After)
            while (!other.IsDone && other.Stream!.Queue.Count > 0)
                other.Stream.RunNext();
        // What came before may have come round to this stream.
        if (next.IsDone)
            return;
        Queue.Dequeue();
        next.IsDone = true;
        next.Run();
    }
}
