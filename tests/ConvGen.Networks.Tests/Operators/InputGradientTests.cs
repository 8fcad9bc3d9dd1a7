using ConvGen.Tests.Harness;
using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>
/// The input's gradient is computed when asked for, but it is that of the last backward pass, whatever happened to the weights since; once another forward pass
/// has run there is none. <see cref="Comparison"/> and the random networks hold the first for every operator.
/// </summary>
public sealed class InputGradientTests
{
    public static TheoryData<string> Networks => [nameof(LeNet5), nameof(DenseFirst), nameof(SlopesFirst)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Is_of_the_pass_even_after_an_optimisers_step(string name)
    {
        using var asked = Create(name);
        using var stepped = Create(name);
        var images = Images(asked);
        asked.TrainStep(images, [0, 1]);
        stepped.TrainStep(images, [0, 1]);
        var expected = asked.InputGradient.ToArray();
        new Sgd(10f).Step(stepped.Parameters);
        Assert.Contains(expected, value => value != 0);
        Assert.Equal(expected, stepped.InputGradient.ToArray());
        // Read once, it stays.
        new Sgd(10f).Step(stepped.Parameters);
        Assert.Equal(expected, stepped.InputGradient.ToArray());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Is_gone_after_another_forward_pass(string name)
    {
        using var network = Create(name);
        var images = Images(network);
        var outputs = new float[2 * network.Description.Outputs[0].Shape[^1]];
        Action[] passes = [() => network.Predict(images, outputs), () => network.Forward(images), () => network.Forward(images, training: true), () => network.TestStep(images, [0, 1], outputs)];
        foreach (var pass in passes)
        {
            network.TrainStep(images, [0, 1]);
            var gradient = network.InputGradient;
            pass();
            Assert.Contains("no input gradient", Assert.Throws<InvalidOperationException>(() => network.InputGradient).Message, StringComparison.Ordinal);
            Assert.Contains("no input gradient", Assert.Throws<InvalidOperationException>(() => gradient.ToArray()).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Is_of_the_last_pass_when_the_one_before_was_never_asked(string name)
    {
        using var network = Create(name);
        using var fresh = Create(name);
        var images = Images(network);
        network.TrainStep(images, [1, 0]);
        new Sgd(1f).Step(network.Parameters);
        network.Parameters.Values.CopyTo(fresh.Parameters.Values);
        network.TrainStep(images, [0, 1]);
        fresh.TrainStep(images, [0, 1]);
        Assert.Equal(fresh.InputGradient.ToArray(), network.InputGradient.ToArray());
    }

    [Fact]
    public void Is_none_before_any_backward_pass()
    {
        using var network = Create(nameof(DenseFirst));
        Assert.Throws<InvalidOperationException>(() => network.InputGradient);
        network.Forward(Images(network), training: true);
        Assert.Throws<InvalidOperationException>(() => network.InputGradient);
    }

    private static float[] Images(INetwork network) => new Numbers(3).Uniform(2 * network.Description.Input.Aggregate(1, (product, size) => product * size));

    private static INetwork Create(string name)
    {
        var options = new NetworkOptions { BatchSize = 2, Seed = 5, Threads = 1 };
        return name switch
        {
            nameof(LeNet5) => new LeNet5(options),
            nameof(DenseFirst) => new DenseFirst(options),
            _ => new SlopesFirst(options),
        };
    }
}
