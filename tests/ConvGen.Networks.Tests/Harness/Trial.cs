using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Harness;

/// <summary>Everything a network computes on an example, as floats, under the name it has in messages.</summary>
internal sealed class Trial
{
    /// <summary>Where less is left of the parts that a gradient is the sum of, rounding is too large a share of it to compare.</summary>
    private const double LeastShareLeft = 0.01;

    private readonly Dictionary<string, float[]> _predicted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _trained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _averages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _gradients = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<float[]> _inputGradients;
    private readonly float _loss;

    private Trial(INetwork network, Example example, bool changesWeights)
    {
        var spec = example.Network;
        foreach (var (key, values) in example.Weights)
            network.Parameters[key].SetValues(values);

        // The outputs come one after the other.
        var outputs = new float[example.Batch * spec.OutputElements];
        network.Predict(example.Images, outputs);
        var start = 0;
        foreach (var name in spec.Outputs)
        {
            _predicted.Add(name, outputs.AsSpan(start, example.Batch * spec.ExtentOf(name).Elements).ToArray());
            start += _predicted[name].Length;
        }

        foreach (var name in NamedTensors(spec).Except(spec.Outputs))
            _predicted.Add(name, Read(network, name));

        _trained.Add(spec.Outputs[0], network.Forward(example.Images, training: true).ToArray());
        foreach (var name in NamedTensors(spec).Except([spec.Outputs[0]]))
            _trained.Add(name, Read(network, name));
        foreach (var parameter in network.Parameters.Where(parameter => Layer.IsRunning(parameter.Name)))
            _averages.Add(parameter.Name, parameter.GetValues());

        if (spec.Loss is null)
            network.Backward(example.OutputGradient);
        else
            _loss = spec.Loss.TakesLabels
                ? network.TrainStep(example.Images, example.Targets.Labels)
                : network.TrainStep(example.Images, example.Targets.Values);
        foreach (var parameter in network.Parameters)
            _gradients.Add(parameter.Name, parameter.GetGradient());
        foreach (var parameter in network.Parameters.Where(parameter => changesWeights && parameter.Trainable))
            parameter.SetValues([.. parameter.GetValues().Select(weight => -2 * weight)]);
        _inputGradients = InputGradients(network, spec);
    }

    /// <summary>Runs a prediction, a training pass and a backward pass.</summary>
    /// <param name="network">The compiled network.</param>
    /// <param name="example">What it runs on.</param>
    /// <param name="changesWeights">True changes what is trained before the inputs' gradients are read for the first time, as an optimiser's step does: they are those of the pass all the same.</param>
    public static Trial Run(INetwork network, Example example, bool changesWeights = false) => new(network, example, changesWeights);

    /// <summary>Holds the trial against the oracle.</summary>
    public void Check(Example example, Closeness closeness)
    {
        var (batch, spec) = ($"batch of {example.Batch}: ", example.Network);
        foreach (var (name, values) in _predicted)
            closeness.CheckForward(values, example.Inference[name].Values, $"{batch}prediction of {name}");
        foreach (var (name, values) in _trained)
            closeness.CheckForward(values, example.Pass[name].Values, $"{batch}{name} in training");
        if (example.Loss is { } loss)
            closeness.CheckLoss(_loss, loss, batch + "loss");
        foreach (var (key, expected) in example.Pass.Averages)
            closeness.CheckForward(_averages[key], expected, batch + key);

        var (inputGradients, gradients) = example.Gradients;
        var largest = gradients.Values.Concat(inputGradients.Concat(example.OracleOutputGradients).Select(tensor => tensor.Values)).Max(values => values.Max(Math.Abs));
        Assert.Equal(gradients.Keys.Concat(_averages.Keys).Order(StringComparer.Ordinal), _gradients.Keys.Order(StringComparer.Ordinal));
        if (!example.HasGradients || example.LossPass.LeastShareLeft < LeastShareLeft)
            return;
        foreach (var (key, expected) in gradients)
            closeness.CheckGradient(_gradients[key], expected, Math.Max(largest / 1000, example.LossPass.GradientSizes[key] / 100), batch + key + " gradient");
        foreach (var (actual, expected) in _inputGradients.Zip(inputGradients))
            closeness.CheckGradient(actual, expected.Values, largest / 1000, batch + "input gradient");
    }

    /// <summary>Holds that two trials gave the same bits.</summary>
    public void CheckSameBits(Trial other, string when)
    {
        foreach (var (key, values) in _predicted)
            SameBits(values, other._predicted[key], $"prediction of {key}", when);
        foreach (var (key, values) in _trained)
            SameBits(values, other._trained[key], key + " in training", when);
        SameBits([_loss], [other._loss], "loss", when);
        foreach (var (key, values) in _averages)
            SameBits(values, other._averages[key], key, when);
        foreach (var (key, values) in _gradients)
            SameBits(values, other._gradients[key], key + " gradient", when);
        foreach (var (one, another) in _inputGradients.Zip(other._inputGradients))
            SameBits(one, another, "input gradient", when);
    }

    public static void SameBits(ReadOnlySpan<float> one, ReadOnlySpan<float> other, string what, string when)
    {
        Assert.Equal(one.Length, other.Length);
        for (var i = 0; i < one.Length; i++)
            if (BitConverter.SingleToInt32Bits(one[i]) != BitConverter.SingleToInt32Bits(other[i]))
                Assert.Fail(FormattableString.Invariant($"{what}[{i}] differs {when}: {one[i]:R} and {other[i]:R}"));
    }

    /// <summary>What users can read by name; a sequence of layers names nothing but its output.</summary>
    private static IEnumerable<string> NamedTensors(Graph network) => network is Sequential ? network.Outputs : network.Properties.Select(property => property.Name);

    /// <summary>Of every input: a network with several has a list of them, a member of its class.</summary>
    public static IReadOnlyList<float[]> InputGradients(INetwork network, Graph spec) => spec.Inputs.Count == 1
        ? [network.InputGradient.ToArray()]
        : [.. ((IReadOnlyList<Activations>)network.GetType().GetProperty("InputGradients")!.GetValue(network)!).Select(gradient => gradient.ToArray())];

    private static float[] Read(INetwork network, string name) => ((Activations)network.GetType().GetProperty(name)!.GetValue(network)!).ToArray();
}
