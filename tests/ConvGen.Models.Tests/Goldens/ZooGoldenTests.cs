using System.Runtime.Intrinsics.X86;
using Xunit.Abstractions;

namespace ConvGen.Tests.Goldens;

/// <summary>
/// Each of the zoo's networks, with weights from PyTorch's own file under its own keys, predicts what PyTorch predicts, and a training step gives its
/// loss, every parameter's gradient, the input's gradient and the running averages.
/// </summary>
public sealed class ZooGoldenTests(ErrorTable table, ITestOutputHelper output) : IClassFixture<ErrorTable>
{
    /// <summary>Of each tensor's largest value.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Those of the folder: at full size the script makes and checks one after the other.</summary>
    public static TheoryData<string> Networks => [.. ZooCase.All.Keys.Where(name => File.Exists(ZooGoldens.Expected(name)))];

    [ZooTheory]
    [MemberData(nameof(Networks))]
    public void A_network_agrees_with_PyTorch(string name)
    {
        var expected = Safetensors.Read(ZooGoldens.Expected(name));
        var input = expected["input"];
        var type = ZooCase.All[name].Compile(input.Shape[1], input.Shape[2]);
        var all = new List<ZooErrors>();
        foreach (var instructions in Avx2.IsSupported && Fma.IsSupported ? new[] { InstructionSet.Vector128, InstructionSet.Avx2, InstructionSet.Vector512 } : [InstructionSet.Vector128])
        {
            using var network = (INetwork)Activator.CreateInstance(type, new NetworkOptions { BatchSize = input.Shape[0], Threads = 2, InstructionSet = instructions })!;
            var errors = Compare(network, name, expected);
            table.Add(name, instructions, errors);
            output.WriteLine(FormattableString.Invariant($"{instructions}: prediction {errors.Predicted:E1}, output {errors.Output:E1}, loss {errors.Loss:E1}, running averages {errors.RunningAverages:E1}, input gradient {errors.InputGradient:E1}, gradients {errors.ParameterGradient:E1} ({errors.WorstParameter})"));
            if (errors.FloatGradient > 0)
                output.WriteLine(FormattableString.Invariant($"PyTorch's float {errors.FloatGradient:E1} ({errors.WorstFloat}); other choices at {errors.Taken.Count} of {errors.Places} places: {string.Join("; ", errors.Taken)}; like PyTorch's float: {string.Join("; ", errors.LikeFloats)}"));
            all.Add(errors);
        }

        Assert.All(all, errors => errors.Check());
    }

    [ZooFact]
    public void Every_network_has_its_golden_and_its_case()
    {
        Assert.Equal(ZooCase.All.Keys.Order(StringComparer.Ordinal), Counts.PublishedCountTests.Classes.Keys.Order(StringComparer.Ordinal));
        Assert.All(ZooCase.All.Keys, name => Assert.True(File.Exists(ZooGoldens.Expected(name)), $"{ZooGoldens.Expected(name)} is missing."));
    }

    private static ZooErrors Compare(INetwork network, string name, IReadOnlyDictionary<string, NamedTensor> expected)
    {
        var errors = new ZooErrors(Tolerance);
        var images = expected["input"].Values;
        network.LoadWeights(ZooGoldens.Weights(name));

        var predicted = new float[All(expected, "predicted").Length];
        network.Predict(images, predicted);
        errors.ComparePredicted(predicted, All(expected, "predicted"));

        var first = network.Forward(images);
        errors.CompareLoss(Step(network, expected, images, first), expected["loss"].Values[0]);
        errors.CompareOutput(Outputs(network, first), All(expected, "output"));
        errors.Places = Alternatives.Places(expected).Count();
        errors.Taken = Alternatives.Taken(expected, network.InputGradient.Values);
        CompareGradients(network, Alternatives.With(expected, errors.Taken), errors);
        CompareRunningAverages(network, expected, errors);
        return errors;
    }

    /// <summary>Forward and backward; without a loss of its own, that is the sum of outputs times given gradients.</summary>
    private static float Step(INetwork network, IReadOnlyDictionary<string, NamedTensor> expected, float[] images, Activations first)
    {
        if (expected.TryGetValue("labels", out var labels))
            return network.TrainStep(images, [.. labels.Values.Select(label => (int)label)]);
        network.Forward(images, training: true);
        var gradients = All(expected, "output_gradient");
        network.Backward(gradients);
        return (float)Outputs(network, first).Zip(gradients).Sum(pair => (double)pair.First * pair.Second);
    }

    private static void CompareGradients(INetwork network, IReadOnlyDictionary<string, NamedTensor> expected, ZooErrors errors)
    {
        var trained = Trained(network, expected).ToList();
        Assert.Equal(expected.Keys.Count(key => key.StartsWith("gradient/", StringComparison.Ordinal)) - 1, trained.Count);
        var yardstick = new Yardstick(expected, trained.Select(parameter => parameter.Name));
        errors.CompareInputGradient(network.InputGradient.Values, expected["gradient/input"].Values, yardstick);
        foreach (var parameter in trained)
            errors.CompareParameterGradient(parameter.Name, parameter.GetGradient(), expected["gradient/" + parameter.Name].Values, yardstick);
    }

    private static void CompareRunningAverages(INetwork network, IReadOnlyDictionary<string, NamedTensor> expected, ZooErrors errors)
    {
        var averages = network.Parameters.Except(Trained(network, expected)).ToList();
        Assert.Equal(expected.Keys.Count(key => key.StartsWith("after/", StringComparison.Ordinal)), averages.Count);
        foreach (var average in averages)
            errors.CompareRunningAverage(average.Name, average.GetValues(), expected["after/" + average.Name].Values);
    }

    private static IEnumerable<Parameter> Trained(INetwork network, IReadOnlyDictionary<string, NamedTensor> expected) =>
        network.Parameters.Where(parameter => expected.ContainsKey("gradient/" + parameter.Name));

    /// <summary>The outputs of the last pass, one after the other; where there are several, they are properties.</summary>
    private static float[] Outputs(INetwork network, Activations first) => network.Description.Outputs is [_]
        ? first.ToArray()
        : [.. network.Description.Outputs.SelectMany(tensor => ((Activations)network.GetType().GetProperty(tensor.Name)!.GetValue(network)!).ToArray())];

    /// <summary>All tensors of a numbered kind, one after the other, as <see cref="INetwork.Predict"/> orders several outputs.</summary>
    private static float[] All(IReadOnlyDictionary<string, NamedTensor> tensors, string kind) =>
        [.. Enumerable.Range(0, tensors.Keys.Count(key => key.StartsWith(kind + "/", StringComparison.Ordinal))).SelectMany(i => tensors[$"{kind}/{i}"].Values)];
}
