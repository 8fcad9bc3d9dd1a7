using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which networks get a second form, what it is made of, and that it costs no memory of its own.</summary>
public sealed class InterleaveImagesTests
{
    /// <summary>LeNet-5's classic layers: everything from the images to the first dense layer, and back, is done side by side.</summary>
    [Fact]
    public void LeNet5HasBothForms()
    {
        var network = Compiled.Network(Compiled.LeNet5);
        Assert.Equal(["Forward", "ForwardInterleaved", "Loss", "Read0"], network.Inference.Segments.Select(segment => segment.Name));
        Assert.Equal(
            ["input halo", "input", "conv1 forward", "average_pooling2d_1 forward", "conv2 forward", "average_pooling2d_2 forward", "average_pooling2d_2 apart", "fc1 forward", "fc2 forward", "fc3 forward"],
            network.Inference.Find("ForwardInterleaved")!.Kernels.Select(kernel => kernel.Name));

        var backward = network.Training.Find("BackwardInterleaved")!.Kernels;
        Assert.Equal(2, backward.OfType<InterleavedGradient>().Count());
        Assert.Equal(2, backward.OfType<InterleavedSum>().Count());
        Assert.Equal(4, backward.Reverse().TakeWhile(kernel => kernel is AddGroups).Count());
        Assert.Equal([false, true], backward.OfType<Interleave>().Select(copy => copy.TakesApart).Distinct().Order());

        // All of it in one sweep of groups, from the dense layers' gradient to the last sums.
        var sweep = Assert.Single(Sweep.Runs(backward), run => run.Any(kernel => kernel is InterleavedGradient));
        Assert.Equal(16, Sweep.Images(sweep));
        Assert.Equal(4, sweep.Count(kernel => kernel is InterleavedGradient or InterleavedSum));
    }

    [Fact]
    public void FormsShareMemory()
    {
        var training = Compiled.Network(Compiled.LeNet5).Training;
        Assert.Equal(2, training.Forms.Count);
        Assert.All(["Forward", "Backward", "BackwardInput"], pass =>
        {
            Assert.Equal([pass], training.Forms[0].Select(segment => segment.Name).Intersect([pass, pass + Segment.SecondForm]));
            Assert.Equal([pass + Segment.SecondForm], training.Forms[1].Select(segment => segment.Name).Intersect([pass, pass + Segment.SecondForm]));
        });
        var alone = training.Forms.Select(form =>
        {
            var program = new KernelProgram(training.Mode, [.. form.Select(segment => segment with { Kernels = [.. segment.Kernels] })]);
            PlanMemory.Run(program);
            return program.PerImageFloats;
        }).ToList();
        PlanMemory.Run(training);
        Assert.InRange(training.PerImageFloats, alone.Max(), alone.Max() * 21 / 20);
        Assert.Empty(ProgramVerifier.Verify(training));
    }

