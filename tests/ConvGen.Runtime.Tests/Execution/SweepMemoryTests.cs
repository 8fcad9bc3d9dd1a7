using Xunit;

namespace ConvGen.Tests.Execution;

/// <summary>What a sweep keeps for itself: each image finds its own, whichever thread takes it along, in as much memory as was shared out.</summary>
public sealed unsafe class SweepMemoryTests
{
    private const int Floats = 16, Capacity = 64;
    private readonly HashSet<nint> _places = [];

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(1, 2, 5)] // a last image alone
    [InlineData(1, 6, 1)]
    [InlineData(2, 1, 3)] // kernel by kernel: a part for each image
    [InlineData(2, 2, 3)]
    [InlineData(4, 1, 7)]
    [InlineData(2, 2, 64)]
    [InlineData(4, 3, 61)]
    public void Every_image_finds_what_the_kernel_before_left_of_it(int threads, int images, int batch)
    {
        // Two regions of an image: the first kernel's, and the second's, which lies behind as many of the first as go along together.
        var schedule = new KernelSchedule("test");
        var (found, parts) = (new int[batch], Math.Min(Capacity, (2 * threads) - 1));
        schedule.Sweep(images, 3);
        schedule.EachImage("write", 1, 400_000, default, (f, begin, end) => Each(f, begin, end, image => *Place(f, 0, image) = image));
        schedule.EachImage("change", 1, 400_000, default, (f, begin, end) => Each(f, begin, end, image => *Place(f, Floats, image) = *Place(f, 0, image) + 1));
        schedule.EachImage("read", 1, 400_000, default, (f, begin, end) => Each(f, begin, end, image => found[image] = (int)*Place(f, Floats, image)));

        using var memory = new NativeBuffer<float>(ThreadMemory.Length(parts, images * 2 * Floats), "memory of a test");
        using var pool = new WorkerPool(threads);
        var frame = new Frame { Batch = batch, Capacity = Capacity, Sweeps = ThreadMemory.Of(memory.Pointer, parts, images * 2 * Floats) };
        for (var pass = 0; pass < 3; pass++)
        {
            Array.Clear(found);
            schedule.Run(pool, &frame);
            Assert.Equal(Enumerable.Range(1, batch), found);
        }

        var (first, end) = ((nint)frame.Sweeps.First, (nint)(memory.Pointer + memory.Length));
        Assert.All(_places, place => Assert.InRange(place, first, end - (Floats * sizeof(float))));
        Assert.Equal(nint.Zero, (nint)frame.Sweep);
    }

    [Fact]
    public void One_thread_takes_all_images_through_the_same_memory()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(2, 2);
        schedule.EachImage("a", 1, 10, default, (f, begin, end) => Each(f, begin, end, image => _ = Place(f, 0, image)));
        schedule.EachImage("b", 1, 10, default, (f, begin, end) => Each(f, begin, end, image => _ = Place(f, Floats, image)));

        using var memory = new NativeBuffer<float>(ThreadMemory.Length(1, 4 * Floats), "memory of a test");
        using var pool = new WorkerPool(1);
        var frame = new Frame { Batch = 50, Capacity = Capacity, Sweeps = ThreadMemory.Of(memory.Pointer, 1, 4 * Floats) };
        schedule.Run(pool, &frame);

        Assert.Equal(4, _places.Count);
    }

    /// <summary>A network made for fewer images than would go along together takes as many, and its regions lie as close.</summary>
    [Fact]
    public void No_more_images_go_along_than_there_is_room_for_in_the_network()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(48, 1);
        schedule.EachImage("a", 1, 10, default, (f, begin, end) => Each(f, begin, end, image => _ = Place(f, Floats, image)));

        using var memory = new NativeBuffer<float>(ThreadMemory.Length(1, 48 * 2 * Floats), "memory of a test");
        using var pool = new WorkerPool(1);
        var frame = new Frame { Batch = 1, Capacity = 3, Sweeps = ThreadMemory.Of(memory.Pointer, 1, 48 * 2 * Floats) };
        schedule.Run(pool, &frame);

        Assert.Equal([(nint)(frame.Sweeps.First + (3 * Floats))], _places);
    }

    private float* Place(Frame* frame, long offset, int image)
    {
        var place = frame->InSweep(offset, Floats) + ((long)image * Floats);
        lock (_places)
            _places.Add((nint)place);
        return place;
    }

    private static void Each(Frame* frame, int begin, int end, Action<int> action)
    {
        for (var image = begin; image < end; image++)
            action(image);
    }
}
