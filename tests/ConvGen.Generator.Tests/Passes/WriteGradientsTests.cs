using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which gradients are written, and which added to zeros.</summary>
public sealed class WriteGradientsTests
{
    [Fact]
    public void Dense_layers_weights_are_written_and_filters_of_maps_are_added_image_by_image()
    {
        var written = WriteGradients.Of(Training("[Input(28, 28, 1)] [Conv2D(8, 5)] [Conv2D(40, 1)] [DepthwiseConv2D(3)] [Flatten] [Dense(100, Name = \"a\")] [Dense(10, Name = \"b\")]"));
        Assert.Equal(["a.weight gradient", "b.weight gradient"], written.Select(region => region.Name));
    }

    [Fact]
    public void Filters_of_a_few_pixels_are_written_too() =>
        Assert.Equal(["a.weight gradient"], WriteGradients.Of(Training("[Input(1, 1, 64)] [Conv2D(32, 1, Name = \"a\")]")).Select(region => region.Name));

    [Fact]
    public void Small_and_frozen_ones_are_not()
    {
        Assert.Empty(WriteGradients.Of(Training("[Input(8)] [Dense(8)]")));
        Assert.Empty(WriteGradients.Of(Training("[Input(64)] [Dense(64, Trainable = false)]")));
    }

    [Theory]
    [InlineData("[Input(1024)] [Dense(1024)]", true)]
    [InlineData("[Input(512)] [Dense(512)]", false)] // a second cache may hold them
    [InlineData("[Input(3, 3, 1545)] [Conv2D(2040, 1, Groups = 3)]", false)] // the second group's panels begin within a line: 42 panels and a half one of 515 channels
    public void Large_ones_go_past_the_caches_where_vectors_may(string layers, bool streams)
    {
        var kernel = Assert.Single(Training(layers).Kernels.OfType<Contraction>(), kernel => kernel.Output.Region.Space == Space.Gradients);
        Assert.Equal((streams, 0, Value.Instance), (kernel.Streams, kernel.Extra.Count, kernel.Epilogue));
    }

    private static KernelProgram Training(string layers) => Compiled.Network($"[Network] {layers} public sealed partial class Net;").Training;
}
