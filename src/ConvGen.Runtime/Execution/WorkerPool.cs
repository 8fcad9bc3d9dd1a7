using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// The threads of a network. Work is a count of independent items; chunks are claimed from an atomic counter and the
/// caller takes part, so that a busy second core never holds the first one up. How items fall on threads never changes a result.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WorkerPool : IDisposable
{
    /// <summary>How many threads take part, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs <paramref name="body"/>(frame, begin, end) over [0, <paramref name="count"/>) in chunks of <paramref name="grain"/> items.</summary>
    public void For(delegate*<Frame*, int, int, void> body, Frame* frame, int count, int grain) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
