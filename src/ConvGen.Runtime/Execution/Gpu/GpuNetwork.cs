namespace ConvGen;

/// <summary>
/// A network's program on a graphics processor: the passes of <see cref="NetworkProgram"/>, whose frames hold the caller's memory, with everything between on the device. Images,
/// labels and changed parameters go there before a pass; losses and tensors that somebody asks for come back.
/// </summary>
internal sealed unsafe class GpuNetwork : NetworkProgram, IParameterMirror, IDisposable
{
    /// <summary>Loss scale, seed, step, and one that is not used.</summary>
    private const int PassNumbers = 4;

    private readonly GpuDevice _device;
    private readonly NetworkDescription _description;
    private readonly Parameters _parameters;
    private readonly GpuMemory _memory;
    private readonly GpuRunner _runner;
    private readonly GpuArena _arena;
    private readonly int _capacity;
    private readonly bool _poison;
    private readonly bool _movesAverages;
    private readonly int _imageLength;

    /// <summary>How tensors come and go: outputs, then tensors that properties name, and the inputs' gradients.</summary>
    private readonly Transfer[] _views, _inputGradients;

    /// <summary>The version of the parameters that the device has, and of those that training leaves alone.</summary>
    private long _uploaded = -1, _uploadedFrozen = -1;

    /// <summary>Count what changes on the device, by itself too: any parameter, and those that training leaves alone.</summary>
    private long _onDevice, _frozenOnDevice;

    /// <summary>For which mode, and of which parameters, the prepared memory was made; both modes share it.</summary>
    private (bool Training, long Version)? _prepared;

    /// <summary>The optimiser's state that the device has.</summary>
    private AlignedFloats[]? _state;

    private bool _disposed;

    /// <summary>Compiles the kernels and takes the memory for inference.</summary>
    /// <exception cref="GpuException">The driver refuses the kernels.</exception>
    /// <exception cref="InsufficientMemoryException">The device has too little memory.</exception>
    public GpuNetwork(GpuProgram program, GpuDevice device, NetworkDescription description, Parameters parameters, int capacity, Precision precision, bool poison)
    {
        (_device, _description, _parameters, _memory, _capacity, _poison) = (device, description, parameters, program.Memory, capacity, poison);
        _movesAverages = description.Parameters.Any(parameter => !parameter.IsLearned);
        _imageLength = description.Inputs.Sum(input => Length(input));
        _views = [.. description.Outputs.Concat(description.Tensors).Select((tensor, view) => new Transfer(Length(tensor), $"InferenceRead{view}", $"TrainingRead{view}", $"TrainingWrite{view}"))];
        _inputGradients = [.. description.Inputs.Select((tensor, input) => new Transfer(Length(tensor), "", $"TrainingReadInputGradient{input}", ""))];
        _arena = new GpuArena(device, capacity);
        _runner = new GpuRunner(program, device, _arena, precision, why => GpuNetworks.Say($"{description.Name}: {why}."));
        try
        {
            _arena.Ensure(GpuSpace.Arena, _memory.InferenceArena(capacity), "inference arena");
            _arena.Ensure(GpuSpace.Parameters, description.Memory.Parameters, "parameter buffer");
            _arena.Ensure(GpuSpace.Input, (long)_imageLength * capacity, "image buffer");
            _arena.Ensure(GpuSpace.Losses, capacity, "loss buffer");
            _arena.Ensure(GpuSpace.Pass, PassNumbers, "buffer of a pass's numbers");
            if (_memory.Scratch > 0)
                _arena.Ensure(GpuSpace.Scratch, _memory.Scratch, "scratch memory");
            _arena.Ensure(GpuSpace.Dense, (long)_views.Concat(_inputGradients).Max(view => view.Length) * capacity, "buffer of tensors on their way");
            if (description.Loss is { } loss)
                _arena.Ensure(loss.TakesLabels ? GpuSpace.Labels : GpuSpace.Targets, (long)loss.TargetsPerImage * capacity, "target buffer");
        }
        catch
        {
            Dispose();
            throw;
        }

        static int Length(TensorDescription tensor) => tensor.Shape.Aggregate(1, (product, extent) => checked(product * extent));
    }

