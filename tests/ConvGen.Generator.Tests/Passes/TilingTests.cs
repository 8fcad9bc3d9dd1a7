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

    private static Tiling Of(string layers) =>
        Tiling.Of(Assert.Single(Compiled.Network($"[Network] {layers} public sealed partial class Net;").Inference.Kernels.OfType<Contraction>()));
}
