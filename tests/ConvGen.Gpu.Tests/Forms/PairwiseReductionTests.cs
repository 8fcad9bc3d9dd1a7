using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Losses that compare images with each other.</summary>
public class PairwiseReductionTests
{
    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0, 2, true)]
    [InlineData(0, 9, true)]
    [InlineData(0, 9, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, true)]
    [InlineData(1, 9, true)]
    [InlineData(1, 9, false)]
    public void Distances_losses_and_gradients(int operation, int batch, bool hasGradient)
    {
        foreach (var (height, width, lanes) in new[] { (1, 1, 3), (1, 1, 40), (5, 1, 12), (5, 7, 20) })
            Assert.Empty(KernelTrial.Faults(Kernel((PairwiseOperation)operation, height, width, lanes, hasGradient), batch, batch + 1));
    }

    /// <summary>More than a block has threads, so that some have several.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Many_images(int operation) => Assert.Empty(new KernelTrial(Kernel((PairwiseOperation)operation, 1, 1, 3, true), 70, 70) { Budget = 200_000_000 }.Faults());

    /// <summary>Images that are so far away that rounding decides which triples count.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Numbers_of_all_sizes(int operation)
    {
        for (var images = 2; images <= 12; images++)
            Assert.Empty(new KernelTrial(Kernel((PairwiseOperation)operation, 1, 1, 12, true), images, images) { Numbers = Numbers.Extreme }.Faults());
    }

    /// <summary>A network that diverged must look like it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void NaN_counts(int operation)
    {
        var kernel = Kernel((PairwiseOperation)operation, 1, 1, 5, true);
        Assert.Empty(new KernelTrial(kernel, 5, 5) { Prepare = memory => memory.Values(kernel.Input.Region)[18] = float.NaN }.Faults());
    }

    [Fact]
    public void Images_of_one_label_make_no_triples()
    {
        var kernel = Kernel(PairwiseOperation.Triples, 1, 1, 5, true);
        Assert.Empty(new KernelTrial(kernel, 4, 4) { Prepare = memory => memory.Labels = [2, 2, 2, 2] }.Faults());
    }

    private static PairwiseReduction Kernel(PairwiseOperation operation, int height, int width, int lanes, bool hasGradient) => new(
        "loss", operation, 2.5f, height, width, lanes, Layouts.Map("x", height, width, lanes, Layout.Haloed), hasGradient ? Layouts.Map("dx", height, width, lanes) : null,
        new Region("distances", Space.PerImage, PairwiseReduction.ScratchFloats), new Region("losses", Space.Losses, 1));
}
