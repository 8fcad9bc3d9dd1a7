namespace ConvGen;

/// <content>The passes: what the program's methods find in the frame, and what may follow what.</content>
public sealed unsafe partial class NetworkCore
{
    /// <summary>How many images <paramref name="activations"/> holds now.</summary>
    internal int BatchOf(Activations activations)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (activations.View == NetworkProgram.InputGradientView)
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

    /// <summary>The values of <paramref name="activations"/>, copied out of the plan unless that was done since the last pass.</summary>
    internal ReadOnlySpan<float> Fetch(Activations activations)
    {
        Enter();
        try
        {
            var batch = BatchOf(activations);
            var buffer = activations.Buffer ??= new NativeBuffer<float>(checked((long)activations.ImageLength * BatchSize), $"copy of '{activations.Name}'");
            if (activations.FetchedPass != _pass)
            {
                var frame = _frame;
                if (activations.View == NetworkProgram.InputGradientView && !_inputGradientDone)
                {
                    _program.BackwardInput(_pool, &frame);
                    _inputGradientDone = true;
                }

                frame.Dense = buffer.Pointer;
                _program.Read(_pool, &frame, activations.View, training: _phase != Phase.Inferred);
                activations.FetchedPass = _pass;
            }

            return new ReadOnlySpan<float>(buffer.Pointer, checked(batch * activations.ImageLength));
        }
        finally
        {
            Exit();
        }
    }

    private void Infer(ReadOnlySpan<float> images, int batch)
    {
        Begin(batch);
        var frame = _frame;
        fixed (float* first = images)
        {
            frame.Input = first;
            _program.Infer(_pool, &frame);
        }

        _phase = Phase.Inferred;
    }

    private void RunForward(ReadOnlySpan<float> images, int batch)
    {
        PrepareTraining();
        Begin(batch);
        _frame.Step = _trainingSteps++;
        var frame = _frame;
        fixed (float* first = images)
        {
            frame.Input = first;
            _program.Forward(_pool, &frame);
        }

        _phase = Phase.ForwardDone;
    }

    /// <summary>Runs the loss of the pass that just ran; its divisor is the number of labels that count, or of images.</summary>
    private float RunLoss(int divisor, bool training)
    {
        _frame.LossScale = divisor == 0 ? 0f : 1f / divisor;
        var frame = _frame;
        _program.Loss(_pool, &frame, training);
        // In double and in image order, so that the value depends on nothing else.
        var sum = 0.0;
        for (var image = 0; image < frame.Batch; image++)
            sum += _losses.Pointer[image];
        return (float)(sum * frame.LossScale);
    }

    private void RunBackward()
    {
        Parameters.GradientBuffer.Clear();
        var frame = _frame;
        _program.Backward(_pool, &frame);
        _phase = Phase.BackwardDone;
    }

    /// <summary>Starts a pass. Programs copy the images into the plan first thing, so nothing holds on to the caller's memory after the call.</summary>
    private void Begin(int batch)
    {
        _phase = Phase.Idle;
        _pass++;
        _inputGradientDone = false;
        if (_poisonArena)
            _arena.Fill(float.NaN);
        _frame.Arena = _arena.Pointer;
        _frame.Parameters = Parameters.ValuesPointer;
        _frame.Gradients = _readyToTrain ? Parameters.GradientBuffer.Pointer : null;
        _frame.State = _state.Pointer;
        _frame.Labels = _labels == null ? null : _labels.Pointer;
        _frame.Targets = _targets == null ? null : _targets.Pointer;
        _frame.Losses = _losses.Pointer;
        _frame.Batch = batch;
    }

    /// <summary>Once: gradients, and an arena that holds either plan.</summary>
    private void PrepareTraining()
    {
        if (_readyToTrain)
            return;
        var floats = Description.Memory.TrainingFloats(BatchSize);
        if (floats > _arena.Length)
        {
            var larger = new NativeBuffer<float>(floats, "training arena");
            _arena.Dispose();
            _arena = larger;
            // The last pass's values went with the old arena.
            _phase = Phase.Idle;
        }

        _ = Parameters.GradientBuffer;
        _readyToTrain = true;
    }

    private void ReadOutputs(Span<float> outputs)
    {
        var frame = _frame;
        fixed (float* first = outputs)
        {
            frame.Dense = first;
            foreach (var output in _outputs)
            {
                _program.Read(_pool, &frame, output.View, training: false);
                frame.Dense += frame.Batch * output.ImageLength;
            }
        }
    }

    private void WriteOutputGradients(ReadOnlySpan<float> gradients)
    {
        _outputGradient ??= new NativeBuffer<float>(checked((long)_outputs.Max(output => output.ImageLength) * BatchSize), "output gradient buffer");
        var frame = _frame;
        frame.Dense = _outputGradient.Pointer;
        foreach (var output in _outputs)
        {
            var length = frame.Batch * output.ImageLength;
            gradients[..length].CopyTo(new Span<float>(frame.Dense, length));
            gradients = gradients[length..];
            _program.Write(_pool, &frame, output.View);
        }
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
