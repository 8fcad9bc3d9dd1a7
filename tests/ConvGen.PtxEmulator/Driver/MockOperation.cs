namespace ConvGen.Tests.Ptx;

/// <summary>Something that a stream is to do; it is done when somebody waits for it, or for what waits for it.</summary>
internal sealed class MockOperation(string what, Action run)
{
    public string What { get; } = what;

    public MockStream? Stream { get; set; }

    public bool IsDone { get; set; }

    /// <summary>What other streams must have done before.</summary>
    public List<MockOperation> After { get; } = [];

    public void Run() => run();

    /// <summary>The same again, for another launch of a graph.</summary>
    public MockOperation Again() => new(What, run);
}
