using System.Diagnostics;
using Xunit;

namespace ConvGen.Tests.Execution;

/// <summary>What a schedule runs, in which order, and how sweeps cut it.</summary>
public sealed unsafe class KernelScheduleTests
{
    private readonly List<string> _calls = [];

    [Fact]
    public void Kernels_run_in_order_over_all_their_items()
    {
        var schedule = new KernelSchedule("test");
        schedule.Once("scale", 3, 10, default, Record("scale"));
        schedule.EachImage("conv", 4, 10, default, Record("conv"));
        schedule.WholeBatch("filter", 5, 10, default, Record("filter"));

        Run(schedule, threads: 1, batch: 2);

        Assert.Equal(["scale 0-3", "conv 0-8", "filter 0-5"], _calls);
    }

    [Fact]
    public void A_sweep_takes_a_few_images_through_all_its_kernels()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(2, 2);
        schedule.EachImage("a", 1, 10, default, Record("a"));
        schedule.EachImage("b", 3, 10, default, Record("b"));
        schedule.EachImage("c", 1, 10, default, Record("c"));

        Run(schedule, threads: 1, batch: 5);

        Assert.Equal(["a 0-2", "b 0-6", "a 2-4", "b 6-12", "a 4-5", "b 12-15", "c 0-5"], _calls);
    }

    /// <summary>By themselves b would be cut into two jobs and a into none; together both are cut alike.</summary>
    [Fact]
    public void Copies_stay_together_where_images_are_few()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(0, 2);
        schedule.EachImage("a", 1, 150_000, default, Record("a"));
        schedule.EachImage("b", 1, 250_000, default, Record("b"));

        Run(schedule, threads: 2, batch: 3);

        Assert.Equal(["a 0-2", "a 2-3", "b 0-2", "b 2-3"], _calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Few_images_on_several_threads_go_kernel_by_kernel()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(1, 2);
        schedule.EachImage("a", 2, 10, default, Record("a"));
        schedule.EachImage("b", 1, 10, default, Record("b"));

        Run(schedule, threads: 2, batch: 3);

        Assert.Equal(["a 0-6", "b 0-3"], _calls);
    }

    [Theory]
    [InlineData(1)] // of the batch: an item costs 400,000 operations, the least that is worth another thread
    [InlineData(8)]
    public void Costly_items_are_shared_out_one_by_one_and_cheap_ones_are_not(int batch)
    {
        var schedule = new KernelSchedule("test");
        schedule.WholeBatch("costly", 7, 400_000, default, Record("costly"));
        schedule.WholeBatch("cheap", 7, 400_000 / (7 * batch), default, Record("cheap"));

        Run(schedule, threads: 2, batch);

        Assert.Equal(7, _calls.Count(call => call.StartsWith("costly ", StringComparison.Ordinal)));
        Assert.Equal(["cheap 0-7"], _calls.Where(call => call.StartsWith("cheap ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_sweep_is_as_long_as_it_says()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(6, 2);
        schedule.EachImage("a", 1, 10, default, Record("a"));

        Assert.Throws<InvalidOperationException>(() => schedule.Sweep(6, 2));
        Assert.Throws<InvalidOperationException>(() => Run(schedule, threads: 1, batch: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelSchedule("test").Sweep(6, 0));
        Assert.Empty(_calls);
    }

    /// <summary>Five milliseconds a chunk on any thread but the caller's, which takes a fifth of one: what a worker takes holds up the caller.</summary>
    [Fact]
    public void A_schedule_whose_workers_hold_it_up_leaves_them_alone()
    {
        const int Runs = 200;
        var (caller, byOthers, run) = (Environment.CurrentManagedThreadId, new int[Runs], 0);
        var schedule = new KernelSchedule("test");
        schedule.Once("slow elsewhere", 8, 1_000_000, default, (_, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == caller)
            {
                for (var end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 5_000); Stopwatch.GetTimestamp() < end;)
                    Thread.SpinWait(10);
                return;
            }

            Interlocked.Increment(ref byOthers[run]);
            Thread.Sleep(5);
        });

        using var pool = new WorkerPool(2);
        var frame = new Frame { Batch = 1 };
        for (; run < Runs; run++)
            schedule.Run(pool, &frame);

        Assert.InRange(byOthers.Count(chunks => chunks > 0), 0, Runs / 5);
    }

    /// <summary>Of eight items with weights that are worth reading for four, each of two threads has one chunk; without weights there are more.</summary>
    [Theory]
    [InlineData(0, 6)]
    [InlineData(1_000_000, 2)]
    public void A_chunk_is_worth_its_weights(long bytesOfCall, int chunks)
    {
        var schedule = new KernelSchedule("test");
        schedule.EachImage("conv", 8, 1_000_000, new KernelWork(KernelKind.Convolution, 32_000_000, 0, bytesOfCall), Record("conv"));

        Run(schedule, threads: 2, batch: 1);

        Assert.Equal(chunks, _calls.Count);
    }

    /// <summary>A halo, which is one item, and two kernels of which the second lags behind; after them one that goes through at once.</summary>
    [Fact]
    public void Strips_take_an_image_through_kernels_some_items_at_a_time()
    {
        var schedule = Strips(images: 1, [1, 1, 1], [3, 6, 8], [0, 2, 4]);
        string[] image = ["halo 0-1", "a 0-3", "a 3-6", "b 0-2", "a 6-8", "b 2-4", "c 0-1"], next = ["halo 1-2", "a 8-11", "a 11-14", "b 4-6", "a 14-16", "b 6-8", "c 1-2"];

        Run(schedule, threads: 1, batch: 2);

        Assert.Equal([.. image, .. next], _calls);
    }

    [Fact]
    public void Few_images_on_several_threads_know_no_strips()
    {
        Run(Strips(images: 1, [1, 1, 1], [3, 6, 8], [0, 2, 4]), threads: 2, batch: 2);

        Assert.Equal(["halo 0-2", "a 0-16", "b 0-8", "c 0-2"], _calls);
    }

    [Fact]
    public void Strips_are_as_many_for_each_kernel_and_go_to_the_end()
    {
        var falls = Assert.Throws<ArgumentException>(() => Strips(images: 1, [1, 1], [6, 3], [2, 4]));
        var stops = Assert.Throws<ArgumentException>(() => Strips(images: 1, [1, 1], [3, 7], [2, 4]));
        var uneven = Assert.Throws<InvalidOperationException>(() => Strips(images: 1, [1, 1], [3, 8], [2, 3, 4]));
        var many = Assert.Throws<InvalidOperationException>(() => Strips(images: 2, [1, 1], [3, 8], [2, 4]));
        var few = Assert.Throws<InvalidOperationException>(() => Strips(images: 1, [1, 1], [3, 8], [2, 4], new RollingMap(0, (0, 0), (3, 1), (8, 0))));

        Assert.Equal("A strip of 'a' ends at item 3, behind 6 and of 8. (Parameter 'ends')", falls.Message);
        Assert.Equal("The strips of 'a' end at item 7 of 8. (Parameter 'ends')", stops.Message);
        Assert.All([uneven, many, few], thrown => Assert.Equal("From 'halo' on 3 kernels go by strips: they and their maps are to have as many, and one image at a time.", thrown.Message));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelSchedule("test").Strips(1));
        Assert.Empty(_calls);
    }

    /// <summary>Windows of three rows of a map of which four are there at a time; an image later everything begins anew.</summary>
    [Fact]
    public void A_rolling_map_holds_the_rows_that_are_wanted()
    {
        var schedule = RollingRows();
        var memory = RunInMemory(schedule, threads: 1);

        Assert.Equal([3, 6, 9, 12, 15, 18, 303, 306, 309, 312, 315, 318], _sums);
        Assert.All(memory[..4], row => Assert.NotEqual(-1, row));
        Assert.All(memory[4..], row => Assert.Equal(-1, row));
    }

    [Fact]
    public void Threads_that_share_images_have_whole_maps()
    {
        var memory = RunInMemory(RollingRows(), threads: 2);

        Assert.Equal([3, 6, 9, 12, 15, 18, 303, 306, 309, 312, 315, 318], _sums.Order());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 103, 104, 105, 106, 107], memory);
    }

    private readonly List<float> _sums = [];

    /// <summary>Row r of image i is 100 i + r; each sum is of three rows.</summary>
    private KernelSchedule RollingRows()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(1, 2).Strips(2, new RollingMap(0, (0, 0), (2, 2), (4, 2)));
        schedule.EachImage("write", 8, 10, default, static (f, begin, end) =>
        {
            for (var item = begin; item < end; item++)
                f->InStrip(0, 8, 0)[item] = (100 * (item / 8)) + (item % 8);
        }, [4, 6, 8]);
        schedule.EachImage("read", 6, 10, default, (f, begin, end) =>
        {
            lock (_sums)
                for (var item = begin; item < end; item++)
                    _sums.Add(Enumerable.Range((8 * (item / 6)) + (item % 6), 3).Sum(row => f->InStrip(0, 8, 0)[row]));
        }, [2, 4, 6]);
        return schedule;
    }

    /// <summary>Two images, a float being a row; gives back the sweeps' memory, which was -1 before.</summary>
    private static float[] RunInMemory(KernelSchedule schedule, int threads)
    {
        using var pool = new WorkerPool(threads);
        var memory = new float[ThreadMemory.Length(2, 8)];
        memory.AsSpan(^16).Fill(-1);
        fixed (float* buffer = memory)
        {
            var frame = new Frame { Batch = 2, Capacity = 2, Sweeps = ThreadMemory.Of(buffer, 2, 8) };
            schedule.Run(pool, &frame);
        }

        return memory[^16..];
    }

    private KernelSchedule Strips(int images, int[] halo, int[] a, int[] b, params RollingMap[] maps)
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(images, 4).Strips(3, maps);
        schedule.EachImage("halo", 1, 10, default, Record("halo"), halo);
        schedule.EachImage("a", 8, 10, default, Record("a"), a);
        schedule.EachImage("b", 4, 10, default, Record("b"), b);
        schedule.EachImage("c", 1, 10, default, Record("c"));
        return schedule;
    }

    [Fact]
    public void A_kernel_over_the_whole_batch_cannot_stand_in_a_sweep()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(6, 2);

        var thrown = Assert.Throws<InvalidOperationException>(() => schedule.WholeBatch("conv1 filter gradient", 1, 1, default, Record("")));

        Assert.Contains("conv1 filter gradient", thrown.Message, StringComparison.Ordinal);
    }

    private KernelBody Record(string name) => (_, begin, end) =>
    {
        lock (_calls)
            _calls.Add($"{name} {begin}-{end}");
    };

    private static void Run(KernelSchedule schedule, int threads, int batch)
    {
        using var pool = new WorkerPool(threads);
        var frame = new Frame { Batch = batch };
        schedule.Run(pool, &frame);
    }
}
