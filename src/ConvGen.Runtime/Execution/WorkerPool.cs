using System.ComponentModel;
using System.Diagnostics;

namespace ConvGen;

/// <summary>
/// The threads of a network. Work is a count of independent items; chunks are claimed from an atomic counter and the
/// caller takes part, so that a busy second core never holds the first one up. How items fall on threads never changes a result.
/// One job at a time: <see cref="For"/> must not be called by two threads at once, nor from inside a body.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WorkerPool : IDisposable
{
    /// <summary>The most threads a pool takes.</summary>
    public const int MaxThreads = 1024;

    /// <summary>Pauses before a caller that waits for the last chunk offers its processor to the thread that holds it.</summary>
    private const int SpinsBeforeYield = 2_000;

    private readonly WorkerBoard _board = new();
    private readonly Worker[] _workers;

    /// <summary>Starts the threads; they sleep until there is work.</summary>
    /// <param name="threads">How many threads take part, the caller included; 0 means one for each processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="MaxThreads"/>.</exception>
    public WorkerPool(int threads)
    {
        Threads = Count(threads);
        _workers = new Worker[Threads - 1];
        for (var i = 0; i < _workers.Length; i++)
            _workers[i] = new Worker(_board, i + 1);
    }

    /// <summary>Ends the threads of a pool that nobody disposed; they hold the board, not the pool, so it can become unreachable.</summary>
    ~WorkerPool() => Stop();

    /// <summary>How many threads take part, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Whether the caller runs everything itself for now.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>Where schedules note what their kernels take; null where nobody asks.</summary>
    internal NetworkRecorder? Recorder { get; init; }

    /// <summary>How many threads a pool of <paramref name="threads"/> has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="MaxThreads"/>.</exception>
    internal static int Count(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        return threads == 0 ? Math.Min(Environment.ProcessorCount, MaxThreads) : threads;
    }

    /// <summary>Runs <paramref name="body"/>(frame, begin, end) over [0, <paramref name="count"/>) in chunks of at least <paramref name="grain"/> items.</summary>
    public void For(KernelBody body, Frame* frame, int count, int grain)
    {
        Debug.Assert(grain > 0, "A chunk holds at least one item.");
        if (count <= 0)
            return;
        if (_workers.Length == 0 || count <= grain || IsAlone)
        {
            body(frame, 0, count);
            return;
        }

        var sizes = new ChunkSizes(count, grain, Threads);
        var chunks = sizes.Count;
        _board.Publish(body, frame, sizes, chunks);
        var wanted = Math.Min(_workers.Length, chunks - 1);
        for (var i = 0; i < wanted; i++)
            _workers[i].Wake();

        while (_board.TryRunChunk())
        {
        }

        // Join on completed chunks, never on a worker's word: a worker that got no processor took no chunk and is not waited for.
        for (var spins = 0; !_board.IsComplete; spins++)
        {
            if (spins < SpinsBeforeYield)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
    }

    /// <summary>Ends the threads and waits for them.</summary>
    public void Dispose()
    {
        Stop();
        foreach (var worker in _workers)
            worker.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Stop()
    {
        // The finalizer also runs after a constructor that threw, before there were workers.
        if (_workers is null)
            return;
        _board.Stop();
        foreach (var worker in _workers)
            worker?.Wake();
    }
}
