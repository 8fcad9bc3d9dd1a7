namespace ConvGen;

/// <summary>
/// Moves parameters along their gradients. Parameters, gradients and the optimiser's own state are flat buffers of one layout, so a
/// step is one pass over memory; it allocates nothing after the first. An optimiser belongs to the first network it steps.
/// </summary>
public abstract class Optimizer
{
    private Parameters? _parameters;
    private AlignedFloats[] _state = [];

    /// <summary>An optimiser with a constant or scheduled learning rate.</summary>
    protected Optimizer(LearningRate learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        LearningRate = learningRate;
    }

    /// <summary>How far a step goes; may be replaced between steps.</summary>
    public LearningRate LearningRate { get; set; }

    /// <summary>Scales all gradients down where their joint Euclidean norm is above this (PyTorch's <c>clip_grad_norm_</c>); off by default.</summary>
    public float ClipNorm { get; init; } = float.PositiveInfinity;

    /// <summary>Clamps each gradient to ± this, before <see cref="ClipNorm"/>; off by default.</summary>
    public float ClipValue { get; init; } = float.PositiveInfinity;

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps of an epoch, for learning rates that count epochs; <c>Fit</c> sets it.</summary>
    public int StepsPerEpoch { get; set; }

    /// <summary>The learning rate of the next step.</summary>
    public float CurrentLearningRate => LearningRate.At(Steps, StepsPerEpoch);

    /// <summary>What the rule remembers of each parameter, one number each, by PyTorch's names; empty where it remembers nothing.</summary>
    protected abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Changes every trainable parameter by the gradients of the last training step. Clipping, where asked for, changes the gradients too.</summary>
    /// <exception cref="InvalidOperationException">The optimiser has stepped another network before.</exception>
    public void Step(Parameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Mirror is { } device && StepOn(device, parameters))
            return;
        var values = parameters.ChangeTrained();
        var gradients = parameters.Gradients;
        Bind(parameters, values.Length);
        parameters.Mirror?.BringState(_state);
        var ranges = parameters.TrainableRanges;
        GradientClipping.Apply(gradients, ranges, ClipValue, ClipNorm);

        var rate = CurrentLearningRate;
        Steps++;
        for (var i = 0; i < ranges.Count; i++)
            Update(new ParameterSlice(ranges[i], values, gradients, _state, rate));
    }

    /// <summary>
    /// Applies the rule to one stretch of the parameters. <see cref="Steps"/> counts the step being taken, so it is 1 in the first. Elements are independent: a
    /// rule must give each the same result however the parameters are cut into stretches, and leave a zero with zero gradient and state a zero.
    /// </summary>
    protected abstract void Update(ParameterSlice slice);

    /// <summary>
    /// Writes what the optimiser remembers, so that training can go on later, as safetensors: <c>conv1.weight.exp_avg</c> and so on in the
    /// parameters' shapes. The file appears whole or not at all.
    /// </summary>
    /// <exception cref="InvalidOperationException">There was no step yet.</exception>
    public void SaveState(string path)
    {
        if (_parameters is null)
            throw new InvalidOperationException("There is nothing to save before the first step.");
        _parameters.Mirror?.BringState(_state);
        OptimizerCheckpoint.Save(path, _parameters, Steps, StateNames, _state);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote. On any error the optimiser has not changed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">Those of the network to be trained, which the optimiser belongs to from now on.</param>
    /// <exception cref="WeightsFormatException">The file is not a well-formed safetensors file.</exception>
    /// <exception cref="WeightsMismatchException">The file is of another rule or network.</exception>
    /// <exception cref="InvalidOperationException">The optimiser belongs to another network.</exception>
    public void LoadState(string path, Parameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        CheckOwner(parameters);
        var state = NewState(parameters.Packed.Length);
        Steps = OptimizerCheckpoint.Load(path, parameters, StateNames, state);
        (_parameters, _state) = (parameters, state);
    }

    /// <summary>The rule's name among the kernels that every network has, and its constants for a step; null where it has none.</summary>
    /// <param name="rate">The learning rate of the step.</param>
    /// <param name="settings">Room for <see cref="MostSettings"/>.</param>
    private protected virtual string? DeviceRule(float rate, Span<float> settings) => null;

    /// <summary>More than any rule has.</summary>
    private const int MostSettings = 16;

    /// <summary>Takes the step where the parameters are; false where that is not possible.</summary>
    private bool StepOn(IParameterMirror device, Parameters parameters)
    {
        if (ClipNorm < float.PositiveInfinity || ClipValue < float.PositiveInfinity)
            return false;
        Span<float> settings = stackalloc float[MostSettings];
        Steps++;
        var rule = DeviceRule(LearningRate.At(Steps - 1, StepsPerEpoch), settings);
        if (rule is null)
        {
            Steps--;
            return false;
        }

        try
        {
            Bind(parameters, parameters.PackedLength);
            device.Step(_state, rule, settings);
        }
        catch
        {
            Steps--;
            throw;
        }

        return true;
    }

    private void Bind(Parameters parameters, int length)
    {
        CheckOwner(parameters);
        if (_parameters is not null)
            return;
        _state = NewState(length);
        _parameters = parameters;
    }

    private void CheckOwner(Parameters parameters)
    {
        if (_parameters is not null && !ReferenceEquals(_parameters, parameters))
            throw new InvalidOperationException($"This {GetType().Name} already belongs to another network: its state is that network's. Use a new {GetType().Name} for each network.");
    }

    private AlignedFloats[] NewState(int length) => [.. StateNames.Select(_ => new AlignedFloats(length))];
}
