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
    private readonly WorkerPool _pool;
    private readonly NativeBuffer<float> _state;
    private readonly NativeBuffer<float> _losses;
    private readonly NativeBuffer<int>? _labels;
    private readonly NativeBuffer<float>? _targets;
    private readonly Activations[] _outputs;
    private readonly Activations _inputGradient;
    private readonly bool _poisonArena;
    private NativeBuffer<float> _arena;
    private NativeBuffer<float>? _outputGradient;
    private bool _readyToTrain;

    /// <summary>The last pass's frame; what a backward pass sees is what its forward pass saw.</summary>
    private Frame _frame;
    private Phase _phase;
    private long _pass;
    private uint _trainingSteps;
    private bool _inputGradientDone;
    private int _busy;
    private bool _disposed;

    /// <summary>Allocates parameters, state and the inference arena, and draws the initial weights; training memory comes with the first training pass.</summary>
    /// <param name="description">What the generator says of the network.</param>
    /// <param name="program">Makes the emitted program for an instruction set.</param>
    /// <param name="options">Null means all defaults.</param>
    /// <exception cref="PlatformNotSupportedException">The instruction set asked for is not available here.</exception>
    /// <exception cref="InsufficientMemoryException">The network's memory at this batch size is more than the machine gives.</exception>
    public NetworkCore(NetworkDescription description, Func<InstructionSet, NetworkProgram> program, NetworkOptions? options)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(program);
        options ??= new NetworkOptions();
        Description = description;
        BatchSize = options.BatchSize;
        InstructionSet = InstructionSets.Resolve(options.InstructionSet);
        _poisonArena = options.PoisonArena;
        _program = program(InstructionSet);
        _inputLength = Product(description.Input);
        _outputLength = description.Outputs.Sum(output => Product(output.Shape));
        _outputs = [.. description.Outputs.Select((output, view) => new Activations(this, view, output.Name, output.Shape))];
        _inputGradient = new Activations(this, NetworkProgram.InputGradientView, "InputGradient", description.Input);

        Parameters = new Parameters(description);
        Initializers.Initialize(Parameters, options.Seed);
        _state = new NativeBuffer<float>(description.Memory.State, "state buffer");
        _arena = new NativeBuffer<float>(description.Memory.InferenceFloats(BatchSize), "inference arena");
        _losses = new NativeBuffer<float>(BatchSize, "loss buffer");
        if (description.Loss is { } loss)
        {
            var length = checked((long)loss.TargetsPerImage * BatchSize);
            if (loss.TakesLabels)
                _labels = new NativeBuffer<int>(length, "label buffer");
            else
                _targets = new NativeBuffer<float>(length, "target buffer");
        }

        _frame.Capacity = BatchSize;
        _frame.Seed = unchecked((uint)options.Seed);
        _frame.LossScale = 1;
        // Last, so that nothing that can fail follows the start of threads.
        _pool = new WorkerPool(options.Threads);
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

    /// <summary>The instruction set that runs, never <see cref="InstructionSet.Auto"/>.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>How many threads take part.</summary>
    public int Threads => _pool.Threads;

    /// <inheritdoc cref="INetwork.Parameters"/>
    public Parameters Parameters { get; }

    /// <inheritdoc cref="INetwork.InputGradient"/>
    public Activations InputGradient
    {
        get
        {
            BatchOf(_inputGradient);
            return _inputGradient;
        }
    }

    /// <summary>Output <paramref name="view"/> of <see cref="NetworkDescription.Outputs"/>; its values are those of the last pass.</summary>
    public Activations Output(int view) => _outputs[view];

    /// <inheritdoc cref="INetwork.Predict"/>
    public void Predict(ReadOnlySpan<float> images, Span<float> outputs)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            CheckOutputs(outputs.Length, batch, nameof(outputs));
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
        Enter();
        try
        {
            var batch = CountImages(images);
            if (training)
                RunForward(images, batch);
            else
                Infer(images, batch);
            return _outputs[0];
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.Backward"/>
    public void Backward(ReadOnlySpan<float> outputGradients)
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

            CheckOutputs(outputGradients.Length, _frame.Batch, nameof(outputGradients));
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
        Enter();
        try
        {
            var batch = CountImages(images);
            var positions = TakeLabels(labels, batch);
            RunForward(images, batch);
            var loss = RunLoss(positions, training: true);
            RunBackward();
            return loss;
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TrainStep(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            TakeTargets(targets, batch);
            RunForward(images, batch);
            var loss = RunLoss(batch, training: true);
            RunBackward();
            return loss;
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TestStep(ReadOnlySpan{float}, ReadOnlySpan{int}, Span{float})"/>
    public float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, Span<float> outputs)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            CheckOutputs(outputs.Length, batch, nameof(outputs));
            var positions = TakeLabels(labels, batch);
            Infer(images, batch);
            ReadOutputs(outputs);
            return RunLoss(positions, training: false);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc cref="INetwork.TestStep(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, Span<float> outputs)
    {
        Enter();
        try
        {
            var batch = CountImages(images);
            CheckOutputs(outputs.Length, batch, nameof(outputs));
            TakeTargets(targets, batch);
            Infer(images, batch);
            ReadOutputs(outputs);
            return RunLoss(batch, training: false);
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
    public void LoadWeights(string path)
    {
        Enter();
        try
        {
            WeightFile.Load(path, Parameters);
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
        _state.Dispose();
        _arena.Dispose();
        _losses.Dispose();
        _labels?.Dispose();
        _targets?.Dispose();
        _outputGradient?.Dispose();
        _inputGradient.Buffer?.Dispose();
        foreach (var output in _outputs)
            output.Buffer?.Dispose();
        Exit();
    }
}
