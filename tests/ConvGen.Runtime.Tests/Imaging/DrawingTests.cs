using System.Xml.Linq;
using ConvGen.Tests.Training;
using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Imaging;

/// <summary>Drawings are well-formed, stay on their paper and show what they should. How they look was judged by eye.</summary>
public sealed class DrawingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Svg => _folder.File("drawing.svg");

    public void Dispose() => _folder.Dispose();

    private XElement[] Elements(string name) => [.. XDocument.Load(Svg).Descendants().Where(element => element.Name.LocalName == name)];

    private static History Trained(int epochs, bool validated = true)
    {
        var history = new History();
        for (var epoch = 1; epoch <= epochs; epoch++)
            history.Add(new EpochRecord(epoch, 1f / epoch, validated ? 1.2f / epoch : float.NaN, validated ? 1 - 0.3f / epoch : float.NaN, 0.1f, 1));
        return history;
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(100), InlineData(3000)]
    public void A_curve_stays_on_its_paper(int epochs)
    {
        TrainingCurve.WriteSvg(Svg, Trained(epochs), "Loss & <accuracy>");
        var lines = Elements("polyline");
        Assert.Equal(3, lines.Length);
        foreach (var line in lines)
        {
            var points = line.Attribute("points")!.Value.Split(' ');
            Assert.Equal(epochs, points.Length);
            foreach (var point in points)
            {
                var xy = point.Split(',').Select(double.Parse).ToArray();
                Assert.InRange(xy[0], 72, 688);
                Assert.InRange(xy[1], 92, 366);
            }
        }

        Assert.Contains(Elements("text"), text => text.Value == "Loss & <accuracy>");
        Assert.InRange(Elements("text").Length, 10, 50);
    }

    [Fact]
    public void A_curve_without_validation_has_one_line()
    {
        TrainingCurve.WriteSvg(Svg, Trained(4, validated: false));
        Assert.Single(Elements("polyline"));
        Assert.Throws<ArgumentException>(() => TrainingCurve.WriteSvg(Svg, new History()));
    }

    [Fact]
    public void Values_that_are_no_numbers_or_all_alike_can_be_drawn()
    {
        var history = new History();
        history.Add(new EpochRecord(1, 0.5f, float.NaN, 1, 0.1f, 1));
        history.Add(new EpochRecord(2, 0.5f, float.PositiveInfinity, 1, 0.1f, 1));
        history.Add(new EpochRecord(3, float.NaN, float.NaN, 1, 0.1f, 1));
        TrainingCurve.WriteSvg(Svg, history);
        Assert.DoesNotContain("NaN", File.ReadAllText(Svg), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", File.ReadAllText(Svg), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_shows_each_image_with_what_was_said_of_it()
    {
        PredictionGrid.WriteSvg(Svg, new byte[3 * 12], [2, 6, 1], [0, 1, 2], [0, 1, 1], ["cat", "dog", "T-shirt & top"], "Three");
        Assert.Equal(3, Elements("image").Length);
        Assert.Equal(["Three", "2 of 3 right", "cat", "dog", "dog", "is T-shirt & top"], Elements("text").Select(text => text.Value));
        Assert.Throws<ArgumentException>(() => PredictionGrid.WriteSvg(Svg, new byte[3], [1, 1, 2], [0], [0], ["a"]));
        Assert.Throws<ArgumentException>(() => PredictionGrid.WriteSvg(Svg, new byte[3], [1, 1, 1], [0, 0], [0, 0], ["a"]));
        Assert.Throws<ArgumentException>(() => PredictionGrid.WriteSvg(Svg, new byte[2], [1, 1, 1], [0, 0], [0], ["a"]));
    }

    /// <summary>With several outputs it is the one that the loss reads.</summary>
    [Theory]
    [InlineData(0), InlineData(1), InlineData(5)]
    public void A_network_fills_its_own_grid(int ahead)
    {
        using var network = new FakeNetwork(2, _ => 1, channels: 1, ahead: ahead);
        string[] names = ["a", "b", "c"];
        var test = Dataset.FromMemory([0f, 1f, 2f, 1f, 0f], [0, 1, 2, 2, 0], 1, 1, 1);
        PredictionGrid.WriteSvg(Svg, network, test, names, count: 4);
        Assert.Equal(["3 of 4 right", "a", "b", "c", "b", "is c"], Elements("text").Skip(1).Select(text => text.Value));
        Assert.Contains("3 classes, but there are 2 names", Assert.Throws<ArgumentException>(() => PredictionGrid.WriteSvg(Svg, network, test, names[..2])).Message, StringComparison.Ordinal);

        using var twoChannels = new FakeNetwork(2, _ => 1);
        Assert.Throws<ArgumentException>(() => PredictionGrid.WriteSvg(Svg, twoChannels, Dataset.FromMemory(new float[10], new int[5], 1, 1, 2), names));
    }
}
