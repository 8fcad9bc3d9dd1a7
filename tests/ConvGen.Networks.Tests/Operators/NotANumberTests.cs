using ConvGen.Tests.Networks;

namespace ConvGen.Tests.Operators;

/// <summary>NaN is not lost on the way: a network that diverged must look like it.</summary>
public sealed class NotANumberTests
{
    [Theory]
    [InlineData(InstructionSet.Vector128)]
    [InlineData(InstructionSet.Auto)]
    public void Maximum_pooling_keeps_it_wherever_it_stands(InstructionSet instructions)
    {
        using var network = new Windows(new NetworkOptions { InstructionSet = instructions });
        for (var place = 0; place < 9; place++)
        {
            var image = Enumerable.Range(1, 9).Select(value => (float)value).ToArray();
            image[place] = float.NaN;
            var output = new float[4];
            network.Predict(image, output);
            for (var window = 0; window < 4; window++)
            {
                var corner = (window / 2 * 3) + (window % 2);
                Assert.Equal(new[] { corner, corner + 1, corner + 3, corner + 4 }.Contains(place), float.IsNaN(output[window]));
            }
        }
    }
}
