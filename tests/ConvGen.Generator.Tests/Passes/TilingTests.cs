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

    /// <summary>An image's terms go by in equal blocks of rows for all taps and filters, of one row where it alone is longer than a block should be.</summary>
    [Theory]
    [InlineData("[Input(224, 224, 3)] [Conv2D(64, 7, Strides = 2, Pad = 3)]", 112, 1, 112)]
    [InlineData("[Input(56, 56, 64)] [Conv2D(128, 3, Strides = 2, Padding = Padding.Same)]", 7, 4, 28)]
    [InlineData("[Input(20, 300, 8)] [Conv2D(16, 3, Padding = Padding.Same, Strides = 2)]", 10, 1, 150)]
    [InlineData("[Input(12, 22, 16)] [Conv2D(16, 1)]", 3, 88, 1)]
    [InlineData("[Input(14, 14, 16)] [Conv2D(16, 2, Strides = 2)]", 1, 7, 7)]
    public void Filter_gradients_are_summed_in_blocks_of_rows(string layers, int blocks, int rows, int pixels)
    {
        var kernel = Assert.Single(Net(layers).Training.Kernels.OfType<Contraction>(), kernel => kernel.Name.EndsWith("filter gradient", StringComparison.Ordinal));
        var tiling = Tiling.Of(kernel);
        Assert.Equal((blocks, rows, pixels), (tiling.Blocks?.Loop.Extent ?? 1, tiling.Depth[0].Loop.Extent, tiling.Depth.Count == 1 ? 1 : tiling.Depth[1].Loop.Extent));
        if (tiling.Blocks is { } block)
            Assert.Equal((tiling.Depth[0].Times(rows).A, tiling.Depth[0].Times(rows).B), (block.A, block.B));
    }

    private static Tiling Of(string layers) => Tiling.Of(Assert.Single(Net(layers).Inference.Kernels.OfType<Contraction>()));

    private static (KernelProgram Inference, KernelProgram Training) Net(string layers)
    {
        var network = Compiled.Network($"[Network] {layers} public sealed partial class Net;");
        return (network.Inference, network.Training);
    }
}
