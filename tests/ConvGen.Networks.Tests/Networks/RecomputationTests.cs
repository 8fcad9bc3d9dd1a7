using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Networks;

/// <summary>
/// A network that makes tensors again for its backward pass beside the same network with names for them, which keeps what it made because users may read it: the
/// same bits, in less memory.
/// </summary>
public sealed class RecomputationTests(ITestOutputHelper output)
{
    private const int Batch = 5;

    public static TheoryData<InstructionSet, int> Cases
    {
        get
        {
            var cases = new TheoryData<InstructionSet, int>();
            foreach (var instructions in ProcessorPaths.All)
                foreach (var threads in (int[])[1, 2])
                    cases.Add(instructions, threads);
            return cases;
        }
    }

    [Fact]
    public void What_is_made_again_takes_no_memory_between()
    {
        var (lean, kept) = (Residuals.Description.Memory.TrainingPerImage, ReadableResiduals.Description.Memory.TrainingPerImage);
        output.WriteLine($"{lean} floats an image instead of {kept}");
        Assert.InRange(lean, 1, (long)(0.7 * kept));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_gradients_and_weights_have_the_same_bits(InstructionSet instructions, int threads)
    {
        var options = new NetworkOptions { BatchSize = Batch, Threads = threads, Seed = 4, InstructionSet = instructions, PoisonArena = true };
        using var lean = new Residuals(options);
        using var kept = new ReadableResiduals(options);
        Assert.Equal(lean.Parameters.Select(parameter => parameter.Name), kept.Parameters.Select(parameter => parameter.Name));
        var images = new Numbers(3).Uniform(Batch * 18 * 14 * 3);
        int[] labels = [0, 3, 1, 2, 3];
        var (optimizer, other) = (new Sgd(0.05f), new Sgd(0.05f));
        for (var step = 0; step < 3; step++)
        {
            // The second time by hand, without the loss.
            var when = $"in step {step} with {threads} threads";
            if (step == 1)
            {
                Trial.SameBits(lean.Forward(images, training: true), kept.Forward(images, training: true), "output", when);
                var gradient = new Numbers(5).Uniform(Batch * 4);
                lean.Backward(gradient);
                kept.Backward(gradient);
            }
            else
            {
                Trial.SameBits([lean.TrainStep(images, labels)], [kept.TrainStep(images, labels)], "loss", when);
            }

            foreach (var (parameter, twin) in lean.Parameters.Zip(kept.Parameters))
                Trial.SameBits(parameter.GetGradient(), twin.GetGradient(), parameter.Name + " gradient", when);
            optimizer.Step(lean.Parameters);
            other.Step(kept.Parameters);
            Trial.SameBits(lean.InputGradient, kept.InputGradient, "input gradient", when);
        }

        Trial.SameBits(lean.Parameters.Values, kept.Parameters.Values, "weights", "after three steps");
    }
}
