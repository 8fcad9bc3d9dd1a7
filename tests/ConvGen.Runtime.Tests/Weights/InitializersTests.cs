namespace ConvGen.Tests.Weights;

public sealed class InitializersTests
{
    /// <summary>The known answers that the paper's authors publish with their reference implementation.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_words(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block(key0, key1, c0, c1, c2, c3));

    [Theory]
    [InlineData(Initializer.GlorotUniform, true, false)]
    [InlineData(Initializer.GlorotNormal, false, false)]
    [InlineData(Initializer.HeUniform, true, true)]
    [InlineData(Initializer.HeNormal, false, true)]
    public void Distributions_have_their_mean_deviation_and_bounds(Initializer initializer, bool uniform, bool he)
    {
        // out 64 × in 32 × 5 × 5: fan in 800, fan out 1600.
        var values = Draw(initializer, [64, 32, 5, 5]);
        var deviation = Math.Sqrt(he ? 2.0 / 800 : 2.0 / 2400);
        var mean = values.Average(v => (double)v);
        var measured = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(0, mean, 4 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(deviation, measured, 0.01 * deviation);
        var most = values.Max(Math.Abs);
        if (uniform)
            Assert.InRange(most, 0.999 * Math.Sqrt(3) * deviation, (Math.Sqrt(3) * deviation) + 1e-6);
        else
            Assert.InRange(most, 3.5 * deviation, 6 * deviation);
        // Neighbours are unrelated: the lag-one correlation of n independent numbers is about 1 / √n.
        var correlation = values.Zip(values.Skip(1), (a, b) => (double)a * b).Average() / (measured * measured);
        Assert.InRange(correlation, -4 / Math.Sqrt(values.Length), 4 / Math.Sqrt(values.Length));
    }

    [Fact]
    public void Normal_numbers_are_normal()
    {
        var deviation = Math.Sqrt(2.0 / 800);
        var values = Draw(Initializer.HeNormal, [64, 32, 5, 5]);
        Assert.Equal(0.6827, values.Count(v => Math.Abs(v) < deviation) / (double)values.Length, 0.01);
        Assert.Equal(0.9545, values.Count(v => Math.Abs(v) < 2 * deviation) / (double)values.Length, 0.01);
    }

    [Fact]
    public void Values_depend_on_seed_and_parameter_and_on_nothing_else()
    {
        var reference = Draw(Initializer.GlorotUniform, [7, 9], seed: 1, index: 2);
        Assert.Equal(reference, Draw(Initializer.GlorotUniform, [7, 9], seed: 1, index: 2));
        Assert.NotEqual(reference, Draw(Initializer.GlorotUniform, [7, 9], seed: 2, index: 2));
        Assert.NotEqual(reference, Draw(Initializer.GlorotUniform, [7, 9], seed: 1, index: 3));
        Assert.NotEqual(reference, Draw(Initializer.GlorotUniform, [7, 9], seed: -1, index: 2));
    }

    /// <summary>Bits that must not change between versions or machines: networks are reproducible by their seed.</summary>
    [Fact]
    public void The_first_values_are_these()
    {
        Assert.Equal([-1f], Draw(Initializer.Zeros, [1, 1]).Select(_ => -1f));
        var values = Draw(Initializer.GlorotUniform, [3, 3], seed: 0, index: 0);
        // Words 6627e8d5 e169c58d bc57ac4c 9b00dbd8 as fractions of 2³², times 2, less 1; the limit is √(6/6) = 1.
        Assert.Equal([2 * (0x6627e8d5 / 4294967296.0) - 1, 2 * (0xe169c58d / 4294967296.0) - 1], values.Take(2).Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Networks_start_with_their_layers_values()
    {
        using var a = DenseProgram.Create(new NetworkOptions { Seed = 4 });
        using var b = DenseProgram.Create(new NetworkOptions { Seed = 4, BatchSize = 3, Threads = 2 });
        using var c = DenseProgram.Create(new NetworkOptions { Seed = 5 });
        Assert.Equal(Draw(Initializer.GlorotUniform, [3, 5], seed: 4, index: 0), a.Parameters["fc.weight"].GetValues());
        Assert.Equal(new float[3], a.Parameters["fc.bias"].GetValues());
        Assert.Equal(a.Parameters.Values.ToArray(), b.Parameters.Values.ToArray());
        Assert.NotEqual(a.Parameters.Values.ToArray(), c.Parameters.Values.ToArray());

        var description = DenseProgram.Describe();
        var scaled = description with { Parameters = [description.Parameters[0], description.Parameters[1] with { Role = ParameterRole.Scale }] };
        using var d = new NetworkCore(scaled, _ => new DenseProgram(), null);
        Assert.Equal([1f, 1f, 1f], d.Parameters["fc.bias"].GetValues());
    }

    [Theory]
    [InlineData(new int[0], 1, 1)]
    [InlineData(new[] { 7 }, 7, 7)]
    [InlineData(new[] { 10, 84 }, 84, 10)]
    [InlineData(new[] { 16, 6, 5, 3 }, 90, 240)]
    public void Fans_follow_the_receptive_field(int[] shape, double fanIn, double fanOut) => Assert.Equal((fanIn, fanOut), Initializers.Fans(shape));

    [Fact]
    public void An_unknown_initialiser_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw((Initializer)99, [1, 1]));

    private static float[] Draw(Initializer initializer, int[] shape, int seed = 11, int index = 0)
    {
        var values = new float[shape.Aggregate(1, (product, extent) => product * extent)];
        Initializers.Fill(values, shape, initializer, seed, index);
        return values;
    }
}