    /// <summary>What the network takes on the device.</summary>
    public MemoryDescription MemoryDescription => _memory.Describe(_description.Memory.Parameters);

    /// <inheritdoc cref="LoadedKernels.Note"/>
    public string? Note => _runner.Note;

    /// <summary>Has a profile watch all passes from now on. The first network on a device measures its memory for it.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public void Watch(ExecutionProfile profile) => _runner.Recorder = new NetworkRecorder(profile, _description.Name, InstructionSet.Auto, threads: 1)
    {
        Device = new ProfiledDevice(_device.Device, _device.Name, _runner.Arithmetic, _device.HasTimes, DeviceMemorySpeed.Of(_device)),
    };

    public bool ValuesAreNewer { get; private set; }

    public bool GradientsAreNewer { get; private set; }

    /// <inheritdoc/>
    public override void Infer(WorkerPool pool, Frame* frame)
    {
        _arena.Ensure(GpuSpace.Arena, _memory.InferenceArena(_capacity), "inference arena"); // gone where there was no room for training's
        Begin(frame, training: false);
        _runner.Run("InferenceForward", frame->Batch);
    }

    /// <inheritdoc/>
    public override void Forward(WorkerPool pool, Frame* frame)
    {
        EnsureTraining();
        Begin(frame, training: true);
        _runner.Run("TrainingForward", frame->Batch);
        if (_movesAverages)
            ValuesChanged();
    }

    /// <inheritdoc/>
    public override void Loss(WorkerPool pool, Frame* frame, bool training)
    {
        SendTargets(frame);
        SetPass(frame);
        _runner.Run(training ? "TrainingLoss" : "InferenceLoss", frame->Batch);
        BringLosses(frame);
    }

    /// <inheritdoc/>
    public override void Backward(WorkerPool pool, Frame* frame)
    {
        _runner.Run("TrainingBackward", frame->Batch, clears: GpuSpace.Gradients);
        GradientsAreNewer = true;
    }

    /// <summary>Forward, loss and backward in one: recorded together, and the processor waits once, for the losses.</summary>
    public void TrainStep(Frame* frame)
    {
        EnsureTraining();
        Send(frame);
        SendTargets(frame);
        var isPrepared = IsPrepared(training: true);
        _prepared = null;
        if (isPrepared)
            _runner.Run("TrainingStep", frame->Batch, [("TrainingForward", null), ("TrainingLoss", null), ("TrainingBackward", GpuSpace.Gradients)]);
        else
            _runner.Run("TrainingStepAfterChange", frame->Batch, [("TrainingPrepare", null), ("TrainingForward", null), ("TrainingLoss", null), ("TrainingBackward", GpuSpace.Gradients)]);
        _prepared = PreparedNow(training: true);
        if (_movesAverages)
            ValuesChanged();
        GradientsAreNewer = true;
        BringLosses(frame);
    }

    /// <inheritdoc/>
    public override void BackwardInput(WorkerPool pool, Frame* frame) => _runner.Run("TrainingBackwardInput", frame->Batch);

    /// <inheritdoc/>
    public override void Read(WorkerPool pool, Frame* frame, int view, bool training)
    {
        var tensor = view < 0 ? _inputGradients[InputGradientView - view] : _views[view];
        _runner.Run(training ? tensor.TrainingRead : tensor.InferenceRead, frame->Batch);
        _device.Download(frame->Dense, _arena.Start(GpuSpace.Dense), (long)sizeof(float) * tensor.Length * frame->Batch);
    }

    /// <inheritdoc/>
    public override void Write(WorkerPool pool, Frame* frame, int view)
    {
        _device.Upload(_arena.Start(GpuSpace.Dense), frame->Dense, (long)sizeof(float) * _views[view].Length * frame->Batch);
        _runner.Run(_views[view].Write, frame->Batch);
    }

