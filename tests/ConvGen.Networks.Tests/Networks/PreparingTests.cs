using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Networks;

/// <summary>Whatever writes parameters, the next passes see it: they equal those of a new network that was given the same, bit for bit.</summary>
public sealed class PreparingTests
{
    private const int Batch = 5;
    private static readonly int[] _labels = [0, 3, 1, 2, 3];
    private static readonly float[] _images = new Numbers(3).Uniform(Batch * 90);

    private static readonly Dictionary<string, Action<Preparing>> _writes = new()
    {
        ["a weight set"] = network => Scale(network.Parameters["up.weight"]),
        ["a running average set"] = network => Scale(network.Parameters["norm.running_var"]),
        ["a frozen weight set"] = network => Scale(network.Parameters["deep.weight"]),
        ["a frozen average set"] = network => Scale(network.Parameters["frozen.running_var"]),
        ["a frozen convolution set"] = network => Scale(network.Parameters["conv.weight"]),
        ["a step of an optimiser"] = network => new Sgd(0.5f).Step(network.Parameters),
        ["a training pass"] = network => network.Forward(_images, training: true),
        ["a training step and an optimiser's"] = network =>
        {
            network.TrainStep(_images, _labels);
            new Adam(0.1f).Step(network.Parameters);
        },
        ["weights loaded"] = network =>
        {
            var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            using var other = new Preparing(new NetworkOptions { Seed = 8 });
            Scale(other.Parameters["frozen.running_var"]);
            other.SaveWeights(path);
            network.LoadWeights(path);
            File.Delete(path);
        },
        ["the best weights restored"] = network => network.Fit(Dataset.FromMemory(_images, _labels, [6, 5, 3]), new FitOptions
        {
            Epochs = 3,
            Optimizer = new Sgd(1f),
            Progress = ProgressMode.None,
            Validation = Dataset.FromMemory(_images, _labels, [6, 5, 3]),
            Callbacks = [new EarlyStopping(patience: 5, restoreBestWeights: true)],
        }),
    };

    public static TheoryData<string, InstructionSet> Cases
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in _writes.Keys)
                foreach (var instructions in ProcessorPaths.All)
                    cases.Add(name, instructions);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_pass_sees_parameters_from_before_a_write(string write, InstructionSet instructions)
    {
        using var network = new Preparing(Options(instructions));
        network.TrainStep(_images, _labels);
        var before = Predict(network);
        _writes[write](network);
        Assert.NotEqual(before, Predict(network));
        CheckAgainstNew(network, instructions);
    }

    /// <summary>The span may be kept and written to whenever.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void A_span_over_values_may_be_kept(InstructionSet instructions)
    {
        using var network = new Preparing(Options(instructions));
        Predict(network);
        var values = network.Parameters.Values;
        foreach (var name in (string[])["up.weight", "norm.running_mean", "deep.weight", "frozen.weight", "conv.weight", "fc.bias"])
        {
            var before = Predict(network);
            values[Preparing.Description.Parameters.Single(parameter => parameter.Name == name).Offset] += 0.25f;
            Assert.NotEqual(before, Predict(network));
            CheckAgainstNew(network, instructions);
        }
    }

    /// <summary>What training prepares of frozen layers is not made again for a step, so it must not depend on one.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Training_goes_as_with_everything_made_for_each_pass(InstructionSet instructions)
    {
        using var once = new Preparing(Options(instructions));
        using var always = new Preparing(Options(instructions));
        _ = always.Parameters.Values;
        var (first, second) = (new Adam(0.05f), new Adam(0.05f));
        for (var step = 0; step < 6; step++)
        {
            Assert.Equal(always.TrainStep(_images, _labels), once.TrainStep(_images, _labels));
            first.Step(once.Parameters);
            second.Step(always.Parameters);
            Assert.Equal(always.InputGradient.ToArray(), once.InputGradient.ToArray());
            Assert.Equal(Predict(always), Predict(once));
        }
    }

    [Fact]
    public void Both_modes_prepare_something()
    {
        var memory = Preparing.Description.Memory;
        Assert.True(memory.InferencePrepared > 0 && memory.TrainingPrepared > 0);
    }

    public static TheoryData<InstructionSet> Paths => [.. ProcessorPaths.All];

    private static NetworkOptions Options(InstructionSet instructions) => new() { BatchSize = Batch, Seed = 2, Threads = 2, InstructionSet = instructions, PoisonArena = true };

    private static void CheckAgainstNew(Preparing network, InstructionSet instructions)
    {
        using var fresh = new Preparing(Options(instructions));
        foreach (var parameter in network.Parameters)
            fresh.Parameters[parameter.Name].SetValues(parameter.GetValues());
        Assert.Equal(Predict(fresh), Predict(network));
        Assert.Equal(fresh.TrainStep(_images, _labels), network.TrainStep(_images, _labels));
        Assert.Equal(fresh.InputGradient.ToArray(), network.InputGradient.ToArray());
        foreach (var parameter in network.Parameters)
            Assert.Equal(fresh.Parameters[parameter.Name].GetGradient(), parameter.GetGradient());
        Assert.Equal(Predict(fresh), Predict(network));
    }

    private static float[] Predict(Preparing network)
    {
        var outputs = new float[Batch * 4];
        network.Predict(_images, outputs);
        Assert.DoesNotContain(outputs, float.IsNaN);
        return outputs;
    }

    private static void Scale(Parameter parameter) => parameter.SetValues([.. parameter.GetValues().Select(value => value * 1.5f)]);
}
