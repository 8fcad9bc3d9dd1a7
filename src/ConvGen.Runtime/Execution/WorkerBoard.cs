using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// The job that a pool's threads share. One 64-bit word holds the job's number (upper half) and its unclaimed chunks (lower half); a claim is a
/// compare-and-swap that takes one chunk off. A worker that was preempted between reading the word and swapping it therefore cannot claim a
/// chunk of a newer job by mistake: the number differs. The job's fields are read only after a claim, when the job cannot end, and so
/// cannot be replaced, before the claimed chunk is done.
/// </summary>
internal sealed unsafe class WorkerBoard
{
    private Hot _hot;
    private delegate*<Frame*, int, int, void> _body;
    private Frame* _frame;
    private int _count;
    private int _grain;
    private int _chunks;

    public bool IsStopped => Volatile.Read(ref _hot.Stopped) != 0;

    /// <summary>Whether all chunks of the job have run.</summary>
    public bool IsComplete => Volatile.Read(ref _hot.Unfinished) == 0;

    /// <summary>Whether a chunk waits to be claimed.</summary>
    public bool HasWork => (uint)Volatile.Read(ref _hot.Word) != 0;

    /// <summary>Replaces the finished job. The exchange is a full fence: a worker that sees the word sees the fields, and a wake-up sees who sleeps.</summary>
    public void Publish(delegate*<Frame*, int, int, void> body, Frame* frame, int count, int grain, int chunks)
    {
        _body = body;
        _frame = frame;
        _count = count;
        _grain = grain;
        _chunks = chunks;
        Volatile.Write(ref _hot.Unfinished, chunks);
        var job = (uint)(_hot.Word >> 32) + 1;
        Interlocked.Exchange(ref _hot.Word, (long)(((ulong)job << 32) | (uint)chunks));
    }

    /// <summary>Claims one chunk and runs it; false when none was left.</summary>
    public bool TryRunChunk()
    {
        var word = Volatile.Read(ref _hot.Word);
        while (true)
        {
            var unclaimed = (int)(uint)word;
            if (unclaimed == 0)
                return false;
            // The lower half is not zero, so taking one off leaves the job's number alone.
            var seen = Interlocked.CompareExchange(ref _hot.Word, word - 1, word);
            if (seen == word)
            {
                Run(_chunks - unclaimed);
                return true;
            }

            word = seen;
        }
    }

    public void Stop() => Interlocked.Exchange(ref _hot.Stopped, 1);

    private void Run(int chunk)
    {
        var begin = chunk * _grain;
        var end = begin + Math.Min(_grain, _count - begin);
        _body(_frame, begin, end);
        Interlocked.Decrement(ref _hot.Unfinished);
    }

    /// <summary>What threads fight over, each on its own pair of cache lines (x86 prefetches lines in pairs).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * Pair)]
    private struct Hot
    {
        private const int Pair = 128;

        [FieldOffset(1 * Pair)]
        public long Word;

        [FieldOffset(2 * Pair)]
        public int Unfinished;

        [FieldOffset(3 * Pair)]
        public int Stopped;
    }
}
