using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which gradients are written, and which added to zeros.</summary>
public sealed class WriteGradientsTests
{
    [Fact]
    public void Dense_layers_weights_are_written_and_nothing_else_is()
    {
        var written = WriteGradients.Of(Training("[Input(28, 28, 1)] [Conv2D(8, 5)] [Flatten] [Dense(100, Name = \"a\")] [Dense(10, Name = \"b\")]"));
        Assert.Equal(["a.weight gradient", "b.weight gradient"], written.Select(region => region.Name));
    }

    [Theory]
    [InlineData(64, 1)] // 64 · 64 floats
    [InlineData(8, 0)] // fewer than it is worth to speak of
    public void Small_ones_are_added(int units, int written) =>
        Assert.Equal(written, WriteGradients.Of(Training($"[Input({units})] [Dense({units})]")).Count);

    /// <summary>A map's filters are summed image by image.</summary>
    [Fact]
    public void Filters_are_added_image_by_image() => Assert.Empty(WriteGradients.Of(Training("[Input(9, 9, 24)] [Conv2D(40, 1)]")));

    [Theory]
    [InlineData(1024, true)]
    [InlineData(512, false)]
    public void What_caches_do_not_hold_goes_past_them(int units, bool streams)
    {
        var kernel = Assert.Single(Training($"[Input({units})] [Dense({units})]").Kernels.OfType<Contraction>(), kernel => kernel.Output.Region.Space == Space.Gradients);
        Assert.Equal((streams, 0, Value.Instance), (kernel.Streams, kernel.Extra.Count, kernel.Epilogue));
    }

    private static KernelProgram Training(string layers) => Compiled.Network($"[Network] {layers} public sealed partial class Net;").Training;
}
