using ConvGen.Tests.Operators;

namespace ConvGen.Tests.Oracle;

/// <summary>
/// The oracle is itself checked: its gradients against central differences of its forward pass, in double, and its shapes against the rule.
/// What it computes forward is pinned by PyTorch's goldens.
/// </summary>
public sealed class FiniteDifferenceTests
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-6;
    private const int EntriesPerTensor = 10;

    public static TheoryData<string> Cases => [.. OperatorCases.ByName.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_oracles_gradient_is_the_slope_of_its_forward_pass(string name)
    {
        var network = OperatorCases.ByName[name];
        foreach (var batch in network.Input.Elements > 100 ? (int[])[2] : [1, 2, 5])
            Check(Example.Draw(network, batch, seed: 1));
    }

    private static void Check(Example example)
    {
        var network = example.Network;
        var images = Tensor.Of(example.Images, network.Input);
        var (inputGradient, gradients) = example.Pass.Backward(example.OracleOutputGradient);

        var numbers = new Numbers(2);
        CheckTensor(images.Values, inputGradient.Values, "input");
        foreach (var (key, values) in example.DoubleWeights.Where(pair => !network.Frozen.Contains(pair.Key)))
            CheckTensor(values, gradients[key], key);

        void CheckTensor(double[] values, double[] gradient, string what)
        {
            var scale = Math.Max(gradient.Max(Math.Abs), 1e-3);
            for (var i = 0; i < EntriesPerTensor; i++)
            {
                var at = numbers.Below(values.Length);
                var kept = values[at];
                values[at] = kept + Step;
                var above = new Pass(network, example.DoubleWeights, images);
                values[at] = kept - Step;
                var below = new Pass(network, example.DoubleWeights, images);
                values[at] = kept;
                var slope = Rise(example, above.Output, below.Output) / (2 * Step);
                Assert.True(Math.Abs(slope - gradient[at]) <= Tolerance * scale, $"{what}[{at}]: slope {slope:R}, gradient {gradient[at]:R}, largest {scale:R}");
            }
        }
    }

    /// <summary>How much the scalar that is differentiated grows: the loss, or the output against a fixed gradient.</summary>
    private static double Rise(Example example, Tensor above, Tensor below) => example.Network.Loss is { } loss
        ? loss.Value(above, example.Targets) - loss.Value(below, example.Targets)
        : above.Values.Select((value, i) => (value - below.Values[i]) * example.OracleOutputGradient.Values[i]).Sum();
}
