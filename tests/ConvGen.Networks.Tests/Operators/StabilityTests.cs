using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Large numbers give what they should, not infinity and not NaN: activations up to infinity, losses of logits of ±10,000 and of saturated probabilities.</summary>
public sealed class StabilityTests
{
    private static readonly Extent Row = Extent.Vector(5);

    private static readonly Dictionary<string, Sequential> Networks = new Layer[] { new ReLU(), new ReLU { MaxValue = 6 }, new LeakyReLU(), new PReLU(), new Sigmoid(), new Tanh(), new Softmax(), new SiLU(), new GELU(), new HardSwish() }
        .Select(layer => new Sequential(Row, layer))
        .Concat(new Loss[]
        {
            new SparseCategoricalCrossentropy(), new SparseCategoricalCrossentropy { FromLogits = false }, new SparseCategoricalCrossentropy { IgnoreIndex = 4 },
            new CategoricalCrossentropy(), new CategoricalCrossentropy { LabelSmoothing = 0.1 }, new CategoricalCrossentropy { FromLogits = false },
            new BinaryCrossentropy(), new BinaryCrossentropy { FromLogits = false }, new MeanSquaredError(), new TripletLoss(), new ContrastiveLoss(),
        }.Select(loss => new Sequential(Row, new Dropout(0)) { Loss = loss }))
        .ToDictionary(network => network.Loss?.Declaration ?? network.Layers[0].Declaration, StringComparer.Ordinal);

    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile([.. Networks.Values]));

    public static TheoryData<string, InstructionSet> Activations => Cases(network => network.Loss is null);

    public static TheoryData<string, InstructionSet> Logits => Cases(network => network.Loss is not null && !network.Loss.Declaration.Contains("FromLogits", StringComparison.Ordinal));

    public static TheoryData<string, InstructionSet> Probabilities => Cases(network => network.Loss is not null && network.Loss.Declaration.Contains("FromLogits", StringComparison.Ordinal));

    public static TheoryData<InstructionSet> Paths => [.. ProcessorPaths.All];

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_is_right_far_out(string name, InstructionSet instructions)
    {
        float[] images = [-1e4f, -100, 0, 100, 1e4f, -30, -8, 1, 8, 30, -9000, 5, -5, 9000, 3];
        var (network, oracle) = (Networks[name], Pass(name, images));
        using var compiled = Create(name, instructions);
        var closeness = new Closeness();
        var output = new float[images.Length];
        compiled.Predict(images, output);
        closeness.CheckForward(output, oracle.Outputs[0].Values, name);

        compiled.Forward(images, training: true);
        var gradient = Enumerable.Repeat(1f, images.Length).ToArray();
        compiled.Backward(gradient);
        var expected = oracle.Backward([Tensor.Of(gradient, Row)]).Inputs[0];
        closeness.CheckGradient(compiled.InputGradient.Values, expected.Values, 1e-3, name);
    }

    /// <summary>Softmax has no value for several infinities; every other function has a limit.</summary>
    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_has_its_limits(string name, InstructionSet instructions)
    {
        if (Networks[name].Layers[0] is Softmax)
            return;
        using var compiled = Create(name, instructions);
        float[] images = [float.NegativeInfinity, float.PositiveInfinity, -3e38f, 3e38f, 0];
        compiled.Forward(images, training: true);
        Assert.All(compiled.Forward(images, training: true).ToArray(), value => Assert.False(float.IsNaN(value)));
        compiled.Backward([1, 1, 1, 1, 1]);
        Assert.All(compiled.InputGradient.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Logits))]
    public void A_loss_is_right_at_large_logits(string name, InstructionSet instructions) =>
        CheckLoss(name, instructions, [1e4f, -1e4f, 0, 3, 1e4f, -1e4f, -1e4f, -1e4f, 1e4f, -1e4f, 10, 20, -30, 1, 2], [1, 3, 1]);

    [Theory]
    [MemberData(nameof(Probabilities))]
    public void A_loss_is_right_at_saturated_probabilities(string name, InstructionSet instructions) =>
        CheckLoss(name, instructions, [1, 0, 0, 0, 0, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f, 0, 0, 0, 1, 0], [1, 2, 3]);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Nothing_is_lost_where_every_label_is_ignored(InstructionSet instructions)
    {
        using var compiled = Create(Networks.Keys.Single(name => name.Contains("IgnoreIndex", StringComparison.Ordinal)), instructions);
        Assert.Equal(0, compiled.TrainStep([1e4f, 0, 1, 2, 3, 4, 5, 6, 7, 8], [4, 4]));
        Assert.All(compiled.InputGradient.ToArray(), value => Assert.Equal(0, value));
    }

    /// <summary>At distance 0 the gradient is 0, not 0 / 0.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Equal_vectors_have_finite_gradients(InstructionSet instructions)
    {
        foreach (var name in Networks.Keys.Where(name => Networks[name].Loss is PairedLoss))
        {
            using var compiled = Create(name, instructions);
            var loss = compiled.TrainStep([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5], [7, 7, -9]);
            Assert.InRange(loss, 0.01f, 1f);
            Assert.All(compiled.InputGradient.ToArray(), value => Assert.Equal(0, value));
        }
    }

    private static void CheckLoss(string name, InstructionSet instructions, float[] images, int[] labels)
    {
        float[] values = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0.25f, 0.25f, 0.25f, 0.25f, 0];
        var (loss, output) = (Networks[name].Loss!, Tensor.Of(images, Row));
        var targets = new Oracle.Targets(labels, values);
        using var compiled = Create(name, instructions);
        var closeness = new Closeness();
        var value = loss.TakesLabels ? compiled.TrainStep(images, labels) : compiled.TrainStep(images, values);
        closeness.CheckForward([value], [loss.Value(output, targets)], name);
        closeness.CheckGradient(compiled.InputGradient.Values, loss.Gradient(output, targets).Values, 0, name);
    }

    private static Pass Pass(string name, float[] images)
    {
        var weights = new Weights();
        foreach (var (key, shape) in Networks[name].Parameters)
            weights.Add(key, [.. Enumerable.Repeat(0.25, shape[0])]);
        return new Pass(Networks[name], weights, [Tensor.Of(images, Row)]);
    }

    private static INetwork Create(string name, InstructionSet instructions) =>
        Compiled.Value.Create(Networks[name], new NetworkOptions { BatchSize = 3, Threads = 1, InstructionSet = instructions });

    private static TheoryData<string, InstructionSet> Cases(Func<Sequential, bool> choose)
    {
        var cases = new TheoryData<string, InstructionSet>();
        foreach (var (name, network) in Networks)
            foreach (var instructions in choose(network) ? ProcessorPaths.All : [])
                cases.Add(name, instructions);
        return cases;
    }
}
