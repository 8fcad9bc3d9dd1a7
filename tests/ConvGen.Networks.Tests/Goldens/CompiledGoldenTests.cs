using ConvGen.Tests.Harness;
using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Goldens;

/// <summary>Compiled networks give PyTorch's numbers, from weights in PyTorch's files.</summary>
public sealed class CompiledGoldenTests(ITestOutputHelper output)
{
    /// <summary>Ten steps at a learning rate of 0.05 amplify rounding.</summary>
    private const double TrainingTolerance = 1e-4;

    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile([.. OperatorGoldens.ByName.Values]));

    public static TheoryData<string, InstructionSet> Operators
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in OperatorGoldens.ByName.Keys)
                foreach (var instructions in ProcessorPaths.All)
                    cases.Add(name, instructions);
            return cases;
        }
    }

    public static TheoryData<InstructionSet> Paths => [.. ProcessorPaths.All];

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_agrees_with_PyTorch(string name, InstructionSet instructions)
    {
        var file = OperatorGoldens.File;
        var spec = OperatorGoldens.ByName[name];
        var images = file.Floats($"{name}/input");
        var expected = file.Doubles($"{name}/output");
        using var network = Compiled.Value.Create(spec, new NetworkOptions { BatchSize = 7, Threads = 1, InstructionSet = instructions });
        foreach (var (key, values) in OperatorGoldens.Weights(name))
            network.Parameters[key].SetValues(values);

        var closeness = new Closeness();
        closeness.CheckForward(network.Forward(images, training: true).Values, expected, "output");
        if (spec.Loss is null)
            network.Backward(file.Floats($"{name}/output_gradient"));
        else
            closeness.CheckForward([TrainStep(network, spec.Loss, images, name)], file.Doubles($"{name}/loss"), "loss");

        closeness.CheckGradient(network.InputGradient.Values, file.Doubles($"{name}/gradient/input"), 0, "input gradient");
        foreach (var parameter in network.Parameters)
            closeness.CheckGradient(parameter.GetGradient(), OperatorGoldens.Gradient(name, parameter.Name), 0, parameter.Name);
        output.WriteLine(closeness.ToString());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void LeNet5_agrees_with_PyTorch(InstructionSet instructions)
    {
        var expected = new GoldenFile("lenet5.expected");
        using var network = Loaded(instructions);
        var closeness = new Closeness();
        var predicted = new float[4 * 10];
        network.Predict(expected.Floats("input"), predicted);
        closeness.CheckForward(predicted, expected.Doubles("output"), "output");
        closeness.CheckForward([network.TrainStep(expected.Floats("input"), expected.Ints("labels"))], expected.Doubles("loss"), "loss");
        closeness.CheckGradient(network.InputGradient.Values, expected.Doubles("gradient/input"), 0, "input gradient");
        foreach (var parameter in network.Parameters)
        {
            var key = expected.Keys.Single(key => key.StartsWith($"gradient/{parameter.Name}/", StringComparison.Ordinal));
            var step = key[^1] - '0';
            var gradient = parameter.GetGradient().Where((_, i) => i % step == 0).ToArray();
            closeness.CheckGradient(gradient, expected.Doubles(key), 0, parameter.Name + " gradient");
        }

        output.WriteLine(closeness.ToString());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void LeNet5_learns_as_with_PyTorchs_Sgd(InstructionSet instructions) => Learns(instructions, new Sgd(0.05f, momentum: 0.9f), "losses/sgd");

    [Theory]
    [MemberData(nameof(Paths))]
    public void LeNet5_learns_as_with_PyTorchs_Adam(InstructionSet instructions) => Learns(instructions, new Adam(0.001f), "losses/adam");

    private void Learns(InstructionSet instructions, Optimizer optimizer, string losses)
    {
        var expected = new GoldenFile("lenet5.expected");
        using var network = Loaded(instructions);
        var worst = 0.0;
        foreach (var loss in expected.Doubles(losses))
        {
            var actual = network.TrainStep(expected.Floats("input"), expected.Ints("labels"));
            optimizer.Step(network.Parameters);
            worst = Math.Max(worst, Math.Abs(actual - loss) / loss);
            Assert.True(worst <= TrainingTolerance, FormattableString.Invariant($"loss {actual:R}, PyTorch's {loss:R}"));
        }

        output.WriteLine(FormattableString.Invariant($"worst loss {worst:E1}"));
    }

    private static LeNet5 Loaded(InstructionSet instructions)
    {
        var network = new LeNet5(new NetworkOptions { BatchSize = 4, Threads = 2, InstructionSet = instructions });
        network.LoadWeights(GoldenFile.PathOf("lenet5"));
        return network;
    }

    private static float TrainStep(INetwork network, Loss loss, float[] images, string name) => loss.TakesLabels
        ? network.TrainStep(images, OperatorGoldens.File.Ints($"{name}/target"))
        : network.TrainStep(images, OperatorGoldens.File.Floats($"{name}/target"));
}
