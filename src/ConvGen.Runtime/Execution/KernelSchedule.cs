using System.ComponentModel;
using System.Diagnostics;

namespace ConvGen;

/// <summary>
/// The kernels of one segment of a network (forward, backward …) in order, as generated code lists them. The schedule hands them to the pool: it decides
/// what is shared out and how finely, generated code only says how many items there are and what they cost.
/// </summary>
/// <param name="name">For people: "Inference Forward".</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class KernelSchedule(string name)
{
    private readonly List<ScheduleStep> _steps = [];
    private readonly List<KernelStep> _kernels = [];
    private readonly Sharing _sharing = new();
    private KernelSweep? _open;
    private int _missing;

    internal string Name => name;

    /// <summary>All kernels in order, those of sweeps too.</summary>
    internal IReadOnlyList<KernelStep> Kernels => _kernels;

    /// <summary>A kernel of <paramref name="items"/> independent items for each image.</summary>
    /// <param name="name">The layer and what is done for it: "conv1 forward".</param>
    /// <param name="items">Independent items of one image.</param>
    /// <param name="cost">Operations of one item.</param>
    /// <param name="work">What there is to do, for profiles.</param>
    /// <param name="body">What runs.</param>
    /// <param name="ends">How many of an image's items are done after each strip, where the kernel is one of <see cref="Strips"/>; the last are all.</param>
    /// <exception cref="ArgumentException">The ends do not rise to <paramref name="items"/>.</exception>
    public void EachImage(string name, int items, long cost, KernelWork work, KernelBody body, ReadOnlySpan<int> ends = default)
    {
        var step = Make(name, KernelExtent.EachImage, items, cost, work, body);
        step.StripEnds = CheckedEnds(name, items, ends);
        Append(step);
    }

    /// <summary>A kernel of <paramref name="items"/> independent items for each group of images side by side (<see cref="ImageGroup"/>).</summary>
    /// <param name="name">The layer and what is done for it.</param>
    /// <param name="items">Independent items of one group.</param>
    /// <param name="cost">Operations of one item.</param>
    /// <param name="work">What there is to do for an image, for profiles.</param>
    /// <param name="body">What runs.</param>
    public void EachGroup(string name, int items, long cost, KernelWork work, KernelBody body) => Append(Make(name, KernelExtent.EachGroup, items, cost, work, body));

    /// <summary>A kernel of <paramref name="items"/> independent items, each of which goes through all images.</summary>
    /// <param name="name">The layer and what is done for it.</param>
    /// <param name="items">Independent items.</param>
    /// <param name="cost">Operations of one item for one image.</param>
    /// <param name="work">What there is to do, for profiles.</param>
    /// <param name="body">What runs.</param>
    public void WholeBatch(string name, int items, long cost, KernelWork work, KernelBody body) =>
        Alone(Make(name, KernelExtent.WholeBatch, items, cost, work, body));

    /// <summary>A kernel of <paramref name="items"/> independent items whatever the batch.</summary>
    /// <param name="name">The layer and what is done for it.</param>
    /// <param name="items">Independent items.</param>
    /// <param name="cost">Operations of one item.</param>
    /// <param name="work">What there is to do, for profiles.</param>
    /// <param name="body">What runs.</param>
    public void Once(string name, int items, long cost, KernelWork work, KernelBody body) => Alone(Make(name, KernelExtent.Once, items, cost, work, body));

    /// <summary>The next <paramref name="kernels"/> kernels are taken through together, a few images at a time. All of them count by images.</summary>
    /// <param name="images">Images at a time; 0 where the kernels only copy.</param>
    /// <param name="kernels">At least 1.</param>
    /// <returns>This schedule, for the first of them.</returns>
    public KernelSchedule Sweep(int images, int kernels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernels, 1);
        if (_open is not null)
            throw Unfinished();
        _steps.Add(_open = new KernelSweep(images));
        _missing = kernels;
        return this;
    }

    /// <summary>The next <paramref name="kernels"/> kernels, of the sweep that is open, go through each image together strip by strip.</summary>
    /// <param name="kernels">At least 1, and no more than the sweep lacks.</param>
    /// <param name="maps">Those of which only some rows are there at a time.</param>
    /// <returns>This schedule, for the first of them.</returns>
    public KernelSchedule Strips(int kernels, params RollingMap[] maps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernels, _missing);
        _open!.GoByStrips(kernels, maps);
        return this;
    }

    /// <summary>Runs all kernels on the frame's images, one after the other.</summary>
    public void Run(WorkerPool pool, Frame* frame)
    {
        if (_open is not null)
            throw Unfinished();
        if (pool.Recorder is not null)
        {
            RunTimed(pool, frame, pool.Recorder.Of(this));
            return;
        }

        if (pool.Threads == 1)
        {
            RunSteps(pool, frame);
            return;
        }

        var start = Stopwatch.GetTimestamp();
        pool.IsAlone = _sharing.IsAlone(frame->Batch);
        RunSteps(pool, frame);
        _sharing.Note(Stopwatch.GetTimestamp() - start);
        pool.IsAlone = false;
    }

    private void RunSteps(WorkerPool pool, Frame* frame)
    {
        foreach (var step in _steps)
            step.Run(pool, frame);
    }

    private void RunTimed(WorkerPool pool, Frame* frame, SegmentRecord record)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var step in _steps)
            step.RunTimed(pool, frame, record);
        record.Run(Stopwatch.GetTimestamp() - start, frame->Batch);
    }

    private KernelStep Make(string kernel, KernelExtent extent, int items, long cost, KernelWork work, KernelBody body)
    {
        var step = new KernelStep(kernel, extent, items, cost, work, body, _kernels.Count);
        _kernels.Add(step);
        return step;
    }

    private static int[] CheckedEnds(string kernel, int items, ReadOnlySpan<int> ends)
    {
        var before = 0;
        foreach (var end in ends)
        {
            if (end < before || end > items)
                throw new ArgumentException($"A strip of '{kernel}' ends at item {end}, behind {before} and of {items}.", nameof(ends));
            before = end;
        }

        if (ends.Length > 0 && before != items)
            throw new ArgumentException($"The strips of '{kernel}' end at item {before} of {items}.", nameof(ends));
        return ends.ToArray();
    }

    private InvalidOperationException Unfinished() => new($"A sweep of '{name}' lacks {_missing} of its kernels.");

    /// <summary>To the sweep that is open, or to the others.</summary>
    private void Append(KernelStep step)
    {
        if (_open is null)
            _steps.Add(step);
        else
            Take(_open, step);
    }

    private void Take(KernelSweep sweep, KernelStep step)
    {
        sweep.Add(step);
        if (--_missing > 0)
            return;
        sweep.Close();
        _open = null;
    }

    private void Alone(KernelStep step)
    {
        if (_open is not null)
            throw new InvalidOperationException($"'{step.Name}' does not count by images, and stands in a sweep.");
        _steps.Add(step);
    }
}
