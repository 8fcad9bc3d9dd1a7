using System.Diagnostics;

namespace ConvGen.Tests.Execution;

public sealed unsafe class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_item_runs_exactly_once(int threads)
    {
        using var pool = new WorkerPool(threads);
        using var marks = new NativeBuffer<int>(5_000, "marks");
        var random = new Random(threads);
        for (var round = 0; round < 2_000; round++)
        {
            var count = random.Next(0, 300);
            var frame = new Frame { Labels = marks.Pointer };
            marks.Span[..count].Clear();
            marks.Span[count] = -1;
            pool.For(Mark, &frame, count, random.Next(1, 20));
            foreach (var mark in marks.Span[..count])
                Assert.Equal(1, mark);
            Assert.Equal(-1, marks.Span[count]);
        }
    }

    /// <summary>
    /// Jobs so short that workers arrive late: each must see its own job's frame, never write to another's, and never be missed. The frame
    /// lives on this stack and changes at once after the join, so that a straggler would be caught writing to a dead one.
    /// </summary>
    [Theory]
    [InlineData(2, 1_000_000)]
    [InlineData(4, 200_000)]
    public void A_late_worker_never_touches_another_job(int threads, int jobs)
    {
        using var pool = new WorkerPool(threads);
        using var slots = new NativeBuffer<int>(64, "slots");
        var random = 12345u;
        for (var job = 1; job <= jobs; job++)
        {
            random = random * 1664525 + 1013904223;
            var count = 2 + (int)(random >> 28);
            var frame = new Frame { Labels = slots.Pointer, Batch = job, Capacity = count };
            pool.For(Stamp, &frame, count, 1);
            frame.Labels = null;
            for (var i = 0; i < count; i++)
            {
                if (slots.Pointer[i] != job)
                    Assert.Fail($"Job {job}, item {i}: {slots.Pointer[i]}.");
            }
        }
    }

    [Fact]
    public void Sleeping_workers_wake_again()
    {
        using var pool = new WorkerPool(2);
        using var marks = new NativeBuffer<int>(16, "marks");
        for (var round = 0; round < 200; round++)
        {
            // Around the time after which a worker falls asleep.
            var pause = Stopwatch.GetTimestamp() + round % 40 * (Stopwatch.Frequency / 100_000);
            while (Stopwatch.GetTimestamp() < pause)
                Thread.SpinWait(1);
            marks.Span.Clear();
            var frame = new Frame { Labels = marks.Pointer };
            pool.For(Mark, &frame, 16, 1);
            Assert.All(marks.Span.ToArray(), mark => Assert.Equal(1, mark));
        }
    }

    [Fact]
    public void Workers_take_part_when_a_job_is_long()
    {
        using var pool = new WorkerPool(2);
        using var ids = new NativeBuffer<int>(64, "thread ids");
        var frame = new Frame { Labels = ids.Pointer };
        // The second thread may lack a processor for a while on a busy machine.
        var deadline = Stopwatch.GetTimestamp() + 30 * Stopwatch.Frequency;
        do
            pool.For(RecordThread, &frame, 64, 1);
        while (ids.Span.ToArray().Distinct().Count() < 2 && Stopwatch.GetTimestamp() < deadline);
        Assert.Equal(2, ids.Span.ToArray().Distinct().Count());
    }

    [Fact]
    public void One_thread_or_one_chunk_runs_inline_in_one_call()
    {
        using var one = new WorkerPool(1);
        using var two = new WorkerPool(2);
        using var calls = new NativeBuffer<int>(2, "calls");
        var frame = new Frame { Labels = calls.Pointer };
        one.For(CountCalls, &frame, 100, 1);
        two.For(CountCalls, &frame, 100, 100);
        Assert.Equal(2, calls.Pointer[0]);
        Assert.Equal(200, calls.Pointer[1]);
        two.For(CountCalls, &frame, 0, 1);
        Assert.Equal(2, calls.Pointer[0]);
    }

    [Fact]
    public void Counts_near_the_largest_integer_do_not_wrap()
    {
        using var pool = new WorkerPool(2);
        using var sum = new NativeBuffer<int>(2, "sum");
        var frame = new Frame { Labels = sum.Pointer };
        pool.For(CountAtomically, &frame, int.MaxValue, int.MaxValue / 3);
        Assert.Equal(int.MaxValue, sum.Pointer[0]);
        Assert.Equal(4, sum.Pointer[1]);
    }

    [Fact]
    public void A_job_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        using var marks = new NativeBuffer<int>(16, "marks");
        var frame = new Frame { Labels = marks.Pointer };
        for (var i = 0; i < 100; i++)
            pool.For(Mark, &frame, 16, 1);

        // Of three tries the least: a collection on behalf of tests beside this one now and then counts the rest of this thread's 8 KB as allocated.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 300; i++)
            {
                pool.For(Mark, &frame, 16, 1);
                // Long enough now and then for the worker to sleep, so that waking is measured too.
                if (i % 10 == 0)
                    Thread.Sleep(1);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Thread_counts_are_checked_and_zero_means_all()
    {
        using var pool = new WorkerPool(0);
        Assert.Equal(Environment.ProcessorCount, pool.Threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(WorkerPool.MaxThreads + 1));
    }

    [Fact]
    public void Pools_come_and_go()
    {
        for (var i = 0; i < 100; i++)
        {
            var pool = new WorkerPool(3);
            if (i % 2 == 0)
            {
                var frame = default(Frame);
                pool.For(Nothing, &frame, 10, 1);
            }

            pool.Dispose();
            pool.Dispose();
        }
    }

    private static void Nothing(Frame* frame, int begin, int end)
    {
    }

    private static void Mark(Frame* frame, int begin, int end)
    {
        for (var i = begin; i < end; i++)
            frame->Labels[i]++;
    }

    private static void Stamp(Frame* frame, int begin, int end)
    {
        for (var i = begin; i < end; i++)
            frame->Labels[i] = i < frame->Capacity ? frame->Batch : -1;
    }

    private static void RecordThread(Frame* frame, int begin, int end)
    {
        for (var i = begin; i < end; i++)
        {
            frame->Labels[i] = Environment.CurrentManagedThreadId;
            Thread.SpinWait(2_000);
        }
    }

    private static void CountCalls(Frame* frame, int begin, int end)
    {
        frame->Labels[0]++;
        frame->Labels[1] += end - begin;
    }

    private static void CountAtomically(Frame* frame, int begin, int end)
    {
        Interlocked.Add(ref frame->Labels[0], end - begin);
        Interlocked.Increment(ref frame->Labels[1]);
    }
}
