namespace ConvGen.Tests.Harness;

/// <summary>A loss beyond a float's range is infinite, and nothing else is.</summary>
public sealed class ClosenessTests
{
    [Theory]
    [InlineData(float.PositiveInfinity, 2e50, true)]
    [InlineData(float.MaxValue, 2e50, false)]
    [InlineData(float.NaN, 2e50, false)]
    [InlineData(float.NegativeInfinity, 2e50, false)]
    [InlineData(float.PositiveInfinity, 3e38, false)]
    [InlineData(float.PositiveInfinity, double.NaN, false)]
    [InlineData(3e38f, 3e38, true)]
    [InlineData(2.9e38f, 3e38, false)]
    public void Losses_beyond_floats_are_infinite(float actual, double expected, bool isRight) =>
        Assert.Equal(isRight, Record.Exception(() => new Closeness().CheckLoss(actual, expected, "loss")) is null);
}
