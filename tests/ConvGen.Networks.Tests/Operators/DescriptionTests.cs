using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>What a network says of itself agrees with the oracle: every layer's shape, every parameter's name and shape, the counts.</summary>
public sealed class DescriptionTests
{
    public static TheoryData<string> Cases => [.. OperatorCases.ByName.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shapes_and_parameters_are_the_oracles(string name)
    {
        var network = OperatorCases.ByName[name];
        using var compiled = OperatorCases.Compiled.Value.Create(network, new NetworkOptions { Threads = 1 });
        var description = compiled.Description;

        Assert.Equal(Dimensions(network.Input), description.Input);
        Assert.Equal(network.Layers.Count, description.Layers.Count);
        var extent = network.Input;
        foreach (var (layer, described) in network.Layers.Zip(description.Layers))
        {
            var parameters = layer.Parameters(extent);
            extent = layer.Infer(extent);
            parameters = [.. parameters, .. Sequential.Then(layer)?.Parameters(extent) ?? []];
            Assert.Equal(parameters.Where(parameter => !Layer.IsRunning(parameter.Key)).Sum(parameter => Count(parameter.Shape)), described.ParameterCount);
            Assert.Equal(layer.GetType().Name, described.Kind);
            Assert.Equal(Dimensions(extent), described.OutputShape);
        }

        Assert.Equal(Dimensions(network.Output), Assert.Single(description.Outputs).Shape);
        Assert.Equal(network.Parameters.Select(Text), description.Parameters.Select(parameter => Text((parameter.Name, [.. parameter.Shape]))));
        Assert.Equal(network.Loss?.GetType().Name, description.Loss?.Kind);
        Assert.Equal(network.Loss?.TakesLabels, description.Loss?.TakesLabels);
    }

    private static int[] Dimensions(Extent extent) => extent.IsMap ? [extent.Height, extent.Width, extent.Channels] : [extent.Channels];

    private static long Count(int[] shape) => shape.Aggregate(1L, (product, length) => product * length);

    private static string Text((string Key, int[] Shape) parameter) => $"{parameter.Key} {string.Join('×', parameter.Shape)}";
}
