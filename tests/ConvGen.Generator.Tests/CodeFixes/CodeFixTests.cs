using ConvGen.CodeFixes;

namespace ConvGen.Tests.CodeFixes;

/// <summary>Each cure on code as users write it, comments and line endings included; the result compiles without a word.</summary>
public class CodeFixTests
{
    [Theory]
    [InlineData("[Network]\n[Input(4)]\n[Dense(2)]\npublic sealed class Net;\n", "[Network]\n[Input(4)]\n[Dense(2)]\npublic sealed partial class Net;\n")]
    [InlineData("// Mine.\n[Network]\n[Input(4)]\n[Dense(2)]\nclass Net { }\n", "// Mine.\n[Network]\n[Input(4)]\n[Dense(2)]\npartial class Net { }\n")]
    public void Class_becomes_partial(string before, string after) => FixedText.Check(new MakePartial(), "CVG1001", before, after);

    [Theory]
    [InlineData(
        "[Network]\n[Input(6, 6, 1)]\n[Conv2D(4, 3)]\n[Dense(2)] // scores\npublic sealed partial class Net;\n",
        "[Network]\n[Input(6, 6, 1)]\n[Conv2D(4, 3)]\n[Flatten]\n[Dense(2)] // scores\npublic sealed partial class Net;\n")]
    [InlineData(
        "[Network]\r\n[Input(6, 6, 1)]\r\n    // The head.\r\n    [Dense(2)]\r\npublic sealed partial class Net;\r\n",
        "[Network]\r\n[Input(6, 6, 1)]\r\n    // The head.\r\n    [Flatten]\r\n    [Dense(2)]\r\npublic sealed partial class Net;\r\n")]
    [InlineData(
        "[Network] [Input(6, 6, 1)] [Dense(2)] public sealed partial class Net;\n",
        "[Network] [Input(6, 6, 1)] [Flatten] [Dense(2)] public sealed partial class Net;\n")]
    [InlineData(
        "[Network, Input(6, 6, 1), Dense(2)]\npublic sealed partial class Net;\n",
        "[Network, Input(6, 6, 1), Flatten, Dense(2)]\npublic sealed partial class Net;\n")]
    public void Flatten_goes_above_a_dense_layer(string before, string after) => FixedText.Check(new InsertFlatten(), "CVG2008", before, after);

    [Theory]
    [InlineData("[Conv2D(4, 7)]", "[Conv2D(4, 7, Padding = Padding.Same)]")]
    [InlineData("[Conv2D(4, 7, Padding = Padding.Valid, Name = \"c\")]", "[Conv2D(4, 7, Padding = Padding.Same, Name = \"c\")]")]
    [InlineData("[Conv2D(4, 9, PadTop = 1, UseBias = false)]", "[Conv2D(4, 9, UseBias = false, Padding = Padding.Same)]")]
    [InlineData("[MaxPooling2D(8)]", "[MaxPooling2D(8, Padding = Padding.Same)]")]
    public void Window_is_padded(string before, string after) => FixedText.Check(
        new PadSame(), "CVG2003", $"[Network]\n[Input(6, 6, 1)]\n{before}\npublic sealed partial class Net;\n", $"[Network]\n[Input(6, 6, 1)]\n{after}\npublic sealed partial class Net;\n");

    [Theory]
    [InlineData("[Conv2d(4, 3)]", "[Conv2D(4, 3)]")]
    [InlineData("[MaxPool2D(2)]", "[MaxPooling2D(2)]")]
    [InlineData("[Flaten]", "[Flatten]")]
    [InlineData("[LeakyRelu]", "[LeakyReLU]")]
    public void Misspelt_layer_is_found(string before, string after) => FixedText.Check(
        new CorrectSpelling(), "CS0246", $"[Network]\n[Input(6, 6, 1)]\n{before}\npublic sealed partial class Net;\n", $"[Network]\n[Input(6, 6, 1)]\n{after}\npublic sealed partial class Net;\n");

