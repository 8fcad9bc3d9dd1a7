namespace ConvGen.Tests.Networks;

/// <summary>Gradients are cleared before a backward pass, but for those that it writes.</summary>
[Collection(SerialTests.Name)]
public sealed class WrittenGradientsTests
{
    public static TheoryData<long[]> Places => [[], [0, 1], [16, 16], [0, 3, 32, 16], [0, 48]];

    [Theory]
    [MemberData(nameof(Places))]
    public void All_others_are_zero(long[] written)
    {
        var program = new PreparingProgram { Written = written };
        using var core = PreparingProgram.Create(program, options: new NetworkOptions { PoisonArena = true });
        core.Forward([3], training: true);
        core.Backward([1]);
        var expected = new float[48];
        for (var i = 0; i < written.Length; i += 2)
            expected.AsSpan((int)written[i], (int)written[i + 1]).Fill(float.NaN);
        Assert.Equal(expected, program.Found);
    }
}
