using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// The kernels of one segment of a network (forward, backward …) in order, as generated code lists them. The schedule hands them to the pool: it decides
/// what is shared out and how finely, generated code only says how many items there are and what they cost.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class KernelSchedule
{
    private readonly List<ScheduleStep> _steps = [];
    private KernelSweep? _open;

    /// <summary>A kernel of <paramref name="items"/> independent items for each image.</summary>
    /// <param name="name">The layer and what is done for it: "conv1 forward".</param>
    /// <param name="items">Independent items of one image.</param>
    /// <param name="cost">Operations of one item.</param>
    /// <param name="body">What runs.</param>
    public void EachImage(string name, int items, long cost, KernelBody body)
    {
        var step = new KernelStep(name, KernelExtent.EachImage, items, cost, body);
        if (_open is null)
            _steps.Add(step);
        else
            _open.Add(step);
    }

    /// <summary>A kernel of <paramref name="items"/> independent items, each of which goes through all images.</summary>
    /// <param name="name">The layer and what is done for it.</param>
    /// <param name="items">Independent items.</param>
    /// <param name="cost">Operations of one item for one image.</param>
    /// <param name="body">What runs.</param>
    public void WholeBatch(string name, int items, long cost, KernelBody body) => Alone(new KernelStep(name, KernelExtent.WholeBatch, items, cost, body));

    /// <summary>A kernel of <paramref name="items"/> independent items whatever the batch.</summary>
    /// <param name="name">The layer and what is done for it.</param>
    /// <param name="items">Independent items.</param>
    /// <param name="cost">Operations of one item.</param>
    /// <param name="body">What runs.</param>
    public void Once(string name, int items, long cost, KernelBody body) => Alone(new KernelStep(name, KernelExtent.Once, items, cost, body));

    /// <summary>The kernels that follow, up to <see cref="EndSweep"/>, are taken through together, a few images at a time. All of them count by images.</summary>
    /// <param name="images">Images at a time; 0 where the kernels only copy.</param>
    public void BeginSweep(int images) => _steps.Add(_open = new KernelSweep(images));

    /// <summary>Ends what <see cref="BeginSweep"/> began.</summary>
    public void EndSweep()
    {
        _open!.Close();
        _open = null;
    }

    /// <summary>Runs all kernels on the frame's images, one after the other.</summary>
    public void Run(WorkerPool pool, Frame* frame)
    {
        foreach (var step in _steps)
            step.Run(pool, frame);
    }

    private void Alone(KernelStep step)
    {
        if (_open is not null)
            throw new InvalidOperationException($"'{step.Name}' does not count by images, and stands in a sweep.");
        _steps.Add(step);
    }
}
