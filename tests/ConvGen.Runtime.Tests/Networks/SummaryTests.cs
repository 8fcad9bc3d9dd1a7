using System.Globalization;
using ConvGen.Tests.Networks.Drawing;

namespace ConvGen.Tests.Networks;

public sealed class SummaryTests
{
    private static readonly NetworkDescription s_description = new(
        "LeNet5",
        [new TensorDescription("input", [28, 28, 1], -1)],
        [
            new LayerDescription("conv1", "Conv2D", [-1], [28, 28, 6], 156, 117_600),
            new LayerDescription("averagepooling2d_1", "AveragePooling2D", [0], [14, 14, 6], 0, 0),
            new LayerDescription("fc1", "Dense", [1], [10], 11_770, 11_760),
        ],
        [
            new ParameterDescription("conv1.weight", [6, 1, 5, 5], 0, new PanelPacking(1, 6, [new PackedAxis(25, 1)]), ParameterRole.Weight, Initializer.GlorotUniform, false),
            new ParameterDescription("conv1.bias", [6], 200, new PanelPacking(1, 6, []), ParameterRole.Bias, Initializer.Zeros, false),
            new ParameterDescription("fc1.weight", [10, 1176], 208, new PanelPacking(1, 10, [new PackedAxis(1176, 1)]), ParameterRole.Weight, Initializer.GlorotUniform, true),
            new ParameterDescription("fc1.bias", [10], 19_024, new PanelPacking(1, 10, []), ParameterRole.Bias, Initializer.Zeros, true),
        ],
        [new TensorDescription("fc1", [10], 2)],
        [],
        null,
        new MemoryDescription(5_880, 64, 12_000, 1_024, 19_040));

    [Fact]
    public void The_table_is_as_users_see_it()
    {
        var text = s_description.ToString();
        Assert.DoesNotContain('\r', text);
        Assert.Equal(Snapshot, text);
    }

    [Fact]
    public void The_table_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var custom = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            custom.NumberFormat.NumberGroupSeparator = ".";
            custom.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = custom;
            Assert.Equal(Snapshot, s_description.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Copies_are_stated_where_there_are_any()
    {
        Assert.DoesNotContain("Copies", s_description.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nCopies between layers: 3\n", (s_description with { Copies = 3 }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_stated_for_the_batch_asked_for()
    {
        Assert.Contains("Arena at batch 64: 1.4 MiB for inference, 2.9 MiB for training\n", s_description.ToString(64), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_description.ToString(0));
    }

    [Fact]
    public void A_graphs_table_says_what_each_layer_reads() => Assert.Equal(GraphSnapshot, Sketch.Inception.ToString());

    [Fact]
    public void Many_sources_take_lines_of_their_own()
    {
        var sketch = new Sketch("Net").Input("left", 1).Input("right", 1);
        string[] names = [.. Enumerable.Range(1, 9).Select(i => $"dense_{i}")];
        foreach (var name in names)
            sketch.Layer(name, "Dense", [1], 2, 1, "right");
        var lines = sketch.Layer("join", "Concatenate", [9], 0, 0, names).Output("join").Description.ToString().Split('\n');
        Assert.Contains(lines, line => line.StartsWith("left (Input)  ", StringComparison.Ordinal));
        var first = Array.FindIndex(lines, line => line.StartsWith("join", StringComparison.Ordinal));
        Assert.EndsWith("  dense_1, dense_2, dense_3, dense_4,", lines[first], StringComparison.Ordinal);
        Assert.Equal("dense_5, dense_6, dense_7, dense_8,", lines[first + 1].Trim());
    }

    [Fact]
    public void Running_averages_are_stated_but_not_counted()
    {
        var vector = new PanelPacking(1, 6, []);
        var description = s_description with
        {
            Parameters =
            [
                .. s_description.Parameters,
                new ParameterDescription("bn.running_mean", [6], 19_040, vector, ParameterRole.RunningMean, Initializer.Zeros, false),
                new ParameterDescription("bn.running_var", [6], 19_056, vector, ParameterRole.RunningVariance, Initializer.Zeros, false),
            ],
        };
        Assert.Equal(11_926, description.ParameterCount);
        Assert.Equal(11_770, description.TrainableParameterCount);
        Assert.Contains("trainable 11,770, frozen 156\nRunning averages, not counted: 12 (48 B)\n", description.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    [InlineData(3L << 40, "3.0 TiB")]
    [InlineData(5L << 50, "5120.0 TiB")]
    public void Sizes_are_short(long bytes, string text) => Assert.Equal(text, ShapeText.FormatBytes(bytes));

    private const string Snapshot = """
        LeNet5
        ────────────────────────────────────────────────────────────────────
        Layer                                  Output shape  Params     MACs
        ────────────────────────────────────────────────────────────────────
        input                                  28×28×1
        conv1 (Conv2D)                         28×28×6          156  117,600
        averagepooling2d_1 (AveragePooling2D)  14×14×6            0        0
        fc1 (Dense)                            10            11,770   11,760
        ────────────────────────────────────────────────────────────────────
        Parameters: 11,926 (46.6 KiB), trainable 11,770, frozen 156
        Multiply-accumulates: 129,360 for each image
        Arena at batch 1: 23.2 KiB for inference, 50.9 KiB for training

        """;

    private const string GraphSnapshot = """
        InceptionModule
        ────────────────────────────────────────────────────────────────────────────────────────────────────────
        Layer                          Output shape   Params        MACs  Connected to
        ────────────────────────────────────────────────────────────────────────────────────────────────────────
        input                          28×28×192
        conv2d_1 (Conv2D)              28×28×64       12,352   9,633,792  input
        conv2d_2 (Conv2D)              28×28×96       18,528  14,450,688  input
        conv2d_3 (Conv2D)              28×28×128     110,720  86,704,128  conv2d_2
        conv2d_4 (Conv2D)              28×28×16        3,088   2,408,448  input
        conv2d_5 (Conv2D)              28×28×32       12,832  10,035,200  conv2d_4
        maxpooling2d_1 (MaxPooling2D)  28×28×192           0           0  input
        conv2d_6 (Conv2D)              28×28×32        6,176   4,816,896  maxpooling2d_1
        concatenate_1 (Concatenate)    28×28×256           0           0  conv2d_1, conv2d_3, conv2d_5, conv2d_6
        ────────────────────────────────────────────────────────────────────────────────────────────────────────
        Parameters: 0 (0 B), trainable 0, frozen 0
        Multiply-accumulates: 128,049,152 for each image
        Arena at batch 1: 0 B for inference, 0 B for training

        """;
}
