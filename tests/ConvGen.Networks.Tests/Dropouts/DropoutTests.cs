using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Dropouts;

/// <summary>
/// Dropout (Srivastava et al. 2014), inverted: in training an element is kept with probability 1 − rate and scaled by 1 / (1 − rate). The mask is
/// a function of seed, layer, step and index alone.
/// </summary>
public sealed class DropoutTests
{
    private const float Rate = 0.3f;
    private const int Batch = 5;

    private static readonly Sequential OnMap = new(new(16, 15, 7), new Dropout(Rate));
    private static readonly Sequential OnVector = new(Extent.Vector(1003), new Dropout(Rate));
    private static readonly Sequential Twice = new(new(16, 15, 7), new Dropout(0.5), new Dropout(0.5));
    private static readonly Sequential BehindConvolution = new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.Tanh }, new Dropout(0.5), new Flatten(), new Dropout(0.25));
    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile([OnMap, OnVector, Twice, BehindConvolution]));

    [Fact]
    public void Inference_passes_everything_through()
    {
        using var network = Create(OnMap);
        var images = Images(OnMap);
        var outputs = new float[images.Length];
        network.Predict(images, outputs);
        Trial.SameBits(images, outputs, "output", "from the input");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_keeps_the_right_share_and_scales_it(bool vector)
    {
        var spec = vector ? OnVector : OnMap;
        using var network = Create(spec);
        var images = Images(spec);
        var mask = Mask(network, images);
        Assert.All(mask, factor => Assert.True(factor == 0 || Math.Abs(factor - (1 / (1 - Rate))) < 1e-6, $"factor {factor}"));

        // Four standard deviations of a binomial share.
        var kept = mask.Count(factor => factor != 0) / (double)mask.Length;
        Assert.InRange(Math.Abs(kept - (1 - Rate)), 0, 4 * Math.Sqrt(Rate * (1 - Rate) / mask.Length));
    }

    [Fact]
    public void Neighbours_are_kept_independently()
    {
        using var network = Create(OnMap);
        var mask = Mask(network, Images(OnMap));
        foreach (var distance in (int[])[1, 2, 4, 7, 8, 15 * 7, OnMap.Input.Elements])
        {
            var both = Enumerable.Range(0, mask.Length - distance).Count(i => mask[i] != 0 && mask[i + distance] != 0) / (double)(mask.Length - distance);
            Assert.InRange(both, ((1 - Rate) * (1 - Rate)) - 0.03, ((1 - Rate) * (1 - Rate)) + 0.03);
        }
    }

    [Fact]
    public void Another_layer_draws_another_mask()
    {
        using var network = Create(Twice);
        var mask = Mask(network, Images(Twice));
        var kept = mask.Count(factor => factor != 0) / (double)mask.Length;
        Assert.InRange(kept, 0.22, 0.28);
        Assert.All(mask, factor => Assert.True(factor is 0 or 4, $"factor {factor}"));
    }

    [Fact]
    public void The_same_seed_and_step_draw_the_same_mask_and_others_another()
    {
        var images = Images(OnMap);
        using var one = Create(OnMap);
        using var same = Create(OnMap);
        using var other = Create(OnMap, seed: 8);
        var first = Mask(one, images);
        Assert.Equal(first, Mask(same, images));
        Assert.NotEqual(first, Mask(other, images));
        Assert.NotEqual(first, Mask(one, images));
        Assert.Equal(Mask(same, images).Length, first.Length);
        Assert.Equal(Mask(one, images), Mask(same, images));
    }

    [Fact]
    public void The_mask_does_not_depend_on_capacity_threads_instructions_or_batch()
    {
        var images = Images(OnMap);
        using var network = Create(OnMap);
        var mask = Mask(network, images);
        foreach (var instructions in ProcessorPaths.All)
        {
            using var other = Create(OnMap, threads: 2, capacity: 9, instructions: instructions);
            Assert.Equal(mask, Mask(other, images));
            using var alone = Create(OnMap, instructions: instructions);
            Assert.Equal(mask.Take(OnMap.Input.Elements), Mask(alone, images[..OnMap.Input.Elements]));
        }
    }

    [Fact]
    public void The_gradient_goes_through_the_same_mask()
    {
        using var network = Create(OnMap);
        var images = Images(OnMap);
        var mask = Mask(network, images);
        var gradient = new Numbers(3).Uniform(images.Length);
        network.Backward(gradient);
        var inputGradient = network.InputGradient.ToArray();
        for (var i = 0; i < mask.Length; i++)
            Assert.Equal(gradient[i] * mask[i], inputGradient[i], 1e-6f);
    }

    [Fact]
    public void The_gradient_behind_a_convolution_is_the_slope_under_a_fixed_mask()
    {
        // Seed and step fix the mask: twins that take the same step with different weights see the same one.
        var images = Images(BehindConvolution);
        var direction = new Numbers(5).Uniform(6 * 3 * 3 * 3);
        var outputGradient = new Numbers(6).Uniform(Batch * BehindConvolution.Output.Elements);
        const float step = 1e-3f;
        double Value(float along, out double slope)
        {
            using var network = Create(BehindConvolution);
            var weight = network.Parameters["layer0.weight"];
            var values = weight.GetValues();
            weight.SetValues([.. values.Select((value, i) => value + (along * direction[i]))]);
            var output = network.Forward(images, training: true).ToArray();
            network.Backward(outputGradient);
            slope = weight.GetGradient().Select((gradient, i) => (double)gradient * direction[i]).Sum();
            return output.Select((value, i) => (double)value * outputGradient[i]).Sum();
        }

        var rise = Value(step, out _) - Value(-step, out _);
        Value(0, out var expected);
        Assert.Equal(1, rise / (2 * step) / expected, 0.01);
    }

    private static INetwork Create(Sequential network, int seed = 7, int threads = 1, int capacity = Batch, InstructionSet instructions = InstructionSet.Auto) =>
        Compiled.Value.Create(network, new NetworkOptions { BatchSize = capacity, Threads = threads, Seed = seed, InstructionSet = instructions });

    /// <summary>Away from zero, so that a dropped element can be told.</summary>
    private static float[] Images(Sequential network) => [.. new Numbers(1).Uniform(Batch * network.Input.Elements).Select(value => value + 2)];

    private static double[] Mask(INetwork network, float[] images)
    {
        var output = network.Forward(images, training: true);
        return [.. output.ToArray().Select((value, i) => Math.Round((double)value / images[i], 6))];
    }
}
