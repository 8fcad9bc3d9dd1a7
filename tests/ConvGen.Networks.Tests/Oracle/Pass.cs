namespace ConvGen.Tests.Oracle;

/// <summary>One run of a network through the oracle: every step's result is kept, then the gradients flow back.</summary>
internal sealed class Pass
{
    private readonly Sequential _network;
    private readonly Weights _weights;
    private readonly List<Tensor> _tensors;

    public Pass(Sequential network, Weights weights, Tensor input)
    {
        _network = network;
        _weights = weights;
        _tensors = [input];
        foreach (var step in network.Steps)
            _tensors.Add(step.Forward(_tensors[^1], weights));
    }

    public Tensor Output => _tensors[^1];

    /// <summary>How near the pass came to a point where some derivative jumps; there float and double may rightly differ.</summary>
    public double Margin => _network.Steps.Select((step, i) => step.Margin(_tensors[i], _tensors[i + 1])).DefaultIfEmpty(double.PositiveInfinity).Min();

    public (Tensor Input, Weights Parameters) Backward(Tensor outputGradient)
    {
        var gradients = new Weights();
        foreach (var (key, values) in _weights)
            gradients.Add(key, new double[values.Length]);

        var gradient = outputGradient;
        for (var i = _network.Steps.Count - 1; i >= 0; i--)
            gradient = _network.Steps[i].Backward(_tensors[i], _tensors[i + 1], gradient, _weights, gradients);
        foreach (var key in _network.Frozen)
            Array.Clear(gradients[key]);
        return (gradient, gradients);
    }
}
