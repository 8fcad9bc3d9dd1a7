using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Goldens;

/// <summary>Normalisations and global poolings as PyTorch computes them, in both modes, and the running averages a training pass leaves; made by normalizations.py.</summary>
public sealed class NormalizationGoldenTests
{
    private const double OracleTolerance = 1e-6;

    private static readonly GoldenFile File = new("normalizations");

    private static readonly Dictionary<string, Sequential> ByName = new(StringComparer.Ordinal)
    {
        ["batch_map"] = new(new(4, 3, 5), new BatchNormalization { Name = "op" }),
        ["batch_vector"] = new(Extent.Vector(11), new BatchNormalization { Name = "op", Epsilon = 1e-2f, Momentum = 0.75 }),
        ["instance"] = new(new(4, 3, 5), new InstanceNormalization { Name = "op" }),
        ["instance_plain"] = new(new(4, 3, 5), new InstanceNormalization { Center = false, Scale = false, Epsilon = 1e-3f }),
        ["local_response"] = new(new(3, 4, 11), new LocalResponseNormalization(5) { Bias = 2 }),
        ["local_response_even"] = new(new(3, 4, 11), new LocalResponseNormalization(4) { Alpha = 0.5f, Beta = 1.25 }),
        ["l2_map"] = new(new(3, 4, 5), new L2Normalization()),
        ["l2_vector"] = new(Extent.Vector(7), new L2Normalization { Epsilon = 0.5f }),
        ["global_average"] = new(new(4, 3, 5), new GlobalAveragePooling2D()),
        ["global_max"] = new(new(4, 3, 5), new GlobalMaxPooling2D()),
    };

    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile([.. ByName.Values]));

    public static TheoryData<string> Names => [.. ByName.Keys];

    public static TheoryData<string, InstructionSet> Cases
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in ByName.Keys)
                foreach (var instructions in ProcessorPaths.All)
                    cases.Add(name, instructions);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_oracle_agrees_with_PyTorch(string name)
    {
        var network = ByName[name];
        var weights = new Weights();
        foreach (var (key, values) in Parameters(name))
            weights.Add(key, [.. values.Select(value => (double)value)]);
        var input = File.Tensor($"{name}/input", network.Input);
        var pass = new Pass(network, weights, input);
        Close(File.Doubles($"{name}/output"), pass.Output.Values);
        Close(File.Doubles($"{name}/predicted"), Pass.Inference(network, weights, [input]).Output.Values);
        foreach (var (key, values) in pass.Averages)
            Close(File.Doubles($"{name}/running/{Last(key)}"), values);
        var (inputGradients, gradients) = pass.Backward(File.Tensor($"{name}/output_gradient", network.Output));
        Close(File.Doubles($"{name}/gradient/input"), inputGradients[0].Values);
        foreach (var (key, values) in gradients)
            Close(File.Doubles($"{name}/gradient/{Last(key)}"), values);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_compiled_network_agrees_with_PyTorch(string name, InstructionSet instructions)
    {
        using var network = Compiled.Value.Create(ByName[name], new NetworkOptions { BatchSize = 6, Threads = 1, InstructionSet = instructions });
        foreach (var (key, values) in Parameters(name))
            network.Parameters[key].SetValues(values);
        var closeness = new Closeness();
        var images = File.Floats($"{name}/input");
        var predicted = new float[File.Floats($"{name}/predicted").Length];
        network.Predict(images, predicted);
        closeness.CheckForward(predicted, File.Doubles($"{name}/predicted"), "prediction");
        closeness.CheckForward(network.Forward(images, training: true).Values, File.Doubles($"{name}/output"), "output");
        network.Backward(File.Floats($"{name}/output_gradient"));
        closeness.CheckGradient(network.InputGradient.Values, File.Doubles($"{name}/gradient/input"), 0, "input gradient");
        foreach (var parameter in network.Parameters)
        {
            if (Layer.IsRunning(parameter.Name))
                closeness.CheckForward(parameter.GetValues(), File.Doubles($"{name}/running/{Last(parameter.Name)}"), parameter.Name);
            else
                closeness.CheckGradient(parameter.GetGradient(), File.Doubles($"{name}/gradient/{Last(parameter.Name)}"), 0, parameter.Name);
        }
    }

    private static IEnumerable<(string Key, float[] Values)> Parameters(string name) =>
        ByName[name].Parameters.Select(parameter => (parameter.Key, File.Floats($"{name}/parameter/{Last(parameter.Key)}")));

    private static string Last(string key) => key.Split('.')[^1];

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= OracleTolerance * scale, FormattableString.Invariant($"[{i}]: PyTorch {expected[i]:R}, oracle {actual[i]:R}"));
    }
}
