using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>The input's gradient is computed when asked for, but it is that of the backward pass, whatever happened to the weights since.</summary>
public sealed class InputGradientTests
{
    public static TheoryData<string> Networks => [nameof(LeNet5), nameof(DenseFirst)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Is_of_the_pass_even_after_an_optimisers_step(string name)
    {
        using var asked = Create(name);
        using var stepped = Create(name);
        var images = new Numbers(3).Uniform(2 * asked.Description.Input.Aggregate(1, (product, size) => product * size));
        asked.TrainStep(images, [0, 1]);
        stepped.TrainStep(images, [0, 1]);
        var expected = asked.InputGradient.ToArray();
        new Sgd(10f).Step(stepped.Parameters);
        Assert.Contains(expected, value => value != 0);
        Assert.Equal(expected, stepped.InputGradient.ToArray());
    }

    private static INetwork Create(string name)
    {
        var options = new NetworkOptions { BatchSize = 2, Seed = 5, Threads = 1 };
        return name == nameof(LeNet5) ? new LeNet5(options) : new DenseFirst(options);
    }
}
