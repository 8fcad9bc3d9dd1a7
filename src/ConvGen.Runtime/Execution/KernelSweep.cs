namespace ConvGen;

/// <summary>
/// Kernels that a few images go through together, while what one wrote is in the cache of the next. Where there are too few images to keep all threads
/// busy that way, each kernel is shared out by itself.
/// </summary>
/// <param name="images">Images at a time; 0 where the kernels only copy: they gain nothing from the cache, and stay together for the sake of fewer jobs.</param>
internal sealed unsafe class KernelSweep(int images) : ScheduleStep
{
    private readonly List<KernelStep> _kernels = [];
    private KernelBody? _body;
    private int _grain;

    public void Add(KernelStep kernel) => _kernels.Add(kernel);

    /// <summary>After the last kernel was added.</summary>
    public void Close()
    {
        _body = Sweep;
        var tile = Math.Max(1, images);
        var worthwhile = SmallestChunk / Math.Max(1, _kernels.Sum(kernel => kernel.CostOfImage)) + 1;
        _grain = (int)((worthwhile + tile - 1) / tile * tile);
    }

    public override void Run(WorkerPool pool, Frame* frame)
    {
        if (images == 0 || pool.Threads == 1 || frame->Batch >= 2 * pool.Threads)
        {
            pool.For(_body!, frame, frame->Batch, _grain);
            return;
        }

        foreach (var kernel in _kernels)
            kernel.Run(pool, frame);
    }

    private void Sweep(Frame* frame, int begin, int end)
    {
        var step = images == 0 ? end - begin : images;
        for (var first = begin; first < end; first += step)
        {
            var last = Math.Min(end, first + step);
            foreach (var kernel in _kernels)
                kernel.Body(frame, kernel.ItemsBefore(first), kernel.ItemsBefore(last));
        }
    }
}
