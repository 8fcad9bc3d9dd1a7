using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Graphs;

/// <summary>The methods with a span for each input and output, the properties and the input gradients of a network that was compiled as a user's would be.</summary>
[Collection(SerialTests.Name)]
public sealed class SeveralSpansTests
{
    private const int Batch = 3, Pixels = 6 * 5, Image = Pixels * 3;

    private static readonly float[] s_left = new Numbers(1).Uniform(Batch * Image);
    private static readonly float[] s_right = new Numbers(2).Uniform(Batch * Image);
    private static readonly int[] s_labels = [3, 0, 2];

    [Fact]
    public void Spans_apart_and_together_give_the_same_bits()
    {
        using var network = Create();
        var (classes, depth, together) = (new float[Batch * 4], new float[Batch * Image], new float[Batch * (4 + Image)]);
        network.Predict(s_left, s_right, classes, depth);
        network.Predict([.. s_left, .. s_right], together);
        Assert.Equal([.. classes, .. depth], together);
        Assert.Equal(classes, network.Classes.ToArray());
        Assert.Equal(depth, network.Depth.ToArray());
        Assert.Same(network.Classes, network.Forward(s_left, s_right));
        Assert.Equal(classes, network.Classes.ToArray());
        Assert.Equal(network.TestStep([.. s_left, .. s_right], s_labels, together), network.TestStep(s_left, s_right, s_labels, classes, depth));
        Assert.Equal(network.TrainStep([.. s_left, .. s_right], s_labels), network.TrainStep(s_left, s_right, s_labels));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Properties_are_the_tensors_of_the_last_pass(bool training)
    {
        using var network = Create();
        network.Forward(s_left, s_right, training);
        Assert.Equal([Batch, 6, 5, 16], network.LeftView.Shape);
        Assert.Equal([Batch, 4], network.Classes.Shape);

        var (weight, bias) = (network.Parameters["conv_left.weight"].GetValues(), network.Parameters["conv_left.bias"].GetValues());
        var left = network.LeftView.ToArray();
        for (var pixel = 0; pixel < Batch * Pixels; pixel++)
            for (var c = 0; c < 16; c++)
            {
                var sum = bias[c] + Enumerable.Range(0, 3).Sum(k => weight[(3 * c) + k] * s_left[(3 * pixel) + k]);
                Assert.Equal(Math.Max(sum, 0), left[(16 * pixel) + c], 1e-5f);
            }

        Assert.Equal(left.Zip(network.RightView.ToArray(), (a, b) => a + b), network.Sum.ToArray());
    }

    [Fact]
    public void Properties_cannot_be_read_before_a_pass()
    {
        using var network = Create();
        Assert.Contains("'LeftView' has no values yet. Call Forward, Predict or TrainStep", Assert.Throws<InvalidOperationException>(() => network.LeftView).Message, StringComparison.Ordinal);
        Assert.Contains("'Depth'", Assert.Throws<InvalidOperationException>(() => network.Depth).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => network.InputGradients);
    }

    /// <summary>
    /// A span that was taken shows the next pass, so it is the network's own memory: 16 channels without a border. A convolution reads Sum with its border, and
    /// Depth has 3 channels: those are copies, which stay.
    /// </summary>
    [Fact]
    public void Tensors_without_padding_are_read_without_a_copy()
    {
        using var network = Create();
        network.Forward(s_left, s_right);
        ReadOnlySpan<float> left = network.LeftView, sum = network.Sum, depth = network.Depth;
        float[] firstLeft = left.ToArray(), firstSum = sum.ToArray(), firstDepth = depth.ToArray();
        network.Forward(s_right, s_left);
        Assert.NotEqual(firstLeft, left.ToArray());
        Assert.Equal(network.LeftView.ToArray(), left.ToArray());
        Assert.Equal(firstSum, sum.ToArray());
        Assert.Equal(firstDepth, depth.ToArray());
        Assert.NotEqual(firstSum, network.Sum.ToArray());
    }

    [Fact]
    public void An_output_without_the_loss_has_no_gradient()
    {
        using var network = Create();
        network.TrainStep(s_left, s_right, s_labels);
        Assert.All(network.Parameters["depth.weight"].GetGradient(), g => Assert.Equal(0, g));
        Assert.All(network.Parameters["depth.bias"].GetGradient(), g => Assert.Equal(0, g));
        Assert.Contains(network.Parameters["classes.weight"].GetGradient(), g => g != 0);
        Assert.Contains(network.Parameters["conv_left.weight"].GetGradient(), g => g != 0);
    }

    [Fact]
    public void Backward_takes_a_gradient_for_each_output_and_gives_one_for_each_input()
    {
        using var network = Create();
        var (classes, depth) = (new Numbers(3).Uniform(Batch * 4), new Numbers(4).Uniform(Batch * Image));
        network.Forward(s_left, s_right, training: true);
        network.Backward(classes, depth);
        var apart = Gradients(network);
        network.Forward(s_left, s_right, training: true);
        network.Backward([.. classes, .. depth]);
        Assert.Equal(apart, Gradients(network));

        network.Forward(s_left, s_right, training: true);
        network.Backward(classes, new float[depth.Length]);
        var one = Gradients(network);
        network.Forward(s_left, s_right, training: true);
        network.Backward(new float[classes.Length], depth);
        var other = Gradients(network);
        var scale = apart.Max(Math.Abs);
        for (var i = 0; i < apart.Length; i++)
            Assert.Equal(apart[i], one[i] + other[i], 1e-5f * scale);

        Assert.Equal(2, network.InputGradients.Count);
        Assert.Same(network.InputGradient, network.InputGradients[0]);
        Assert.Equal([Batch, 6, 5, 3], network.InputGradients[1].Shape);
    }

    /// <summary>By central differences of Σ output · weight, input by input; no element near a kink of ReLU was drawn.</summary>
    [Fact]
    public void Input_gradients_are_the_slopes()
    {
        const float Delta = 2e-3f;
        using var network = Create();
        var weights = new Numbers(5).Uniform(Batch * (4 + Image));
        network.Forward(s_left, s_right, training: true);
        network.Backward(weights);
        float[][] gradients = [network.InputGradients[0].ToArray(), network.InputGradients[1].ToArray()];
        var scale = gradients.Max(gradient => gradient.Max(Math.Abs));
        for (var input = 0; input < 2; input++)
            for (var element = 5; element < Batch * Image; element += 37)
                Assert.Equal((Value(input, element, Delta) - Value(input, element, -Delta)) / (2 * Delta), gradients[input][element], 0.01 * scale);

        double Value(int input, int element, float change)
        {
            float[][] images = [[.. s_left], [.. s_right]];
            images[input][element] += change;
            network.Forward(images[0], images[1], training: true);
            float[] outputs = [.. network.Classes.ToArray(), .. network.Depth.ToArray()];
            return outputs.Zip(weights, (output, weight) => (double)output * weight).Sum();
        }
    }

    [Fact]
    public void Running_averages_belong_to_training_passes_alone()
    {
        using var network = Create();
        var mean = network.Parameters["norm.running_mean"];
        var before = network.Parameters.Values.ToArray();
        network.Predict(s_left, s_right, new float[Batch * 4], new float[Batch * Image]);
        Assert.Equal(before, network.Parameters.Values.ToArray());
        network.TrainStep(s_left, s_right, s_labels);
        var updated = mean.GetValues();
        Assert.DoesNotContain(0f, updated);
        Assert.All(mean.GetGradient(), g => Assert.Equal(0, g));
        new Adam(0.1f).Step(network.Parameters);
        new Sgd(0.1f, weightDecay: 0.1).Step(network.Parameters);
        Assert.Equal(updated, mean.GetValues());
        Assert.Equal(Stereo.Description.ParameterCount, network.Parameters.Where(parameter => !parameter.Name.Contains("running", StringComparison.Ordinal)).Sum(parameter => parameter.Count));
    }

    [Fact]
    public void Threads_and_instruction_sets_read_the_same_tensors()
    {
        foreach (var instructions in ProcessorPaths.All)
        {
            var one = Everything(1, instructions);
            Assert.Equal(one, Everything(2, instructions));
            Assert.DoesNotContain(one, float.IsNaN);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_is_allocated_after_warming_up(int threads)
    {
        using var network = Create(threads);
        var (classes, depth) = (new float[Batch * 4], new float[Batch * Image]);
        var sum = 0f;
        void Call()
        {
            network.Predict(s_left, s_right, classes, depth);
            sum += network.Sum.Values[7] + network.Depth.Values[7];
            network.TrainStep(s_left, s_right, s_labels);
            network.Forward(s_left, s_right, training: true);
            network.Backward(classes, depth);
            sum += network.InputGradients[1].Values[3];
        }

        for (var call = 0; call < 10; call++)
            Call();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 10; call++)
            Call();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.Equal(0, allocated);
        Assert.True(float.IsFinite(sum));
    }

    [Fact]
    public void The_description_says_who_reads_what()
    {
        var description = Stereo.Description;
        Assert.Equal(["left", "right"], description.Inputs.Select(input => input.Name));
        Assert.Equal(["Classes", "Depth"], description.Outputs.Select(output => output.Name));
        Assert.Equal(["LeftView", "RightView", "Sum"], description.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(0, description.Loss!.Output);
        var sum = description.Layers.Single(layer => layer.Kind == "Add");
        Assert.Equal(["conv_left", "norm"], sum.Sources.Select(source => description.Layers[source].Name));
        Assert.Equal([-2], description.Layers.Single(layer => layer.Name == "conv_right").Sources);
        Assert.Contains(description.ToString().Split('\n'), line => line.StartsWith("add_1 (Add)", StringComparison.Ordinal) && line.EndsWith("conv_left, norm", StringComparison.Ordinal));
        Assert.Contains("LeftView 6×5×16", description.ToSvg(), StringComparison.Ordinal);
    }

    private static Stereo Create(int threads = 1, InstructionSet instructions = InstructionSet.Auto) =>
        new(new NetworkOptions { BatchSize = 4, Seed = 6, Threads = threads, InstructionSet = instructions, PoisonArena = true });

    private static float[] Gradients(Stereo network) =>
        [.. network.Parameters.SelectMany(parameter => parameter.GetGradient()), .. network.InputGradients.SelectMany(gradient => gradient.ToArray())];

    private static float[] Everything(int threads, InstructionSet instructions)
    {
        using var network = Create(threads, instructions);
        network.TrainStep(s_left, s_right, s_labels);
        float[] trained = [.. Gradients(network), .. network.LeftView.Values, .. network.RightView.Values, .. network.Sum.Values, .. network.Classes.Values, .. network.Depth.Values];
        network.Forward(s_left, s_right);
        return [.. trained, .. network.LeftView.Values, .. network.RightView.Values, .. network.Sum.Values, .. network.Classes.Values, .. network.Depth.Values];
    }
}
