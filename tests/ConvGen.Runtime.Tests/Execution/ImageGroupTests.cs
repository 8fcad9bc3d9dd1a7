using Xunit;

namespace ConvGen.Tests.Execution;

/// <summary>Which batches come in groups of images side by side, how schedules go through them, and what they take.</summary>
public sealed unsafe class ImageGroupTests
{
    private readonly List<string> _calls = [];

    [Fact]
    public void A_fifth_of_the_places_may_be_empty()
    {
        int[] suited = [.. Enumerable.Range(0, 200).Where(ImageGroup.Suits)];
        Assert.Equal([.. Enumerable.Range(13, 4), .. Enumerable.Range(26, 7), .. Enumerable.Range(39, 10), .. Enumerable.Range(52, 148)], suited.Where(images => images > 0));
        Assert.All(suited, images => Assert.True(new Frame { Batch = images }.ComesInGroups));
        Assert.False(new Frame { Batch = 12 }.ComesInGroups);

        // Nor do so many that their groups cannot be counted: who asks for their memory hears how much it is.
        Assert.False(ImageGroup.Suits(int.MaxValue));
        Assert.Equal(int.MaxValue * 16L, new MemoryDescription(16, 0, 0, 0, 0) { TakesGroups = true }.InferenceFloats(int.MaxValue));
    }

    [Fact]
    public void A_sweep_takes_whole_groups_along_and_kernels_of_images_with_them()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(16, 2);
        schedule.EachGroup("groups", 3, 10, default, Record("groups"));
        schedule.EachImage("images", 2, 10, default, Record("images"));
        schedule.EachGroup("alone", 5, 10, default, Record("alone"));

        Run(schedule, threads: 1, batch: 29);

        Assert.Equal(["groups 0-3", "images 0-32", "groups 3-6", "images 32-58", "alone 0-10"], _calls);
    }

    [Fact]
    public void Few_groups_on_several_threads_go_kernel_by_kernel()
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(16, 2);
        schedule.EachGroup("groups", 2, 10, default, Record("groups"));
        schedule.EachImage("images", 1, 10, default, Record("images"));

        Run(schedule, threads: 2, batch: 45);

        Assert.Equal(["groups 0-6", "images 0-45"], _calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(24)]
    public void A_sweep_that_would_cut_a_group_is_none(int images)
    {
        var schedule = new KernelSchedule("test");
        schedule.Sweep(images, 1);
        var error = Assert.Throws<InvalidOperationException>(() => schedule.EachGroup("conv1", 1, 10, default, Record("conv1")));
        Assert.Contains($"'conv1' and those with it take {images} images along, and groups of 16", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 13)]
    [InlineData(1, 45)]
    [InlineData(2, 16)] // kernel by kernel
    [InlineData(2, 45)]
    [InlineData(2, 64)]
    [InlineData(4, 100)]
    [InlineData(8, 200)]
    public void Every_group_finds_what_the_kernel_before_left_of_it(int threads, int batch)
    {
        const int Floats = 4;
        var memory = new MemoryDescription(0, 0, 0, 0, 0, InferenceSweep: (16 * 2 * Floats, 2 * Floats)) { TakesGroups = true };
        var (found, parts, part) = (new int[ImageGroup.Padded(batch)], Math.Min(batch, (2 * threads) - 1), memory.SweepFloats(memory.InferenceSweep, batch));
        using var buffer = new NativeBuffer<float>(ThreadMemory.Length(parts, part), "memory of a test");
        var sweeps = ThreadMemory.Of(buffer.Pointer, parts, part);
        var (from, to) = ((nint)sweeps.First, (nint)(buffer.Pointer + buffer.Length));
        var schedule = new KernelSchedule("test");
        schedule.Sweep(16, 3);
        schedule.EachGroup("write", 1, 400_000, default, (f, begin, end) => Each(begin, end, place => *At(f, 0, place) = place));
        schedule.EachGroup("change", 1, 400_000, default, (f, begin, end) => Each(begin, end, place => *At(f, Floats, place) = *At(f, 0, place) + 1));
        schedule.EachGroup("read", 1, 400_000, default, (f, begin, end) => Each(begin, end, place => found[place] = (int)*At(f, Floats, place)));

        using var pool = new WorkerPool(threads);
        var frame = new Frame { Batch = batch, Capacity = memory.Capacity(batch), Sweeps = sweeps };
        schedule.Run(pool, &frame);

        Assert.Equal(Enumerable.Range(1, found.Length), found);

        // Each image's place in its group, of the first map's last number and the second's first, which lie beside each other.
        float* At(Frame* f, int offset, int place)
        {
            var at = f->InSweep(offset, Floats) + (place / 16 * 16 * Floats) + (16 * (offset == 0 ? Floats - 1 : 0)) + (place % 16);
            Assert.InRange((nint)at, from, to - sizeof(float));
            return at;
        }

        static void Each(int begin, int end, Action<int> change)
        {
            for (var place = 16 * begin; place < 16 * end; place++)
                change(place);
        }
    }

    [Fact]
    public void Memory_has_room_for_whole_groups_where_batches_come_in_them()
    {
        var memory = new MemoryDescription(100, 7, 1000, 9, 0, InferenceSweep: (1_000_000, 10)) { TakesGroups = true };
        Assert.Equal((12 * 100) + 7, memory.InferenceFloats(12));
        Assert.Equal((16 * 100) + 7, memory.InferenceFloats(13));
        Assert.Equal((17 * 1000) + 9, memory.TrainingFloats(17));
        Assert.Equal((32 * 1000) + 9, memory.TrainingFloats(29));
        Assert.Equal(320, memory.ThreadFloats(29));
        Assert.Equal((29 * 1000) + 9, (memory with { TakesGroups = false }).TrainingFloats(29));

        // A smaller batch that comes in groups fits, too.
        Assert.All(Enumerable.Range(1, 100), capacity => Assert.All(Enumerable.Range(1, capacity).Where(ImageGroup.Suits), batch => Assert.InRange(ImageGroup.Padded(batch), 1, memory.Capacity(capacity))));
    }

    private static void Run(KernelSchedule schedule, int threads, int batch)
    {
        using var pool = new WorkerPool(threads);
        var frame = new Frame { Batch = batch, Capacity = batch };
        schedule.Run(pool, &frame);
    }

    private KernelBody Record(string name) => (_, begin, end) =>
    {
        lock (_calls)
            _calls.Add($"{name} {begin}-{end}");
    };
}
