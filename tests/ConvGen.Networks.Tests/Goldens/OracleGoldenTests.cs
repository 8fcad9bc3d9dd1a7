using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Goldens;

/// <summary>The oracle means what PyTorch means: operators, gradients and losses, to the precision of the stored floats.</summary>
public sealed class OracleGoldenTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Cases => [.. OperatorGoldens.ByName.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_oracle_agrees_with_PyTorch(string name)
    {
        var network = OperatorGoldens.ByName[name];
        var file = OperatorGoldens.File;
        var weights = new Weights();
        foreach (var (key, values) in OperatorGoldens.Weights(name))
            weights.Add(key, [.. values.Select(value => (double)value)]);

        var pass = new Pass(network, weights, file.Tensor($"{name}/input", network.Input));
        Close(file.Doubles($"{name}/output"), pass.Output.Values);

        Tensor outputGradient;
        if (network.Loss is { } loss)
        {
            var targets = loss.TakesLabels ? new Oracle.Targets(file.Ints($"{name}/target"), []) : new Oracle.Targets([], file.Floats($"{name}/target"));
            Close(file.Doubles($"{name}/loss"), [loss.Value(pass.Output, targets)]);
            outputGradient = loss.Gradient(pass.Output, targets);
        }
        else
        {
            outputGradient = file.Tensor($"{name}/output_gradient", network.Output);
        }

        var (inputGradients, gradients) = pass.Backward(outputGradient);
        Close(file.Doubles($"{name}/gradient/input"), inputGradients[0].Values);
        foreach (var (key, values) in gradients)
            Close(OperatorGoldens.Gradient(name, key), values);
    }

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * scale, FormattableString.Invariant($"[{i}]: PyTorch {expected[i]:R}, oracle {actual[i]:R}"));
    }
}
