using ConvGen.Tests.Harness;
using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Normalisations where careless arithmetic fails: means far from zero, lengths near the ends of a float's range, single values, NaN.</summary>
public sealed class NormalizationTests
{
    public static TheoryData<InstructionSet> Paths => [.. ProcessorPaths.All];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Batch_statistics_are_stable_far_from_zero(InstructionSet instructions)
    {
        using var network = new BatchNormalizedMap(Options(4, instructions));
        CheckFarFromZero(network, new Sequential(new(6, 5, 3), new BatchNormalization { Name = "bn" }));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Instance_statistics_are_stable_far_from_zero(InstructionSet instructions)
    {
        using var network = new InstanceNormalizedMap(Options(4, instructions));
        CheckFarFromZero(network, new Sequential(new(6, 5, 3), new InstanceNormalization { Name = "norm" }));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_single_value_gives_the_bias_and_leaves_the_running_variance(InstructionSet instructions)
    {
        using var network = new BatchNormalizedVector(Options(2, instructions));
        network.Parameters["bn.bias"].SetValues([1, 2, 3]);
        network.Parameters["bn.running_mean"].SetValues([0, 10, -10]);
        network.Parameters["bn.running_var"].SetValues([4, 5, 6]);
        Assert.Equal([1, 2, 3], network.Forward([7, 8, 9], training: true).ToArray());
        network.Backward([1, 2, 3]);
        Assert.Equal([0, 0, 0], network.InputGradient.ToArray());
        Assert.Equal([1, 2, 3], network.Parameters["bn.bias"].GetGradient());
        Assert.Equal([4, 5, 6], network.Parameters["bn.running_var"].GetValues());
        Assert.All(network.Parameters["bn.running_mean"].GetValues().Zip([0.7f, 9.8f, -8.1f]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void Only_a_training_pass_moves_running_averages()
    {
        using var network = new BatchNormalizedMap(Options(2, InstructionSet.Auto));
        var images = new Numbers(4).Uniform(2 * 90);
        network.Predict(images, new float[2 * 90]);
        network.Forward(images, training: false);
        Assert.Equal([0, 0, 0], network.Parameters["bn.running_mean"].GetValues());
        Assert.Equal([1, 1, 1], network.Parameters["bn.running_var"].GetValues());
        network.Forward(images, training: true);
        Assert.DoesNotContain(0, network.Parameters["bn.running_mean"].GetValues());
        Assert.DoesNotContain(1, network.Parameters["bn.running_var"].GetValues());
        Assert.False(network.Parameters["bn.running_mean"].Trainable);
    }

    [Theory]
    [InlineData(InstructionSet.Vector128, 1e19f)]
    [InlineData(InstructionSet.Vector128, 1e38f)]
    [InlineData(InstructionSet.Vector128, 1f)]
    [InlineData(InstructionSet.Auto, 1e19f)]
    [InlineData(InstructionSet.Auto, 1e38f)]
    [InlineData(InstructionSet.Auto, 1f)]
    public void A_huge_vector_has_length_one(InstructionSet instructions, float size)
    {
        var x = new Numbers(8).Uniform(11, size);
        var dy = new Numbers(9).Uniform(11);
        var (y, dx) = Unit(instructions, x, dy);
        var layer = new L2Normalization();
        var input = Tensor.Of(x, Extent.Vector(11));
        var output = layer.Forward(input, []);
        Assert.All(y.Zip(output.Values), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        var expected = layer.Backward(input, output, Tensor.Of(dy, Extent.Vector(11)), [], []).Values;
        // Relative to 1 / size: the gradient's own scale, whose smallest numbers floats no longer hold.
        Assert.All(dx.Zip(expected), pair => Assert.Equal(pair.Second * size, pair.First * (double)size, 1e-5));
    }

    /// <summary>Shorter than ε the divisor is ε, however small the numbers.</summary>
    [Theory]
    [InlineData(InstructionSet.Vector128, 1e-19f)]
    [InlineData(InstructionSet.Vector128, 0f)]
    [InlineData(InstructionSet.Auto, 1e-19f)]
    [InlineData(InstructionSet.Auto, 1e-37f)]
    [InlineData(InstructionSet.Auto, 0f)]
    public void A_tiny_vector_is_divided_by_epsilon(InstructionSet instructions, float size)
    {
        var x = new Numbers(8).Uniform(11, size);
        var dy = new Numbers(9).Uniform(11);
        var (y, dx) = Unit(instructions, x, dy);
        Assert.All(y.Zip(x), pair => Assert.Equal(pair.Second / 1e-12, pair.First, 1e-6 * size / 1e-12));
        Assert.All(dx.Zip(dy), pair => Assert.Equal(pair.Second, pair.First * 1e-12, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Global_maximum_keeps_NaN_wherever_it_stands(InstructionSet instructions)
    {
        using var network = new Largest(Options(1, instructions));
        var output = new float[1];
        for (var place = 0; place < 9; place++)
        {
            var image = Enumerable.Range(1, 9).Select(value => (float)value).ToArray();
            image[place] = float.NaN;
            network.Predict(image, output);
            Assert.True(float.IsNaN(output[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Global_maximum_gives_the_gradient_to_the_first_of_the_largest(InstructionSet instructions)
    {
        using var network = new Largest(Options(1, instructions));
        network.Forward([0, 3, 1, 3, 2, 3, 0, 0, 3], training: true);
        network.Backward([5f]);
        Assert.Equal([0, 5, 0, 0, 0, 0, 0, 0, 0], network.InputGradient.ToArray());
    }

    private static NetworkOptions Options(int batch, InstructionSet instructions) => new() { BatchSize = batch, Threads = 1, InstructionSet = instructions, PoisonArena = true };

    /// <summary>Mean 1000, deviation 0.01: a float's steps there are 6e-5, so a mean of float precision would be off by a share of the deviation.</summary>
    private static void CheckFarFromZero(INetwork network, Sequential spec)
    {
        var numbers = new Numbers(6);
        float[] images = [.. numbers.Uniform(4 * spec.Input.Elements, 0.0173).Select(value => 1000 + value)];
        var dy = numbers.Uniform(images.Length);
        var weights = new Weights();
        foreach (var (key, shape) in spec.Parameters)
            weights.Add(key, [.. Enumerable.Repeat(key.EndsWith("weight", StringComparison.Ordinal) || key.EndsWith("var", StringComparison.Ordinal) ? 1.0 : 0, shape[0])]);

        var pass = new Pass(spec, weights, Tensor.Of(images, spec.Input));
        var closeness = new Closeness();
        closeness.CheckForward(network.Forward(images, training: true).Values, pass.Output.Values, "output");
        network.Backward(dy);
        var (inputGradients, gradients) = pass.Backward(Tensor.Of(dy, spec.Output));
        closeness.CheckGradient(network.InputGradient.Values, inputGradients[0].Values, 0, "input gradient");
        foreach (var (key, values) in gradients)
            closeness.CheckGradient(network.Parameters[key].GetGradient(), values, 0, key);
        foreach (var (key, values) in pass.Averages)
            closeness.CheckForward(network.Parameters[key].GetValues(), values, key);
    }

    private static (float[] Y, float[] Dx) Unit(InstructionSet instructions, float[] x, float[] dy)
    {
        using var network = new UnitVector(Options(1, instructions));
        var y = network.Forward(x, training: true).ToArray();
        network.Backward(dy);
        return (y, network.InputGradient.ToArray());
    }
}
