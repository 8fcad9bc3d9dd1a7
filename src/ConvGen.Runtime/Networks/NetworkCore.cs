using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// What a generated network class is made of: the memory, the threads and the emitted program, and the order in which they may be used.
/// Generated classes forward every call here; see <see cref="INetwork"/> for what the members do.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe partial class NetworkCore : IDisposable
{
    private readonly NetworkProgram _program;

    /// <summary>The program, where it runs on a graphics processor: then the arena and what else passes work in is there.</summary>
    private readonly GpuNetwork? _gpu;
    private readonly WorkerPool _pool;
    private readonly NativeBuffer<float> _losses;
    private readonly NativeBuffer<int>? _labels;
    private readonly NativeBuffer<float>? _targets;
    private readonly Activations[] _views;
    private readonly Activations[] _inputGradients;
    private readonly bool _poisonArena;
    private readonly PreparedParameters _preparedForInference;
    private readonly PreparedParameters _preparedForTraining;
    private readonly bool _movesAverages;

    /// <summary>The profile that the environment asks for, if it does.</summary>
    private readonly ExecutionProfile? _printed;
    private NativeBuffer<float> _arena;

    /// <summary>The arena before training, where spans into it were handed out: they must stay readable.</summary>
    private NativeBuffer<float>? _firstArena;
    private readonly NativeBuffer<float>? _scratch;
    private NativeBuffer<float>? _sweeps;
    private NativeBuffer<float>? _staged;
    private bool _handedOut;
    private bool _readyToTrain;

    /// <summary>The last pass's frame; what a backward pass sees is what its forward pass saw.</summary>
    private Frame _frame;
    private Phase _phase;
    private long _pass;
    private uint _trainingSteps;
    private bool _inputGradientDone;
    private int _busy;
    private bool _disposed;

    /// <summary>Allocates parameters and the inference arena; initial weights are drawn when they are first wanted, and training memory comes with the first training pass.</summary>
    /// <param name="description">What the generator says of the network.</param>
    /// <param name="program">Makes the emitted program for an instruction set.</param>
    /// <param name="options">Null means all defaults.</param>
    /// <exception cref="PlatformNotSupportedException">The instruction set asked for is not available here.</exception>
    /// <exception cref="InsufficientMemoryException">The network's memory at this batch size is more than the machine gives.</exception>
    public NetworkCore(NetworkDescription description, Func<InstructionSet, NetworkProgram> program, NetworkOptions? options)
        : this(description, program, static () => null, options)
    {
    }

    /// <inheritdoc cref="NetworkCore(NetworkDescription, Func{InstructionSet, NetworkProgram}, NetworkOptions?)"/>
    /// <param name="description">What the generator says of the network.</param>
    /// <param name="program">Makes the emitted program for an instruction set.</param>
    /// <param name="gpuProgram">Makes the emitted program for graphics processors; null where the project was built without.</param>
    /// <param name="options">Null means all defaults.</param>
    public NetworkCore(NetworkDescription description, Func<InstructionSet, NetworkProgram> program, Func<GpuProgram?> gpuProgram, NetworkOptions? options)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(program);
        options ??= new NetworkOptions();
        BatchSize = options.BatchSize;
        InstructionSet = InstructionSets.Resolve(options.InstructionSet);
        _poisonArena = options.PoisonArena;
        _views = [.. description.Outputs.Concat(description.Tensors).Select((tensor, view) => new Activations(this, view, tensor.Name, tensor.Shape))];
        _inputGradients = [.. description.Inputs.Select((input, k) => new Activations(this, NetworkProgram.InputGradientView - k, $"{input.Name} gradient", input.Shape))];
        _imageLength = checked(_inputGradients.Sum(input => input.ImageLength));
        _outputLength = checked(_views.Take(description.Outputs.Count).Sum(output => output.ImageLength));

        Parameters = new Parameters(description, options.Seed);
        _gpu = GpuNetworks.Open(options, gpuProgram, description, Parameters, out var device);
        Device = device;
        Description = _gpu is null ? description : description with { Memory = _gpu.MemoryDescription };
        _program = _gpu ?? program(InstructionSet);
        Parameters.Mirror = _gpu;
        _arena = new NativeBuffer<float>(_gpu is null ? description.Memory.InferenceArena(BatchSize) : 0, "inference arena");
        _preparedForInference = new PreparedParameters(Parameters, _program, _gpu is null ? description.Memory.InferencePrepared : 0, training: false, _poisonArena);
        _preparedForTraining = new PreparedParameters(Parameters, _program, _gpu is null ? description.Memory.TrainingPrepared : 0, training: true, _poisonArena);
        _movesAverages = description.Parameters.Any(parameter => !parameter.IsLearned);
        _losses = new NativeBuffer<float>(BatchSize, "loss buffer");
        if (description.Loss is { } loss)
        {
            var length = checked((long)loss.TargetsPerImage * BatchSize);
            if (loss.TakesLabels)
                _labels = new NativeBuffer<int>(length, "label buffer");
            else
                _targets = new NativeBuffer<float>(length, "target buffer");
        }

        _frame.Capacity = Description.Memory.Capacity(BatchSize);
        _frame.Seed = unchecked((uint)options.Seed);
        _frame.LossScale = 1;
        var threads = _gpu is null ? WorkerPool.Count(options.Threads) : 1;
        if (_gpu is null && description.Memory.Scratch is > 0 and var scratch)
        {
            _scratch = new NativeBuffer<float>(ThreadMemory.Length(threads, scratch), "threads' scratch memory");
            _frame.Scratch = ThreadMemory.Of(_scratch.Pointer, threads, scratch);
        }

        AllocateSweeps(threads, description.Memory.InferenceSweep);

        _printed = options.Profile is null ? PrintedProfiles.Begin() : null;
        var profile = options.Profile ?? _printed;
        if (profile is not null)
            _gpu?.Watch(profile);

        // Last, so that nothing that can fail follows the start of threads.
        _pool = new WorkerPool(threads) { Recorder = _gpu is null && profile is not null ? new NetworkRecorder(profile, description.Name, InstructionSet, threads) : null };
    }

    private enum Phase
    {
        Idle,
        Inferred,
        ForwardDone,
        BackwardDone,
    }

    /// <inheritdoc cref="INetwork.Description"/>
    public NetworkDescription Description { get; }

    /// <inheritdoc cref="INetwork.BatchSize"/>
    public int BatchSize { get; }

    /// <inheritdoc cref="INetwork.Device"/>
    public Device Device { get; }

    /// <summary>The instruction set that runs, never <see cref="InstructionSet.Auto"/>.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>How many threads take part.</summary>
    public int Threads => _pool.Threads;

    /// <inheritdoc cref="INetwork.Parameters"/>
    public Parameters Parameters { get; }

    /// <inheritdoc cref="INetwork.InputGradient"/>
    public Activations InputGradient => Ready(_inputGradients[0]);

    /// <summary>As <see cref="InputGradient"/>, for each input.</summary>
    public IReadOnlyList<Activations> InputGradients
    {
        get
        {
            Ready(_inputGradients[0]);
            return _inputGradients;
        }
    }

    /// <summary>Tensor <paramref name="view"/> of <see cref="NetworkDescription.Outputs"/> followed by <see cref="NetworkDescription.Tensors"/>, as the last pass left it.</summary>
    /// <exception cref="InvalidOperationException">There was no pass; the message names the tensor.</exception>
    public Activations Tensor(int view) => Ready(_views[view]);

    /// <inheritdoc cref="INetwork.Predict"/>
    public void Predict(ReadOnlySpan<float> images, Span<float> outputs)
    {
        fixed (float* x = images, y = outputs)
            Predict([new PinnedFloats(x, images.Length)], [new PinnedFloats(y, outputs.Length)]);
    }

    /// <inheritdoc cref="INetwork.Predict"/>
    /// <param name="images">All inputs in one, or each by itself.</param>
    /// <param name="outputs">Room for all outputs in one, or for each by itself.</param>
    public void Predict(ReadOnlySpan<PinnedFloats> images, ReadOnlySpan<PinnedFloats> outputs)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            CheckOutputs(outputs, batch, nameof(outputs));
            Infer(images, batch);
            ReadOutputs(outputs);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.Forward"/>
    public Activations Forward(ReadOnlySpan<float> images, bool training)
    {
        fixed (float* x = images)
            return Forward([new PinnedFloats(x, images.Length)], training);
    }

    /// <inheritdoc cref="INetwork.Forward"/>
    public Activations Forward(ReadOnlySpan<PinnedFloats> images, bool training)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            if (training)
                RunForward(images, batch);
            else
                Infer(images, batch);
            return _views[0];
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.Backward"/>
    public void Backward(ReadOnlySpan<float> outputGradients)
    {
        fixed (float* g = outputGradients)
            Backward([new PinnedFloats(g, outputGradients.Length)]);
    }

    /// <inheritdoc cref="INetwork.Backward"/>
    public void Backward(ReadOnlySpan<PinnedFloats> outputGradients)
    {
        Enter();
        try
        {
            if (_phase != Phase.ForwardDone)
            {
                throw new InvalidOperationException(_phase == Phase.BackwardDone
                    ? "Backward has already run for the last training forward pass. Call Forward(images, training: true) first."
                    : "Backward needs a training forward pass. Call Forward(images, training: true) first.");
            }

            CheckOutputs(outputGradients, _frame.Batch, nameof(outputGradients));
            WriteOutputGradients(outputGradients);
            RunBackward();
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TrainStep(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels)
    {
        fixed (float* x = images)
            return TrainStep([new PinnedFloats(x, images.Length)], labels);
    }

    /// <inheritdoc cref="INetwork.TrainStep(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float TrainStep(ReadOnlySpan<PinnedFloats> images, ReadOnlySpan<int> labels)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            var positions = TakeLabels(labels, batch);
            return RunTrainStep(images, batch, positions);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TrainStep(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets)
    {
        fixed (float* x = images)
            return TrainStep([new PinnedFloats(x, images.Length)], targets);
    }

    /// <inheritdoc cref="INetwork.TrainStep(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public float TrainStep(ReadOnlySpan<PinnedFloats> images, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            TakeTargets(targets, batch);
            return RunTrainStep(images, batch, batch);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TestStep(ReadOnlySpan{float}, ReadOnlySpan{int}, Span{float})"/>
    public float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, Span<float> outputs)
    {
        fixed (float* x = images, y = outputs)
            return TestStep([new PinnedFloats(x, images.Length)], labels, [new PinnedFloats(y, outputs.Length)]);
    }

    /// <inheritdoc cref="INetwork.TestStep(ReadOnlySpan{float}, ReadOnlySpan{int}, Span{float})"/>
    public float TestStep(ReadOnlySpan<PinnedFloats> images, ReadOnlySpan<int> labels, ReadOnlySpan<PinnedFloats> outputs)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            CheckOutputs(outputs, batch, nameof(outputs));
            var positions = TakeLabels(labels, batch);
            return RunTestStep(images, batch, outputs, positions);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TestStep(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, Span<float> outputs)
    {
        fixed (float* x = images, y = outputs)
            return TestStep([new PinnedFloats(x, images.Length)], targets, [new PinnedFloats(y, outputs.Length)]);
    }

    /// <inheritdoc cref="INetwork.TestStep(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public float TestStep(ReadOnlySpan<PinnedFloats> images, ReadOnlySpan<float> targets, ReadOnlySpan<PinnedFloats> outputs)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            CheckOutputs(outputs, batch, nameof(outputs));
            TakeTargets(targets, batch);
            return RunTestStep(images, batch, outputs, batch);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.SaveWeights"/>
    public void SaveWeights(string path)
    {
        Enter();
        try
        {
            WeightFile.Save(path, Parameters);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.LoadWeights"/>
    public void LoadWeights(string path, IReadOnlyList<string>? ignore = null)
    {
        Enter();
        try
        {
            WeightFile.Load(path, Parameters, ignore ?? []);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Ends the threads and frees all memory. May be called more than once.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside the network.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        Enter();
        _disposed = true;
        _pool.Dispose();
        Parameters.Release();
        _gpu?.Dispose();
        _preparedForInference.Dispose();
        _preparedForTraining.Dispose();
        _arena.Dispose();
        _firstArena?.Dispose();
        _staged?.Dispose();
        _scratch?.Dispose();
        _sweeps?.Dispose();
        _losses.Dispose();
        _labels?.Dispose();
        _targets?.Dispose();
        foreach (var activations in _views.Concat(_inputGradients))
            activations.Buffer?.Dispose();
        Exit();
        if (_printed is not null)
            PrintedProfiles.Print(_printed);
    }
}