    /// <inheritdoc/>
    public void BringValues(Span<float> values)
    {
        fixed (float* to = values)
            _device.Download(to, _arena.Start(GpuSpace.Parameters), (long)sizeof(float) * values.Length);
        ValuesAreNewer = false;
    }

    /// <inheritdoc/>
    public void BringGradients(Span<float> gradients)
    {
        fixed (float* to = gradients)
            _device.Download(to, _arena.Start(GpuSpace.Gradients), (long)sizeof(float) * gradients.Length);
        GradientsAreNewer = false;
    }

    /// <inheritdoc/>
    public void Step(AlignedFloats[] state, string rule, ReadOnlySpan<float> settings)
    {
        SendValues();
        _arena.Ensure(GpuSpace.Gradients, _description.Memory.Parameters, "gradient buffer"); // not there before a training pass
        if (!GradientsAreNewer)
            Send(GpuSpace.Gradients, _parameters.Gradients);
        if (!ReferenceEquals(_state, state))
        {
            if (_state is not null)
                BringState(_state);
            for (var i = 0; i < state.Length; i++)
            {
                _arena.Ensure(States[i], state[i].Length, "optimiser's state");
                Send(States[i], state[i].Span);
            }

            _state = state;
        }

        if (_arena.Ensure(GpuSpace.Trained, _parameters.PackedLength / TrainedGroup, "buffer of what is trained"))
            SendTrained();
        _arena.Ensure(GpuSpace.Settings, settings.Length, "buffer of an optimiser's settings");
        Send(GpuSpace.Settings, settings);
        _runner.Run(rule, batch: 1);
        ValuesChanged();
    }

    /// <inheritdoc/>
    public void BringState(AlignedFloats[] state)
    {
        if (!ReferenceEquals(_state, state))
            return;
        for (var i = 0; i < state.Length; i++)
            fixed (float* to = state[i].Span)
                _device.Download(to, _arena.Start(States[i]), (long)sizeof(float) * state[i].Length);
        _state = null;
    }

    /// <summary>For measuring: asks for a segment once more, on what the last pass left on the device. Nothing is copied, and the host does not learn what changes.</summary>
    public void Repeat(string segment, int batch) => _runner.Run(segment, batch, clears: segment == "TrainingBackward" ? GpuSpace.Gradients : null);

    /// <summary>For measuring: one launch of a segment.</summary>
    public void Repeat(GpuLaunch launch, int batch) => _runner.Run(launch, batch);

    /// <summary>For measuring: the launches that a segment has for so many images, in order.</summary>
    public IReadOnlyList<GpuLaunch> Launches(string segment, int batch) => _runner.Launches(segment, batch);

    /// <summary>For measuring: the name of the kernel that a launch runs.</summary>
    public string KernelOf(GpuLaunch launch) => _runner.NameOf(launch);

