using System.Globalization;

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
    public void Memory_is_stated_for_the_batch_asked_for()
    {
        Assert.Contains("Arena at batch 64: 1.4 MiB for inference, 2.9 MiB for training\n", s_description.ToString(64), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_description.ToString(0));
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
}
