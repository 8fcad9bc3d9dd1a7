namespace ConvGen;

/// <summary>
/// What a program makes of parameters alone for one mode, so that passes need not: folded normalisation, repacked weights. It is allocated before the mode's
/// first pass, and made anew before a pass that finds parameters changed.
/// </summary>
/// <param name="parameters">What it is made of.</param>
/// <param name="program">What makes it.</param>
/// <param name="floats">Its size; 0 where the program prepares nothing.</param>
/// <param name="training">The mode. Training depends only on parameters that it leaves alone.</param>
/// <param name="poison">Fills it with NaN beforehand, so that a test sees what nobody wrote.</param>
internal sealed unsafe class PreparedParameters(Parameters parameters, NetworkProgram program, long floats, bool training, bool poison) : IDisposable
{
    private NativeBuffer<float>? _buffer;
    private long _made = -1;

    /// <summary>Brings it up to date and into the frame, which is otherwise that of the pass to come.</summary>
    public void Bring(WorkerPool pool, ref Frame frame)
    {
        if (floats == 0)
        {
            frame.Prepared = null;
            return;
        }

        _buffer ??= new NativeBuffer<float>(floats, training ? "memory prepared for training" : "memory prepared for inference");
        frame.Prepared = _buffer.Pointer;
        var version = training ? parameters.FrozenVersion : parameters.Version;
        if (_made == version && !parameters.AreHandedOut)
            return;
        if (poison)
            _buffer.Fill(float.NaN);
        _buffer.Touch();
        var local = frame;
        program.Prepare(pool, &local, training);
        _made = version;
    }

    public void Dispose() => _buffer?.Dispose();
}
