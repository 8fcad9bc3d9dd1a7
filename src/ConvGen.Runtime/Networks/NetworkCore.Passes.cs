namespace ConvGen;

/// <content>The passes: what the program's methods find in the frame, and what may follow what.</content>
public sealed unsafe partial class NetworkCore
{
    /// <summary>How many images <paramref name="activations"/> holds now.</summary>
    internal int BatchOf(Activations activations)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (activations.View < 0)
        {
            if (_phase != Phase.BackwardDone)
                throw new InvalidOperationException("There is no input gradient: no backward pass has run since the last forward pass. Call TrainStep, or Forward(images, training: true) and Backward, before reading InputGradient.");
        }
        else if (_phase == Phase.Idle)
        {
            throw new InvalidOperationException($"'{activations.Name}' has no values yet. Call Forward, Predict or TrainStep before reading them.");
        }

        return _frame.Batch;
    }

    /// <summary>The values of <paramref name="activations"/>: where they lie, or copied out of the plan unless that was done since the last pass.</summary>
    internal ReadOnlySpan<float> Fetch(Activations activations)
    {
        Enter();
        try
        {
            var length = checked(BatchOf(activations) * activations.ImageLength);
            var training = _phase != Phase.Inferred;
            var frame = _frame;
            if (activations.View < 0 && !_inputGradientDone)
            {
                _program.BackwardInput(_pool, &frame);
                _inputGradientDone = true;
            }

            var place = _program.View(&frame, activations.View, training);
            if (place != null)
            {
                _handedOut = true;
                return new ReadOnlySpan<float>(place, length);
            }

            var buffer = activations.Buffer ??= new NativeBuffer<float>(checked((long)activations.ImageLength * BatchSize), $"copy of '{activations.Name}'");
            if (activations.FetchedPass != _pass)
            {
                frame.Dense = buffer.Pointer;
                _program.Read(_pool, &frame, activations.View, training);
                activations.FetchedPass = _pass;
            }

            return new ReadOnlySpan<float>(buffer.Pointer, length);
        }
        finally
        {
            Exit();
        }
    }

    private Activations Ready(Activations activations)
    {
        BatchOf(activations);
        return activations;
    }

    private void Infer(ReadOnlySpan<PinnedFloats> images, int batch)
    {
        var input = Stage(images, batch);
        Begin(batch, _preparedForInference);
        var frame = _frame;
        frame.Input = input;
        _program.Infer(_pool, &frame);
        _phase = Phase.Inferred;
    }

    private void RunForward(ReadOnlySpan<PinnedFloats> images, int batch)
    {
        var frame = BeginTraining(images, batch);
        _program.Forward(_pool, &frame);
        _phase = Phase.ForwardDone;
    }

    private float RunTrainStep(ReadOnlySpan<PinnedFloats> images, int batch, int divisor)
    {
        if (_gpu is not null)
        {
            _frame.LossScale = ScaleOf(divisor);
            var frame = BeginTraining(images, batch);
            _gpu.TrainStep(&frame);
            _phase = Phase.BackwardDone;
            return MeanLoss();
        }

        RunForward(images, batch);
        var loss = RunLoss(divisor, training: true);
        RunBackward();
        return loss;
    }

    /// <summary>What a training pass starts from.</summary>
    private Frame BeginTraining(ReadOnlySpan<PinnedFloats> images, int batch)
    {
        var input = Stage(images, batch);
        AllocateTraining();
        Begin(batch, _preparedForTraining);
        if (_movesAverages && _gpu is null)
            Parameters.ChangeTrained();
        _frame.Step = _trainingSteps++;
        var frame = _frame;
        frame.Input = input;
        return frame;
    }

    private float RunTestStep(ReadOnlySpan<PinnedFloats> images, int batch, ReadOnlySpan<PinnedFloats> outputs, int divisor)
    {
        Infer(images, batch);
        ReadOutputs(outputs);
        return RunLoss(divisor, training: false);
    }

    /// <summary>
    /// All inputs in one piece, as kernels read them: the caller's own memory where it is one piece already. Values of an earlier pass
    /// (a network's output as its next input) are moved aside too, because the pass overwrites them.
    /// </summary>
    private float* Stage(ReadOnlySpan<PinnedFloats> images, int batch)
    {
        if (images.Length == 1 && !IsInArena(images[0].Pointer))
            return images[0].Pointer;
        _staged ??= new NativeBuffer<float>(checked((long)_imageLength * BatchSize), "input buffer");
        var to = new Span<float>(_staged.Pointer, checked(_imageLength * batch));
        foreach (var input in images)
        {
            input.Span.CopyTo(to);
            to = to[input.Length..];
        }

        return _staged.Pointer;
    }

    /// <summary>Runs the loss of the pass that just ran; its divisor is the number of labels that count, or of images.</summary>
    private float RunLoss(int divisor, bool training)
    {
        _frame.LossScale = ScaleOf(divisor);
        var frame = _frame;
        _program.Loss(_pool, &frame, training);
        return MeanLoss();
    }

    private static float ScaleOf(int divisor) => divisor == 0 ? 0f : 1f / divisor;

    /// <summary>In double and in image order, so that the value depends on nothing else.</summary>
    private float MeanLoss()
    {
        var sum = 0.0;
        for (var image = 0; image < _frame.Batch; image++)
            sum += _losses.Pointer[image];
        return (float)(sum * _frame.LossScale);
    }

    private void RunBackward()
    {
        if (_gpu is null)
            ClearGradients();
        var frame = _frame;
        _program.Backward(_pool, &frame);
        Interlocked.MemoryBarrier(); // what went past the caches may still be on its way when another thread is told of it
        _phase = Phase.BackwardDone;
    }

    /// <summary>All but those that the pass writes anyway.</summary>
    private void ClearGradients()
    {
        var buffer = Parameters.GradientBuffer;
        var written = _program.WrittenGradients;
        if (_poisonArena)
            buffer.Fill(float.NaN);
        long from = 0;
        for (var i = 0; i < written.Length; i += 2)
        {
            buffer.Clear(from, written[i] - from);
            from = written[i] + written[i + 1];
        }

        buffer.Clear(from, buffer.Length - from);
    }

    /// <summary>Starts a pass. Programs copy the images into the plan first thing, so nothing holds on to the caller's memory after the call.</summary>
    private void Begin(int batch, PreparedParameters prepared)
    {
        _phase = Phase.Idle;
        _pass++;
        _inputGradientDone = false;
        if (_poisonArena)
        {
            _arena.Fill(float.NaN); // a device's is filled there
            if (_sweeps is not null)
                new Span<float>(_frame.Sweeps.First, checked((int)(_sweeps.Pointer + _sweeps.Length - _frame.Sweeps.First))).Fill(float.NaN);
        }

        _arena.Touch();
        _frame.Arena = _arena.Pointer;
        _frame.Parameters = Parameters.ValuesPointer;
        _frame.Gradients = _readyToTrain ? Parameters.GradientBuffer.Pointer : null;
        _frame.Labels = _labels == null ? null : _labels.Pointer;
        _frame.Targets = _targets == null ? null : _targets.Pointer;
        _frame.Losses = _losses.Pointer;
        _frame.Batch = batch;
        prepared.Bring(_pool, ref _frame);
    }

    /// <summary>Once: gradients, and an arena that holds either plan.</summary>
    private void AllocateTraining()
    {
        if (_readyToTrain || _gpu is not null)
            return;
        var floats = Description.Memory.TrainingArena(BatchSize);
        if (floats > _arena.Length)
        {
            var larger = new NativeBuffer<float>(floats, "training arena");
            if (_handedOut)
                _firstArena = _arena;
            else
                _arena.Dispose();
            _arena = larger;
            // The last pass's values went with the old arena.
            _phase = Phase.Idle;
        }

        AllocateSweeps(_pool.Threads, Description.Memory.TrainingSweep);
        _ = Parameters.GradientBuffer;
        _readyToTrain = true;
    }

    /// <summary>
    /// Memory of sweeps where there is less. Each thread that takes images along has a part; where several threads share few images kernel by kernel (<see cref="KernelSweep"/>), those have one each,
    /// up to one less than twice as many as threads.
    /// </summary>
    private void AllocateSweeps(int threads, (long Most, long OfImage) sweep)
    {
        var (parts, floats) = (Math.Min(BatchSize, (2 * threads) - 1), Description.Memory.SweepFloats(sweep, BatchSize));
        if (_gpu is not null || floats == 0 || ThreadMemory.Length(parts, floats) <= (_sweeps?.Length ?? 0))
            return;
        var larger = new NativeBuffer<float>(ThreadMemory.Length(parts, floats), "memory of sweeps");
        _sweeps?.Dispose();
        _sweeps = larger;
        _frame.Sweeps = ThreadMemory.Of(_sweeps.Pointer, parts, floats);
    }

    private bool IsInArena(float* place) => place >= _arena.Pointer && place < _arena.Pointer + _arena.Length;

    private void ReadOutputs(ReadOnlySpan<PinnedFloats> outputs)
    {
        var frame = _frame;
        for (var view = 0; view < Description.Outputs.Count; view++)
        {
            frame.Dense = Part(outputs, view);
            _program.Read(_pool, &frame, view, training: false);
        }
    }

    private void WriteOutputGradients(ReadOnlySpan<PinnedFloats> gradients)
    {
        var frame = _frame;
        for (var view = 0; view < Description.Outputs.Count; view++)
        {
            frame.Dense = Part(gradients, view);
            _program.Write(_pool, &frame, view);
        }
    }

    /// <summary>An output's place in the caller's memory: a piece of its own, or behind the outputs before it, each with the whole batch.</summary>
    private float* Part(ReadOnlySpan<PinnedFloats> pieces, int view)
    {
        if (pieces.Length > 1)
            return pieces[view].Pointer;
        var before = 0;
        for (var earlier = 0; earlier < view; earlier++)
            before += _views[earlier].ImageLength;
        return pieces[0].Pointer + (_frame.Batch * before);
    }

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            throw new InvalidOperationException("The network is in use by another thread. A network runs one call at a time; give every thread its own.");
        if (_disposed)
        {
            Exit();
            throw new ObjectDisposedException(Description.Name);
        }
    }

    private void Exit() => Volatile.Write(ref _busy, 0);
}