    [Theory]
    [InlineData("[Network]\n[Input(6, 6, 1)]\n[Transformer]\npublic sealed partial class Net;\n")]
    [InlineData("[Conv2d(4, 3)]\npublic sealed class Somebody;\n")]
    public void What_may_be_anything_stays(string source) => Assert.Null(FixedText.Of(new CorrectSpelling(), "CS0246", source));

    private const string Residual = """
        [Network]
        [Input(8, 8, 4)]
        public sealed partial class Net
        {
            [Conv2D(#, 3, Padding = Padding.Same)]
            public partial Activations Body { get; }

            [From(Network.Input)]
            [ReLU] // carried
            public partial Activations Shortcut { get; }

            [Add(nameof(Body), nameof(Shortcut))]
            public partial Activations Sum { get; }
        }
        """;

    [Theory]
    [InlineData("6", "[Conv2D(6, 1)]")]
    [InlineData("6, 3, Strides = 2, Name = \"c\"", "[Conv2D(6, 1, Strides = 2)]")]
    public void Shortcut_is_projected(string convolution, string projection)
    {
        var before = Residual.Replace("#, 3", convolution.Contains(',', StringComparison.Ordinal) ? convolution : convolution + ", 3", StringComparison.Ordinal);
        FixedText.Check(new ProjectShortcut(), "CVG2011", before, before.Replace("// carried\n", "// carried\n    " + projection + "\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Shortcut_of_the_input_itself_has_no_place_for_a_layer() => Assert.Null(FixedText.Of(new ProjectShortcut(), "CVG2011",
        "[Network]\n[Input(8, 8, 4)]\npublic sealed partial class Net\n{\n    [Conv2D(6, 1)]\n    [Add(Network.Input)]\n    public partial Activations Sum { get; }\n}\n"));

    [Theory]
    [InlineData("\"Bdy\"", "nameof(Body)")]
    [InlineData("\"Shortcat\"", "nameof(Shortcut)")]
    public void Misspelt_tensor_is_found(string before, string after)
    {
        var sound = Residual.Replace("#", "4", StringComparison.Ordinal);
        FixedText.Check(new CorrectTensorName(), "CVG1017", sound.Replace(after, before, StringComparison.Ordinal), sound);
    }

    private const string Hidden = """
        [Dense(#)]
        [ReLU(When = "Input.Channels > 4")] // mostly
        public sealed class HiddenAttribute(int units) : BlockAttribute
        {
            public int Units { get; } = units;
        }
        """;

    [Theory]
    [InlineData("\"2 * Unist\"", "\"2 * Units\"")]
    [InlineData("\"2 * unist + unist / 2\"", "\"2 * units + units / 2\"")]
    [InlineData("@\"Input.Channels * Unit\"", "@\"Input.Channels * Units\"")]
    [InlineData("\"2 * \" + \"Unist\"", "\"2 * \" + nameof(Units)")]
    [InlineData("\"Unist\"", "nameof(Units)")]
    [InlineData("units: \"unist\"", "units: nameof(Units)")]
    public void Misspelt_parameter_is_found(string before, string after) =>
        FixedText.Check(new CorrectParameter(), "CVG1033", Hidden.Replace("#", before, StringComparison.Ordinal), Hidden.Replace("#", after, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"Width\"")]
    [InlineData("Wide")]
    public void Parameter_that_is_near_to_none_or_not_written_here_stays(string argument) =>
        Assert.Null(FixedText.Of(new CorrectParameter(), "CVG1033", Hidden.Replace("#", argument, StringComparison.Ordinal)
            .Replace("public int Units", "private const string Wide = \"2 * Unist\";\n\n    public int Units", StringComparison.Ordinal)));

    [Fact]
    public void Misspelt_output_is_found()
    {
        var sound = "[Network]\n[Input(4)]\n[MeanSquaredError(Of = nameof(Depth))]\npublic sealed partial class Net\n{\n    [Output]\n    [Dense(3)]\n    public partial Activations Kind { get; }\n\n"
            + "    [Output]\n    [From(Network.Input)]\n    [Dense(1)]\n    public partial Activations Depth { get; }\n}\n";
        FixedText.Check(new CorrectOutputName(), "CVG1024", sound.Replace("nameof(Depth)", "\"Dept\"", StringComparison.Ordinal), sound);
    }
}
