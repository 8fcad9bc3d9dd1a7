using ConvGen.Tests.Graphs;
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

    /// <summary>Larger inputs than this take a minute and more for slopes that smaller ones have too.</summary>
    private const int LargestInput = 30_000;

    public static TheoryData<string> Cases => [.. OperatorCases.ByName.Where(pair => !IsLarge(pair.Value)).Select(pair => pair.Key)];

    public static TheoryData<string> Graphs => [.. GraphCases.ByName.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_oracles_gradient_is_the_slope_of_its_forward_pass(string name)
    {
        var network = OperatorCases.ByName[name];
        foreach (var batch in network.Input.Elements > 100 ? (int[])[2] : [1, 2, 5])
            Check(Example.Draw(network, batch, seed: 1));
    }

    /// <summary>So nothing of the oracle goes unchecked.</summary>
    [Fact]
    public void Large_networks_have_no_layers_that_small_ones_have_not()
    {
        var all = OperatorCases.ByName.Values.ToLookup(IsLarge, network => network.Layers.Select(layer => layer.GetType()));
        Assert.NotEmpty(all[true]);
        Assert.Empty(all[true].SelectMany(types => types).Except(all[false].SelectMany(types => types)));
    }

    private static bool IsLarge(Sequential network) => network.Input.Elements > LargestInput;

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_oracles_gradient_through_a_graph_is_the_slope_of_its_forward_pass(string name) => Check(Example.Draw(GraphCases.ByName[name], 2, seed: 1));

    private static void Check(Example example)
    {
        var network = example.Network;
        var (inputGradients, gradients) = example.Pass.Backward(example.OracleOutputGradients);

        var numbers = new Numbers(2);
        foreach (var (input, gradient) in example.Inputs.Zip(inputGradients))
            CheckTensor(input.Values, gradient.Values, "input");
        foreach (var (key, gradient) in gradients.Where(pair => !network.Frozen.Contains(pair.Key)))
            CheckTensor(example.DoubleWeights[key], gradient, key);

        void CheckTensor(double[] values, double[] gradient, string what)
        {
            var scale = Math.Max(gradient.Max(Math.Abs), 1e-3);
            for (var i = 0; i < EntriesPerTensor; i++)
            {
                var at = numbers.Below(values.Length);
                var kept = values[at];
                values[at] = kept + Step;
                var above = new Pass(network, example.DoubleWeights, example.Inputs);
                values[at] = kept - Step;
                var below = new Pass(network, example.DoubleWeights, example.Inputs);
                values[at] = kept;
                var slope = Rise(example, above, below) / (2 * Step);
                Assert.True(Math.Abs(slope - gradient[at]) <= Tolerance * scale, $"{what}[{at}]: slope {slope:R}, gradient {gradient[at]:R}, largest {scale:R}");
            }
        }
    }

    /// <summary>How much the scalar that is differentiated grows: the loss, or the output against a fixed gradient.</summary>
    private static double Rise(Example example, Pass above, Pass below) => example.Network.Loss is { } loss
        ? loss.Value(above.Output, example.Targets) - loss.Value(below.Output, example.Targets)
        : example.OracleOutputGradients.Select((gradient, output) =>
            gradient.Values.Select((value, i) => value * (above.Outputs[output].Values[i] - below.Outputs[output].Values[i])).Sum()).Sum();
}
