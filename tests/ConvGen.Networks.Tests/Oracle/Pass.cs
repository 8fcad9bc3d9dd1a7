namespace ConvGen.Tests.Oracle;

/// <summary>One run of a network through the oracle: every step's result is kept, then the gradients flow back.</summary>
internal sealed class Pass
{
    private readonly Graph _network;
    private readonly Weights _weights;
    private readonly List<Step> _steps;
    private readonly List<Tensor> _values;

    /// <summary>In training mode, the first training pass of a network.</summary>
    public Pass(Graph network, Weights weights, params IReadOnlyList<Tensor> inputs)
        : this(network, weights, inputs, training: true, 0)
    {
    }

    private Pass(Graph network, Weights weights, IReadOnlyList<Tensor> inputs, bool training, int number)
    {
        _network = network;
        _weights = weights;
        _steps = [.. network.Steps.Select(step => step.Layer is Dropout dropout ? step with { Layer = dropout with { Step = number } } : step)];
        _values = [.. inputs];
        foreach (var step in _steps)
            _values.Add(training ? step.Layer.Forward(Operands(step), weights) : step.Layer.Predict(Operands(step), weights));
    }

    public static Pass Inference(Graph network, Weights weights, IReadOnlyList<Tensor> inputs) => new(network, weights, inputs, training: false, 0);

    /// <summary>In training mode, after one training pass with the same inputs: another mask for each dropout, all else as before.</summary>
    public static Pass Second(Graph network, Weights weights, IReadOnlyList<Tensor> inputs) => new(network, weights, inputs, training: true, 1);

    public IReadOnlyList<Tensor> Outputs => [.. _network.Outputs.Select(output => this[output])];

    /// <summary>The output that the loss is for, if there is one; else the first.</summary>
    public Tensor Output => Outputs[_network.LossOutput];

    /// <summary>A tensor by its property's name.</summary>
    public Tensor this[string tensor] => _values[_network.Position(tensor)];

    /// <summary>
    /// How near the pass came to a point where some derivative jumps; there float and double may rightly differ. Or how large the smallest tensor is that
    /// is not zero: one in which everything cancelled (the mean of what was normalised) is rounding and no more.
    /// </summary>
    public double Margin => _steps
        .Select((step, i) => (step.Layer, Input: _values[step.Operands[0]], Output: _values[_network.Inputs.Count + i]))
        .Min(step => Math.Min(step.Layer.Margin(step.Input, step.Output), step.Output.Values.Max(Math.Abs) is > 0 and var largest ? largest : double.PositiveInfinity));

    /// <summary>The running averages as a training pass leaves them.</summary>
    public Weights Averages
    {
        get
        {
            var averages = new Weights();
            foreach (var step in _steps)
                foreach (var (key, values) in step.Layer.Average(_values[step.Operands[0]], _weights))
                    averages.Add(key, values);
            return averages;
        }
    }

    /// <summary>
    /// After <see cref="Backward"/>, by parameter's key: the largest sum of sizes Σ |dy| over a channel of its layer's output gradient. A bias in front of a
    /// normalisation has a gradient of exactly 0, and only this says what rounding is relative to.
    /// </summary>
    public Dictionary<string, double> GradientSizes { get; } = [];

    /// <summary>
    /// After <see cref="Backward"/>: of the tensors with several readers, the smallest share of its readers' parts that is left of a gradient. Where they
    /// cancel (equal logits of a cross-entropy), what is left is rounding and no more.
    /// </summary>
    public double LeastShareLeft { get; private set; } = 1;

    /// <summary>Gradients of inputs and parameters from those of the outputs. Where a tensor is read several times, its gradient is the sum.</summary>
    public (IReadOnlyList<Tensor> Inputs, Weights Parameters) Backward(params IReadOnlyList<Tensor> outputGradients)
    {
        var parameters = new Weights();
        foreach (var (key, shape) in _network.Parameters.Where(parameter => !Layer.IsRunning(parameter.Key)))
            parameters.Add(key, new double[shape.Aggregate(1, (product, extent) => product * extent)]);

        var gradients = _values.Select(value => new Tensor(value.Batch, value.Extent)).ToList();
        foreach (var (output, gradient) in _network.Outputs.Zip(outputGradients))
            gradients[_network.Position(output)].Add(gradient);
        var sizes = gradients.Select(Largest).ToArray();
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var (step, result) = (_steps[i], _network.Inputs.Count + i);
            foreach (var (key, _) in step.Layer.Parameters(_values[step.Operands[0]].Extent))
                GradientSizes[key] = LargestChannel(gradients[result]);
            var parts = step.Layer.Backward(Operands(step), _values[result], gradients[result], _weights, parameters);
            foreach (var (operand, part) in step.Operands.Zip(parts))
            {
                gradients[operand].Add(part);
                sizes[operand] += Largest(part);
            }
        }

        LeastShareLeft = sizes.Select((size, tensor) => size == 0 ? 1 : Largest(gradients[tensor]) / size).Min();

        foreach (var key in _network.Frozen.Where(parameters.ContainsKey))
            Array.Clear(parameters[key]);
        return ([.. gradients.Take(_network.Inputs.Count)], parameters);
    }

    private static double Largest(Tensor tensor) => tensor.Values.Max(Math.Abs);

    private static double LargestChannel(Tensor gradient) =>
        gradient.Values.Index().GroupBy(entry => entry.Index % gradient.Extent.Channels, entry => Math.Abs(entry.Item)).Max(channel => channel.Sum());

    private List<Tensor> Operands(Step step) => [.. step.Operands.Select(operand => _values[operand])];
}
