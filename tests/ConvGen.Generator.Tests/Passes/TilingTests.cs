using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>How contractions are walked: what a block's rows and columns take of the second cache decides how many items go through a panel together.</summary>
public sealed class TilingTests
{
    /// <summary>Columns come from beyond the second cache once where one block takes all of an image: strides pass over three quarters of the pixels, which count for nothing.</summary>
    [Theory]
    [InlineData("[Input(14, 14, 1024)] [Conv2D(2048, 1, Strides = 2)]")]
    [InlineData("[Input(7, 7, 2048)] [Conv2D(512, 1)]")]
    public void Small_maps_are_one_block(string layers) => Assert.InRange(Of(layers).ItemsOfBlock, 7, 32);

    /// <summary>All columns stay in the second cache beside a few rows: more rows at once would only leave the first.</summary>
    [Fact]
    public void Blocks_are_small_where_all_columns_stay() => Assert.Equal(4, Of("[Input(28, 28, 128)] [Conv2D(512, 1)]").ItemsOfBlock);

    [Fact]
    public void Few_columns_need_no_blocks() => Assert.Equal(0, Of("[Input(28, 28, 64)] [Conv2D(128, 1)]").ItemsOfBlock);

    /// <summary>Some rows of an image go by for all taps and filters, then the next ones: 128 terms or nearly, a row where it alone has more, and with a prime number of rows a few less the last time.</summary>
    [Theory]
    [InlineData("[Input(224, 224, 3)] [Conv2D(64, 7, Strides = 2, Pad = 3)]", 1)]
    [InlineData("[Input(56, 56, 64)] [Conv2D(128, 3, Strides = 2, Padding = Padding.Same)]", 4)]
    [InlineData("[Input(20, 300, 8)] [Conv2D(16, 3, Padding = Padding.Same, Strides = 2)]", 1)]
    [InlineData("[Input(12, 22, 16)] [Conv2D(16, 1)]", 88)]
    [InlineData("[Input(1, 131, 16)] [Conv2D(32, 1)]", 66)]
    [InlineData("[Input(17, 17, 64)] [Conv2D(32, 1)]", 97)]
    [InlineData("[Input(26, 38, 16)] [Conv2D(16, 3, Strides = 2, Padding = Padding.Same)]", 5)]
    [InlineData("[Input(14, 14, 16)] [Conv2D(16, 2, Strides = 2)]", 0)]
    public void Filter_gradients_are_summed_some_rows_at_a_time(string layers, int together)
    {
        var kernel = Assert.Single(Net(layers).Training.Kernels.OfType<Contraction>(), kernel => kernel.Name.EndsWith("filter gradient", StringComparison.Ordinal));
        Assert.Equal(together, Tiling.Of(kernel).StepsTogether);
    }

    private static Tiling Of(string layers) => Tiling.Of(Assert.Single(Net(layers).Inference.Kernels.OfType<Contraction>()));

    private static (KernelProgram Inference, KernelProgram Training) Net(string layers)
    {
        var network = Compiled.Network($"[Network] {layers} public sealed partial class Net;");
        return (network.Inference, network.Training);
    }
}
