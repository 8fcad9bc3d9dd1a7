namespace ConvGen.Tests.Networks;

public sealed class ParametersTests
{
    [Fact]
    public void Parameters_are_found_by_name_and_place()
    {
        using var core = DenseProgram.Create();
        var parameters = core.Parameters;
        Assert.Equal(2, parameters.Count);
        Assert.Equal(18, parameters.ElementCount);
        Assert.Equal(["fc.weight", "fc.bias"], parameters.Select(p => p.Name));
        Assert.Same(parameters[1], parameters["fc.bias"]);
        Assert.True(parameters.TryGet("fc.weight", out var weight));
        Assert.Equal([3, 5], weight.Shape);
        Assert.Equal(15, weight.Count);
        Assert.True(weight.Trainable);
        Assert.Equal("fc.weight 3×5", weight.ToString());
        Assert.False(parameters.TryGet("fc", out _));
    }

    [Fact]
    public void An_unknown_name_brings_the_nearest_ones()
    {
        using var core = DenseProgram.Create();
        var exception = Assert.Throws<KeyNotFoundException>(() => core.Parameters["fc.wieght"]);
        Assert.Equal("There is no parameter 'fc.wieght'. Nearest: 'fc.weight', 'fc.bias'.", exception.Message);
    }

    [Fact]
    public void Values_go_in_and_out_in_public_order_and_padding_lanes_stay_zero()
    {
        using var core = DenseProgram.Create();
        var weight = core.Parameters["fc.weight"];
        var values = Enumerable.Range(1, 15).Select(i => (float)i).ToArray();
        weight.SetValues(values);
        Assert.Equal(values, weight.GetValues());
        Assert.Equal([1f, 6f, 11f, 0f, 0f, 0f, 0f, 0f, 2f], core.Parameters.Values[..9].ToArray());
        Assert.Contains("3×5) has 15 values, but the span has 14", Assert.Throws<ArgumentException>(() => weight.SetValues(new float[14])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => weight.GetValues(new float[16]));
        Assert.Throws<ArgumentException>(() => weight.GetGradient(new float[16]));
    }

    [Fact]
    public void Gradients_are_zeros_before_training()
    {
        using var core = DenseProgram.Create();
        Assert.Equal(new float[3], core.Parameters["fc.bias"].GetGradient());
        Assert.Equal(core.Parameters.Values.Length, core.Parameters.Gradients.Length);
    }

    [Fact]
    public void Trainable_ranges_merge_neighbours_and_leave_frozen_ones_out()
    {
        Assert.Equal([0..48], Ranges(0));
        Assert.Equal([40..48], Ranges(1));
        Assert.Equal([0..40], Ranges(2));
        using var core = DenseProgram.Create();
        Assert.Equal([40..48], core.Parameters.TrainableVectorRanges);

        static IReadOnlyList<Range> Ranges(int frozen)
        {
            using var core = new NetworkCore(DenseProgram.Describe(frozen: frozen), _ => new DenseProgram(), null);
            return core.Parameters.TrainableRanges;
        }
    }

    [Fact]
    public void A_parameter_beyond_the_planned_buffer_is_refused()
    {
        var description = DenseProgram.Describe() with { Memory = new MemoryDescription(3, 8, 11, 8, 47) };
        Assert.Contains("ends at 48", Assert.Throws<ArgumentException>(() => new NetworkCore(description, _ => new DenseProgram(), null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("conv1.weight", "conv1.weight", 0)]
    [InlineData("CONV1.weight", "conv1.weight", 0)]
    [InlineData("conv.weight", "conv1.weight", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    public void Edit_distance(string a, string b, int distance)
    {
        Assert.Equal(distance, NearestNames.Distance(a, b));
        Assert.Equal(distance, NearestNames.Distance(b, a));
    }

    /// <summary>First values are drawn when they are wanted: neither a failure before nor reading in another order shows.</summary>
    [Fact]
    public void A_replacement_that_fails_changes_nothing()
    {
        using var plain = DenseProgram.Create(new NetworkOptions { Seed = 3 });
        using var core = DenseProgram.Create(new NetworkOptions { Seed = 3 });
        Assert.Throws<IOException>(() => core.Parameters.Replace(Fail));
        Assert.Equal(plain.Parameters.Values.ToArray(), core.Parameters.Values.ToArray());
        Assert.Throws<IOException>(() => core.Parameters.Replace(Fail));
        Assert.Equal(plain.Parameters.Values.ToArray(), core.Parameters.Values.ToArray());

        static void Fail(Span<float> values)
        {
            values[0] = 1;
            throw new IOException();
        }
    }

    [Fact]
    public void A_replacement_counts_as_a_change_and_keeps_spans_valid()
    {
        using var core = DenseProgram.Create();
        core.Parameters.Replace(values => values[0] = 2);
        var version = core.Parameters.Version;
        var span = core.Parameters.Values;
        Assert.Equal(2, span[0]);
        core.Parameters.Replace(values => values[0] = 3);
        Assert.Equal(3, span[0]);
        Assert.True(core.Parameters.Version > version);
    }
}
