namespace ConvGen.Tests.Ptx;

/// <summary>A capture that goes on.</summary>
internal sealed class MockCapture(MockStream origin, int mode, int thread)
{
    public MockStream Origin { get; } = origin;

    /// <summary>0: global, 1: of the thread, 2: relaxed.</summary>
    public int Mode { get; } = mode;

    public int Thread { get; } = thread;

    public List<MockOperation> Operations { get; } = [];

    /// <summary>Streams that were drawn in and have not been waited for.</summary>
    public HashSet<MockStream> Forked { get; } = [];

    public HashSet<MockStream> Streams { get; } = [origin];

    public bool IsInvalid { get; set; }
}
