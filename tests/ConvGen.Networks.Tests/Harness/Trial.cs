using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Harness;

/// <summary>Everything a network computes on an example, as floats: outputs, loss, gradients.</summary>
internal sealed class Trial
{
    private Trial(float[] predicted, float[] output, float loss, float[] inputGradient, IReadOnlyDictionary<string, float[]> gradients)
    {
        Predicted = predicted;
        Output = output;
        Loss = loss;
        InputGradient = inputGradient;
        Gradients = gradients;
    }

    /// <summary>Of inference.</summary>
    public float[] Predicted { get; }

    /// <summary>Of the training forward pass.</summary>
    public float[] Output { get; }

    public float Loss { get; }

    public float[] InputGradient { get; }

    public IReadOnlyDictionary<string, float[]> Gradients { get; }

    public static Trial Run(INetwork network, Example example)
    {
        foreach (var (key, values) in example.Weights)
            network.Parameters[key].SetValues(values);

        var predicted = new float[example.Batch * example.Network.Output.Elements];
        network.Predict(example.Images, predicted);

        var output = network.Forward(example.Images, training: true).ToArray();
        var loss = 0f;
        if (example.Network.Loss is null)
            network.Backward(example.OutputGradient);
        else
            loss = example.Network.Loss.TakesLabels
                ? network.TrainStep(example.Images, example.Targets.Labels)
                : network.TrainStep(example.Images, example.Targets.Values);

        return new Trial(predicted, output, loss, network.InputGradient.ToArray(),
            network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.GetGradient()));
    }

    /// <summary>Holds the trial against the oracle.</summary>
    public void Check(Example example, Closeness closeness)
    {
        var batch = $"batch of {example.Batch}: ";
        closeness.CheckForward(Predicted, example.Pass.Output.Values, batch + "prediction");
        closeness.CheckForward(Output, example.Pass.Output.Values, batch + "training output");
        if (example.Network.Loss is { } loss)
            closeness.CheckForward([Loss], [loss.Value(example.Pass.Output, example.Targets)], batch + "loss");

        var (inputGradient, gradients) = example.Pass.Backward(example.OracleOutputGradient);
        var largest = gradients.Values.Append(inputGradient.Values).Append(example.OracleOutputGradient.Values).Max(values => values.Max(Math.Abs));
        Assert.Equal(gradients.Keys.Order(StringComparer.Ordinal), Gradients.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, expected) in gradients)
            closeness.CheckGradient(Gradients[key], expected, largest / 1000, batch + key + " gradient");
        closeness.CheckGradient(InputGradient, inputGradient.Values, largest / 1000, batch + "input gradient");
    }

    /// <summary>Holds that two trials gave the same bits.</summary>
    public void CheckSameBits(Trial other, string when)
    {
        SameBits(Predicted, other.Predicted, "prediction", when);
        SameBits(Output, other.Output, "training output", when);
        SameBits([Loss], [other.Loss], "loss", when);
        foreach (var (key, values) in Gradients)
            SameBits(values, other.Gradients[key], key + " gradient", when);
        SameBits(InputGradient, other.InputGradient, "input gradient", when);
    }

    public static void SameBits(ReadOnlySpan<float> one, ReadOnlySpan<float> other, string what, string when)
    {
        Assert.Equal(one.Length, other.Length);
        for (var i = 0; i < one.Length; i++)
            if (BitConverter.SingleToInt32Bits(one[i]) != BitConverter.SingleToInt32Bits(other[i]))
                Assert.Fail(FormattableString.Invariant($"{what}[{i}] differs {when}: {one[i]:R} and {other[i]:R}"));
    }
}
