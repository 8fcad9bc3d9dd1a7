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

    /// <summary>By kernel, how many go by strips from it on, and the maps that roll.</summary>
    private readonly Dictionary<int, (int Kernels, RollingMap[] Maps)> _strips = [];
    private KernelBody? _body;
    private int _grain;
    private bool _takesGroups;

    /// <summary>For profiles: a body that takes the time of each kernel, and the ticks that all threads spent in them.</summary>
    private KernelBody? _timedBody;
    private long[] _spent = [];

    public void Add(KernelStep kernel) => _kernels.Add(kernel);

    /// <summary>The next kernels go through an image strip by strip.</summary>
    public void GoByStrips(int kernels, RollingMap[] maps) => _strips.Add(_kernels.Count, (kernels, maps));

    /// <summary>After the last kernel was added.</summary>
    /// <exception cref="InvalidOperationException">Kernels that go by strips together, and their maps, have not as many, or more than one image goes along; or a part of a group does.</exception>
    public void Close()
    {
        foreach (var (first, (count, maps)) in _strips)
            if (images != 1 || _kernels.Skip(first).Take(count).Select(kernel => kernel.StripEnds.Count).Concat(maps.Select(map => map.Strips)).Any(strips => strips != _kernels[first].StripEnds.Count))
                throw new InvalidOperationException($"From '{_kernels[first].Name}' on {count} kernels go by strips: they and their maps are to have as many, and one image at a time.");
        _takesGroups = _kernels.Any(kernel => kernel.TakesGroups);
        if (_takesGroups && (images == 0 || images % ImageGroup.Size != 0))
            throw new InvalidOperationException($"'{_kernels[0].Name}' and those with it take {images} images along, and groups of {ImageGroup.Size}.");
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

        var shared = AllAtOnce(frame);
        foreach (var kernel in _kernels)
            kernel.Run(pool, &shared);
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

        var shared = AllAtOnce(frame);
        foreach (var kernel in _kernels)
            kernel.RunTimed(pool, &shared, record);
    }

    private bool GoesTogether(WorkerPool pool, Frame* frame) => images == 0 || pool.Threads == 1 || pool.IsAlone || (_takesGroups ? ImageGroup.Count(frame->Batch) : frame->Batch) >= 2 * pool.Threads;

    /// <summary>All images are on their way at once, fewer than there are parts of the memory: those are one here.</summary>
    private Frame AllAtOnce(Frame* frame)
    {
        var shared = *frame;
        shared.Sweep = frame->Sweeps.First;
        shared.Together = _takesGroups ? ImageGroup.Padded(frame->Batch) : frame->Batch;
        shared.First = 0;
        return shared;
    }

    private void Sweep(Frame* frame, int begin, int end)
    {
        var own = Enter(frame, end - begin, out var step);
        for (var first = begin; first < end; first += step)
            Take(&own, first, Math.Min(end, first + step), null);
        Leave(own);
    }

    private void TimedSweep(Frame* frame, int begin, int end)
    {
        var own = Enter(frame, end - begin, out var step);
        for (var first = begin; first < end; first += step)
            Take(&own, first, Math.Min(end, first + step), _spent);
        Leave(own);
    }

    /// <summary>Takes some images through all kernels, and notes what each took where somebody asks.</summary>
    private void Take(Frame* own, int first, int end, long[]? spent)
    {
        own->First = first;
        var last = spent is null ? 0 : Stopwatch.GetTimestamp();
        for (var k = 0; k < _kernels.Count; k++)
        {
            if (_strips.TryGetValue(k, out var group))
            {
                TakeByStrips(k, group.Kernels, group.Maps);
                k += group.Kernels - 1;
            }
            else
            {
                Run(k, _kernels[k].ItemsBefore(first), _kernels[k].ItemsBefore(end));
            }
        }

        void TakeByStrips(int kernel, int count, RollingMap[] maps)
        {
            var begins = stackalloc long[maps.Length];
            own->Begins = begins;
            for (var map = 0; map < maps.Length; map++)
                begins[map] = 0;
            for (var strip = 0; strip < _kernels[kernel].StripEnds.Count; strip++)
            {
                for (var map = 0; map < maps.Length; map++)
                    maps[map].Roll(own->Sweep, strip, ref begins[map]);
                for (var other = kernel; other < kernel + count; other++)
                {
                    var (before, ends) = (_kernels[other].ItemsBefore(first), _kernels[other].StripEnds);
                    if (strip == 0 ? ends[0] > 0 : ends[strip] > ends[strip - 1])
                        Run(other, before + (strip == 0 ? 0 : ends[strip - 1]), before + ends[strip]);
                }
            }

            own->Begins = null;
        }

        void Run(int kernel, int from, int to)
        {
            _kernels[kernel].Body(own, from, to);
            if (spent is null)
                return;
            var now = Stopwatch.GetTimestamp();
            Interlocked.Add(ref spent[kernel], now - last);
            last = now;
        }
    }

    /// <summary>A frame of the thread's own, with memory for as many images as it takes along.</summary>
    private Frame Enter(Frame* frame, int count, out int step)
    {
        step = images == 0 ? count : images;
        var own = *frame;
        own.Together = Math.Min(step, frame->Capacity);
        if (own.Sweeps.First != null && images > 0)
            own.Sweep = own.Sweeps.Take();
        return own;
    }

    private static void Leave(in Frame own)
    {
        if (own.Sweep != null)
            own.Sweeps.Return(own.Sweep);
    }
}
