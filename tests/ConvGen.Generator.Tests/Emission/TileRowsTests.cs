using ConvGen.Generator.Backends.CSharp;

namespace ConvGen.Tests.Emission;

/// <summary>How many rows a register tile takes: as many as its vectors leave registers for, where that pays.</summary>
public sealed class TileRowsTests
{
    [Theory]
    [InlineData(7, 64, 7)]
    [InlineData(14, 255, 6)]
    [InlineData(14, 256, 7)]
    [InlineData(56, 256, 7)]
    [InlineData(169, 512, 13)]
    [InlineData(26, 512, 13)]
    [InlineData(64, 512, 8)]
    [InlineData(11, 512, 11)]
    [InlineData(17, 512, 6)]
    [InlineData(13, 64, 6)]
    public void Two_vectors_of_sixteen_take_more_rows_of_deep_sums(int rows, int terms, int expected) => Assert.Equal(expected, PanelRun.Pair.MostRows(rows, terms));

    [Fact]
    public void Others_take_what_sixteen_registers_hold()
    {
        Assert.Equal(6, PanelRun.Full.MostRows(14, 512));
        Assert.Equal(14, PanelRun.Half.MostRows(28, 64));
        Assert.Equal(14, PanelRun.Odd.MostRows(28, 512));
    }
}
