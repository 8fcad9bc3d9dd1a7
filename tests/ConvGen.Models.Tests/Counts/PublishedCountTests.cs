using System.Reflection;
using System.Text.Json;

namespace ConvGen.Tests.Counts;

/// <summary>
/// Parameters, multiply-accumulates and output shapes of every network are those that were counted in PyTorch (tests/goldens/zoo.counts.json), and
/// the summary table shows them.
/// </summary>
public sealed class PublishedCountTests
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    private static readonly Dictionary<string, PublishedCount> Published = JsonSerializer.Deserialize<Dictionary<string, PublishedCount>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "zoo.counts.json")), CamelCase)!;

    public static TheoryData<string> Networks => [.. Published.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Counts_are_the_published_ones(string name)
    {
        var expected = Published[name];
        var description = Describe(Classes[name]);
        Assert.Equal(expected.Parameters, description.ParameterCount);
        Assert.Equal(expected.MultiplyAccumulates, description.MultiplyAccumulates);
        Assert.Equal(expected.Outputs, description.Outputs.Select(output => output.Shape.ToArray()));

        var table = description.ToString();
        Assert.Contains(expected.Parameters.ToString("N0"), table, StringComparison.Ordinal);
        Assert.Contains(expected.MultiplyAccumulates.ToString("N0"), table, StringComparison.Ordinal);
    }

    /// <summary>Sums, concatenations and padding find their tensors in place.</summary>
    [Theory]
    [InlineData(nameof(Models.LeNet5))]
    [InlineData(nameof(Models.ResNet18))]
    [InlineData(nameof(Models.ResNet50))]
    [InlineData(nameof(Models.Vgg16))]
    [InlineData(nameof(Models.GoogLeNet))]
    [InlineData(nameof(Models.MobileNetV2))]
    public void No_layer_is_copied(string name) => Assert.Equal(0, Describe(Classes[name]).Copies);

    [Fact]
    public void Every_network_is_counted() => Assert.Equal(Published.Keys.Order(StringComparer.Ordinal), Classes.Keys.Order(StringComparer.Ordinal));

    internal static Dictionary<string, Type> Classes { get; } =
        typeof(Models.LeNet5).Assembly.GetExportedTypes().Where(type => typeof(INetwork).IsAssignableFrom(type)).ToDictionary(type => type.Name, StringComparer.Ordinal);

    private static NetworkDescription Describe(Type network) =>
        (NetworkDescription)network.GetProperty(nameof(INetwork.Description), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private sealed record PublishedCount(long Parameters, long MultiplyAccumulates, int[][] Outputs);
}
