using System.Diagnostics;

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

    /// <summary>For profiles: a body that takes the time of each kernel, and the ticks that all threads spent in them.</summary>
    private KernelBody? _timedBody;
    private long[] _spent = [];

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
        if (GoesTogether(pool, frame))
        {
            pool.For(_body!, frame, frame->Batch, _grain);
            return;
        }

        foreach (var kernel in _kernels)
            kernel.Run(pool, frame);
    }

    public override void RunTimed(WorkerPool pool, Frame* frame, SegmentRecord record)
    {
        if (GoesTogether(pool, frame))
        {
            _timedBody ??= TimedSweep;
            if (_spent.Length == 0)
                _spent = new long[_kernels.Count];
            Array.Clear(_spent);
            var start = Stopwatch.GetTimestamp();
            pool.For(_timedBody, frame, frame->Batch, _grain);
            record.Together(_kernels[0].Index, _spent, Stopwatch.GetTimestamp() - start, frame->Batch);
            return;
        }

        foreach (var kernel in _kernels)
            kernel.RunTimed(pool, frame, record);
    }

    private bool GoesTogether(WorkerPool pool, Frame* frame) => images == 0 || pool.Threads == 1 || pool.IsAlone || frame->Batch >= 2 * pool.Threads;

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

    private void TimedSweep(Frame* frame, int begin, int end)
    {
        var step = images == 0 ? end - begin : images;
        var last = Stopwatch.GetTimestamp();
        for (var first = begin; first < end; first += step)
        {
            for (var k = 0; k < _kernels.Count; k++)
            {
                _kernels[k].Body(frame, _kernels[k].ItemsBefore(first), _kernels[k].ItemsBefore(Math.Min(end, first + step)));
                var now = Stopwatch.GetTimestamp();
                Interlocked.Add(ref _spent[k], now - last);
                last = now;
            }
        }
    }
}
