using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// The job that a pool's threads share: a count of unclaimed chunks, and what to run. A claim is a compare-and-swap that takes one chunk off the
/// count. The order is what makes late threads harmless: everything about the job is read <em>after</em> a claim succeeded. A thread that was
/// preempted between reading the count and swapping it, for however many jobs, claims a chunk of the job that is current when it swaps, and then
/// reads that job's fields; they cannot be replaced before its chunk is done, because the join waits for every claimed chunk.
/// So the count needs no job number beside it.
/// Chunks get smaller (<see cref="ChunkSizes"/>).
/// </summary>
internal sealed unsafe class WorkerBoard
{
    private Hot _hot;
    private KernelBody? _body;
    private Frame* _frame;
    private ChunkSizes _sizes;
    private int _chunks;

    public bool IsStopped => Volatile.Read(ref _hot.Stopped) != 0;

    /// <summary>Whether all chunks of the job have run.</summary>
    public bool IsComplete => Volatile.Read(ref _hot.Unfinished) == 0;

    /// <summary>Whether a chunk waits to be claimed.</summary>
    public bool HasWork => Volatile.Read(ref _hot.Unclaimed) != 0;

    /// <summary>Replaces the finished job. The exchange is a full fence: a worker that sees the count sees the fields, and a wake-up sees who sleeps.</summary>
    public void Publish(KernelBody body, Frame* frame, in ChunkSizes sizes, int chunks)
    {
        _body = body;
        _frame = frame;
        _sizes = sizes;
        _chunks = chunks;
        Volatile.Write(ref _hot.Unfinished, chunks);
        Interlocked.Exchange(ref _hot.Unclaimed, chunks);
    }

    /// <summary>Claims one chunk and runs it; false when none was left.</summary>
    public bool TryRunChunk()
    {
        var unclaimed = Volatile.Read(ref _hot.Unclaimed);
        while (unclaimed > 0)
        {
            var seen = Interlocked.CompareExchange(ref _hot.Unclaimed, unclaimed - 1, unclaimed);
            if (seen == unclaimed)
            {
                Run(_chunks - unclaimed);
                return true;
            }

            unclaimed = seen;
        }

        return false;
    }

    public void Stop() => Interlocked.Exchange(ref _hot.Stopped, 1);

    private void Run(int chunk)
    {
        var (begin, end) = _sizes.Chunk(chunk);
        _body!(_frame, begin, end);
        Interlocked.Decrement(ref _hot.Unfinished);
    }

    /// <summary>What threads fight over, each on its own pair of cache lines (x86 prefetches lines in pairs).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * Pair)]
    private struct Hot
    {
        private const int Pair = 128;

        [FieldOffset(1 * Pair)]
        public int Unclaimed;

        [FieldOffset(2 * Pair)]
        public int Unfinished;

        [FieldOffset(3 * Pair)]
        public int Stopped;
    }
}
