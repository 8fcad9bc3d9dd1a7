using System.Diagnostics;

namespace ConvGen;

/// <summary>How many items a kernel has, and what an item costs.</summary>
internal enum KernelExtent
{
    /// <summary>So many items for each image.</summary>
    EachImage,

    /// <summary>So many items for each group of images side by side.</summary>
    EachGroup,

    /// <summary>So many items, each of which goes through all images.</summary>
    WholeBatch,

    /// <summary>So many items whatever the batch.</summary>
    Once,
}

/// <summary>One kernel of a schedule.</summary>
/// <param name="name">The layer and what is done for it: "conv1 forward".</param>
/// <param name="extent">What <paramref name="items"/> counts.</param>
/// <param name="items">Independent items.</param>
/// <param name="cost">Of an item (for one image where it goes through all), in operations.</param>
/// <param name="work">What it has to do at least.</param>
/// <param name="body">What runs.</param>
/// <param name="index">Its place among the schedule's kernels.</param>
internal sealed unsafe class KernelStep(string name, KernelExtent extent, int items, long cost, KernelWork work, KernelBody body, int index) : ScheduleStep
{
    /// <summary>A chunk that does so many operations for each byte of weights spends a quarter of its time or less on reading them.</summary>
    private const long OperationsOfByte = 16;

    private readonly long _cost = Math.Max(1, cost);

    public string Name { get; } = name;

    public KernelBody Body { get; } = body;

    public KernelWork Work { get; } = work;

    public int Index { get; } = index;

    /// <summary>How many of an image's items are done after each strip; none where the kernel goes through an image at once.</summary>
    public IReadOnlyList<int> StripEnds { get; set; } = [];

    /// <summary>True where the work grows with the batch.</summary>
    public bool CountsImages => extent != KernelExtent.Once;

    /// <summary>True where images go by groups.</summary>
    public bool TakesGroups => extent == KernelExtent.EachGroup;

    /// <summary>Operations of one image.</summary>
    public long CostOfImage => TakesGroups ? _cost * items / ImageGroup.Size : _cost * items;

    /// <summary>How many items of the kernel come before an image's; where images go by groups, before the next group's from there on.</summary>
    public int ItemsBefore(int image) => checked(items * (TakesGroups ? ImageGroup.Count(image) : image));

    public override void Run(WorkerPool pool, Frame* frame)
    {
        var (perImage, images) = (extent is KernelExtent.EachImage or KernelExtent.EachGroup, TakesGroups ? ImageGroup.Size : 1);
        var count = perImage ? ItemsBefore(frame->Batch) : items;
        var itemCost = extent == KernelExtent.WholeBatch ? _cost * frame->Batch : _cost;
        var grain = (SmallestChunk + itemCost - 1) / itemCost;

        // Each chunk reads what all items share, from a cache that is further away the more it is; but every thread is to have one.
        if (perImage && pool.Threads > 1)
            grain = Math.Max(grain, Math.Min((count + pool.Threads - 1) / pool.Threads, OperationsOfByte * Work.BytesOfCall * items / Math.Max(1, images * Work.Operations)));
        pool.For(Body, frame, count, (int)Math.Clamp(grain, 1, Math.Max(1, count)));
    }

    public override void RunTimed(WorkerPool pool, Frame* frame, SegmentRecord record)
    {
        var start = Stopwatch.GetTimestamp();
        Run(pool, frame);
        record.Kernel(Index, Stopwatch.GetTimestamp() - start, frame->Batch);
    }
}