    /// <summary>For measuring: returns when everything asked for has run.</summary>
    public void Wait() => _device.Synchronize();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _runner.Dispose();
        _arena.Dispose();
        _device.Dispose();
    }

    /// <summary>Brings what a pass starts from to the device, and makes of the parameters what the mode makes of them.</summary>
    private void Begin(Frame* frame, bool training)
    {
        Send(frame);
        if (IsPrepared(training))
            return;
        _prepared = null;
        _runner.Run(training ? "TrainingPrepare" : "InferencePrepare", frame->Batch);
        _prepared = PreparedNow(training);
    }

    /// <summary>Brings images, changed parameters and the pass's numbers to the device.</summary>
    private void Send(Frame* frame)
    {
        if (_poison)
        {
            _device.Fill(_arena.Start(GpuSpace.Arena), _arena[GpuSpace.Arena].Bytes, Poison);
            if (_memory.Scratch > 0)
                _device.Fill(_arena.Start(GpuSpace.Scratch), _arena[GpuSpace.Scratch].Bytes, Poison);
        }

        SendValues();
        SetPass(frame);
        _device.Upload(_arena.Start(GpuSpace.Input), frame->Input, (long)sizeof(float) * _imageLength * frame->Batch);
    }

    private void EnsureTraining()
    {
        if (_arena.Ensure(GpuSpace.Arena, _memory.TrainingArena(_capacity), "training arena") | _arena.Ensure(GpuSpace.Gradients, _description.Memory.Parameters, "gradient buffer"))
            _prepared = null;
    }

    private void SendTargets(Frame* frame)
    {
        if (_description.Loss is not { } loss)
            return;
        var bytes = (long)sizeof(float) * loss.TargetsPerImage * frame->Batch;
        _device.Upload(_arena.Start(loss.TakesLabels ? GpuSpace.Labels : GpuSpace.Targets), loss.TakesLabels ? frame->Labels : frame->Targets, bytes);
    }

    private void BringLosses(Frame* frame) => _device.Download(frame->Losses, _arena.Start(GpuSpace.Losses), (long)sizeof(float) * frame->Batch);

    /// <summary>A NaN that no computation makes.</summary>
    private const uint Poison = 0x7FA5A5A5;

    /// <summary>Parameters that one number of <see cref="GpuSpace.Trained"/> speaks for.</summary>
    private const int TrainedGroup = 8;

    private static ReadOnlySpan<GpuSpace> States => [GpuSpace.FirstState, GpuSpace.SecondState];

    /// <summary>Brings parameters that have changed here, or may have, to the device.</summary>
    private void SendValues()
    {
        if (_uploaded == _parameters.Version && !_parameters.AreHandedOut)
            return;
        Send(GpuSpace.Parameters, _parameters.Packed);
        if (_uploadedFrozen != _parameters.FrozenVersion || _parameters.AreHandedOut)
            _frozenOnDevice++;
        (_uploaded, _uploadedFrozen) = (_parameters.Version, _parameters.FrozenVersion);
        _onDevice++;
    }

    /// <summary>After the device changed parameters that training may change. Who holds a span of the values may write to it before the next pass, which starts from that span.</summary>
    private void ValuesChanged()
    {
        _onDevice++;
        ValuesAreNewer = true;
        if (_parameters.AreHandedOut)
            _ = _parameters.Packed;
    }

    private void Send(GpuSpace space, ReadOnlySpan<float> values)
    {
        fixed (float* from = values)
            _device.Upload(_arena.Start(space), from, (long)sizeof(float) * values.Length);
    }

    private void SendTrained()
    {
        var trained = new int[_parameters.PackedLength / TrainedGroup];
        foreach (var range in _parameters.TrainableRanges)
        {
            var (offset, length) = range.GetOffsetAndLength(_parameters.PackedLength);
            trained.AsSpan(offset / TrainedGroup, length / TrainedGroup).Fill(1);
        }

        Send(GpuSpace.Trained, System.Runtime.InteropServices.MemoryMarshal.Cast<int, float>(trained));
    }

    /// <summary>False where what the mode makes of parameters must be made anew: they have changed, the other mode's stands in its place, or its memory is new, which is taken here.</summary>
    private bool IsPrepared(bool training)
    {
        var floats = training ? _memory.TrainingPrepared : _memory.InferencePrepared;
        return floats == 0 || (!_arena.Ensure(GpuSpace.Prepared, floats, training ? "memory prepared for training" : "memory prepared for inference") && _prepared == PreparedNow(training));
    }

    /// <summary>What the prepared memory is once it is made of the parameters as they are. For training it is made only of those that training leaves alone: no step makes it stale.</summary>
    private (bool Training, long Version) PreparedNow(bool training) => (training, training ? _frozenOnDevice : _onDevice);

    private void SetPass(Frame* frame)
    {
        var numbers = stackalloc uint[PassNumbers] { BitConverter.SingleToUInt32Bits(frame->LossScale), frame->Seed, frame->Step, 0 };
        _device.Upload(_arena.Start(GpuSpace.Pass), numbers, PassNumbers * sizeof(uint));
    }

    /// <summary>A tensor that comes and goes: floats of an image, and the segments that copy it.</summary>
    private sealed record Transfer(int Length, string InferenceRead, string TrainingRead, string Write);
}