    [Fact]
    public void TheVerifierSeesFormsThatShareTooMuch()
    {
        var training = Compiled.Network(Compiled.LeNet5).Training;
        var second = Lifetime.Of(training, training.Forms[1]);
        var (a, b) = second.Keys.Where(region => region is { Space: Space.PerImage, PixelPlaces: > 0 })
            .SelectMany(a => second.Keys.Where(b => b is { Space: Space.PerImage } && b != a && !second[a].IsApart(second[b])).Select(b => (a, b))).First();
        b.Offset = a.Offset;
        Assert.Contains(ProgramVerifier.Verify(training), fault => fault.Contains("overlap", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[Input(28, 28, 1)] [Conv2D(6, 5)] [ReLU] [MaxPooling2D(2)] [Conv2D(16, 5)] [Flatten] [Dense(10)]", true)]
    [InlineData("[Input(32, 32, 3)] [Conv2D(6, 5)] [Tanh] [AveragePooling2D(2)] [Conv2D(16, 5)] [Flatten] [Dense(10)]", true)]
    [InlineData("[Input(28, 28, 1)] [Conv2D(6, 5)] [MaxPooling2D(2)] [Conv2D(17, 5)]", false)] // more filters than a vector has lanes
    [InlineData("[Input(28, 28, 1)] [Conv2D(16, 5)] [MaxPooling2D(2)] [Conv2D(16, 5)]", false)] // filters fill vectors
    [InlineData("[Input(64, 64, 1)] [Conv2D(6, 5)] [MaxPooling2D(2)] [Conv2D(16, 5)]", false)] // sixteen images leave the second cache
    [InlineData("[Input(28, 28, 8)] [Conv2D(8, 3, Padding = Padding.Same)]", false)] // by Winograd
    [InlineData("[Input(9, 9, 1)] [Conv2D(2, 1)]", false)] // more is laid side by side than computed
    [InlineData("[Input(28, 28, 4)] [Conv2D(6, 5, Groups = 2)]", false)]
    [InlineData("[Input(20)] [Dense(30)]", false)]
    public void SmallNetworksAreInterleaved(string layers, bool expected)
    {
        var network = Compiled.Network($"[Network] {layers} public sealed partial class Net;");
        Assert.Equal(expected, InterleaveImages.AreIn(network.Inference));
        Assert.Equal(expected, InterleaveImages.AreIn(network.Training));
    }

    /// <summary>Statistics of a batch are made of images each by itself; in inference there are none.</summary>
    [Fact]
    public void MapsDoNotGoToAndFro()
    {
        var network = Compiled.Network("[Network] [Input(28, 28, 1)] [Conv2D(6, 5)] [BatchNormalization] [MaxPooling2D(2)] [Conv2D(16, 5)] [Flatten] [Dense(10)] public sealed partial class Net;");
        Assert.False(InterleaveImages.AreIn(network.Training));
        Assert.Null(network.Inference.Find(LowerNetwork.Prepare) is null ? null : network.Inference.Find("ForwardInterleaved"));
    }

    /// <summary>What an image gives or gets at the ends of a pass lies by itself.</summary>
    [Fact]
    public void WhatOthersReadIsTakenApart()
    {
        var network = Compiled.Network("[Network] [Input(20, 20, 1)] [Conv2D(6, 5)] [Tanh] [Conv2D(10, 5)] public sealed partial class Net;");
        var forward = network.Training.Find("ForwardInterleaved")!.Kernels;
        Assert.True(Assert.IsType<Interleave>(forward[^1]) is { TakesApart: true, Channels: 10 or 11 });
        var gradient = network.Training.Find("BackwardInterleaved")!.Kernels.OfType<Interleave>().First();
        Assert.True(gradient is { TakesApart: false, Repeats: false });
        Assert.Contains(network.Training.Find("BackwardInputInterleaved")!.Kernels, kernel => kernel is Interleave { TakesApart: true });
    }

    [Theory]
    [InlineData(28, 6, 2, 6)]
    [InlineData(10, 16, 2, 6)]
    [InlineData(10, 8, 5, 2)]
    [InlineData(14, 6, 2, 6)]
    [InlineData(5, 3, 3, 3)]
    [InlineData(3, 1, 3, 1)]
    [InlineData(1, 1, 1, 1)]
    public void TilesFillRegistersWithFewRests(int pixels, int columns, int tilePixels, int tileColumns) =>
        Assert.Equal(new ImageTile(tilePixels, tileColumns), ImageTile.Of(pixels, columns));

    /// <summary>Every tile that is chosen has its sums, what is held and what goes by in sixteen registers.</summary>
    [Fact]
    public void TilesFitRegisters() => Assert.All(
        from pixels in Enumerable.Range(1, 40) from columns in Enumerable.Range(1, 16) select ImageTile.Of(pixels, columns),
        tile => Assert.InRange((tile.Pixels * tile.Columns) + Math.Min(tile.Pixels, tile.Columns) + 1, 3, 16));

    [Fact]
    public void PlacesOfAPixelAreOdd()
    {
        var map = new Region("map", Space.PerImage, 4 * 16) { PixelFloats = 16 };
        Assert.Equal([17, 11, 13], new[] { 0, 10, 12 }.Select(channels => SideBySide.Of(map, channels).PixelPlaces));
        var together = SideBySide.Of(map, 10);
        Assert.Equal([0, 16 * 3, 16 * 11, 16 * ((2 * 11) + 5), -16 * 11], new[] { 0, 3, 16, 37, -16 }.Select(number => SideBySide.Place(together, number)));
        Assert.InRange(together.Floats, (4 * 11) + 8, (4 * 11) + 8 + 15);

        // Few channels are as they are: they meet no line twice.
        Assert.Equal(3, SideBySide.Of(new Region("rgb", Space.PerImage, 48) { PixelFloats = 3 }, 3).PixelPlaces);
    }
}
