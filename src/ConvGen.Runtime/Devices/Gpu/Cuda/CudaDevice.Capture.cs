namespace ConvGen;

/// <summary>Launches that a CUDA device notes and runs again as one (a CUDA graph): one call instead of one for each kernel.</summary>
internal sealed unsafe partial class CudaDevice
{
    /// <summary>
    /// CU_STREAM_CAPTURE_MODE_RELAXED: the driver refuses no call on this or another thread because something is being captured somewhere; here <see cref="Enter"/> refuses
    /// what must not be. It also lets a capture end on another thread than it began on.
    /// </summary>
    private const int Relaxed = 2;

    /// <inheritdoc/>
    public override bool CanCapture => _driver.HasGraphs;

    /// <inheritdoc/>
    public override void BeginCapture()
    {
        RequireGraphs();
        using var entry = Enter();
        if (_runningClock is not null)
            throw new InvalidOperationException("While times are taken nothing can be captured: what is replayed has one time for all launches.");
        _driver.Check(_driver.StreamBeginCapture(_stream, Relaxed), "cuStreamBeginCapture_v2");
        _isCapturing = true;
    }

    /// <inheritdoc/>
    public override nint EndCapture()
    {
        RequireGraphs();
        using var entry = Enter(whileCapturing: true);
        if (!_isCapturing)
            throw new InvalidOperationException("Nothing is being captured.");
        nint graph = 0, ready = 0;
        var result = _driver.StreamEndCapture(_stream, &graph);
        _isCapturing = false;
        if (result != CudaResult.Success)
        {
            // A capture that came to nothing is over; of another failure nobody says so, and launches that follow must run.
            if (!CudaResult.IsOfCapture(result))
                DropCapture();
            throw _driver.Failure(result, "cuStreamEndCapture");
        }

        result = _driver.GraphInstantiate(&ready, graph, 0);
        _driver.GraphDestroy(graph);
        _driver.Check(result, "cuGraphInstantiateWithFlags");
        _graphs.Add(ready);
        // What the first replay would do otherwise; where it fails the first replay says so.
        if (_driver.GraphUpload != null)
            _driver.GraphUpload(ready, _stream);
        return ready;
    }

    /// <inheritdoc/>
    public override void Replay(nint graph)
    {
        RequireGraphs();
        using var entry = Enter();
        _driver.Check(_driver.GraphLaunch(graph, _stream), "cuGraphLaunch");
    }

    /// <inheritdoc/>
    public override void FreeGraph(nint graph)
    {
        // A disposed device has freed everything.
        if (graph == 0 || _isDisposed)
            return;
        using var entry = Enter();
        if (!_graphs.Remove(graph))
            throw new ArgumentException($"{Device} has no such graph; perhaps it was freed before.", nameof(graph));
        _driver.GraphExecDestroy(graph);
    }

    private void RequireGraphs()
    {
        if (!CanCapture)
            throw new NotSupportedException($"The driver of {Device} ({Name}) captures no launches.");
    }

    /// <inheritdoc/>
    public override void AbandonCapture()
    {
        using var entry = Enter(whileCapturing: true);
        if (_isCapturing)
            DropCapture();
    }

    private void DropCapture()
    {
        nint graph = 0;
        if (_driver.StreamEndCapture(_stream, &graph) == CudaResult.Success && graph != 0)
            _driver.GraphDestroy(graph);
        _isCapturing = false;
    }
}
