namespace ConvGen.Tests.Execution;

public sealed class TileStepsTests
{
    /// <summary>What no tile fetches is waited for: shares are rounded up, by less than a byte for each tile.</summary>
    [Theory]
    [InlineData(16, 1)]
    [InlineData(32, 3)]
    [InlineData(32, 7)]
    [InlineData(32, 29)]
    [InlineData(8, 33)]
    public void Tiles_together_fetch_all_of_it(int floats, int tiles) =>
        Assert.InRange(TileSteps.Share(floats, tiles) * tiles, sizeof(float) * floats, (sizeof(float) * floats) + tiles - 1);
}
