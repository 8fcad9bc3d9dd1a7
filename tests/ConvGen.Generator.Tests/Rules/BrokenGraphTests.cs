using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace ConvGen.Tests;

/// <summary>
/// Graphs and blocks with something dropped, doubled, renamed or aimed elsewhere: analyzer and generator never fail and agree, and where no network
/// comes of it somebody has said why. CONVGEN_BROKEN_GRAPHS sets how many; a few hundred by default.
/// </summary>
public class BrokenGraphTests
{
    private const string Sound = """
        [Network]
        [Input(8, 8, 4, Name = "left")]
        [Input(8, 8, 4, Name = "right")]
        [MeanSquaredError(Of = nameof(Scores))]
        public sealed partial class Net
        {
            [Conv2D(4, 3, Pad = 1, Name = "a")]
            [ReLU]
            public partial Activations First { get; }

            [From("right")]
            [Residual(4, Repeat = 2, Name = "r{0}")]
            public partial Activations Second { get; }

            [Add(nameof(First), nameof(Second))]
            [Residual(6, Strides = 2)]
            public partial Activations Sum { get; }

            [Output]
            [From(nameof(Sum))]
            [Flatten]
            [Dense(3)]
            public partial Activations Scores { get; }

            [Output]
            [From(nameof(Sum))]
            [MaxPooling2D(2)]
            public partial Activations Small { get; }
        }

        [Conv2D(nameof(filters), 1, When = "Input.Channels != filters")]
        public sealed class ProjectAttribute(object filters, object strides) : BlockAttribute;

        public sealed class ResidualAttribute(int filters) : BlockAttribute
        {
            [System.ComponentModel.DefaultValue(1)]
            public int Strides { get; set; } = 1;

            [Conv2D(nameof(filters), 3, Strides = nameof(Strides), Pad = 1, Name = "conv1")]
            [Tanh]
            [Conv2D("2 * filters / 2", 3, Pad = 1, Name = "conv2")]
            public BlockTensor Body { get; }

            [From(Network.Input)]
            [MaxPooling2D(1, Strides = nameof(Strides), When = "Strides > 1")]
            [Project(nameof(filters), nameof(Strides))]
            public BlockTensor Shortcut { get; }

            [Add(nameof(Body), nameof(Shortcut))]
            public BlockTensor Result { get; }
        }
        """;

    private static readonly string[] Words =
    [
        "nameof(First)", "nameof(Second)", "nameof(Sum)", "nameof(Scores)", "nameof(Body)", "nameof(Shortcut)", "nameof(Result)", "nameof(filters)", "nameof(Strides)",
        "Network.Input", "\"right\"", "\"Frist\"", "\"\"", "null", "0", "-1", "2147483647", "2.5", "\"1 / 0\"", "\"filters *\"", "\"Input.Depth\"", "true", "new string[0]",
    ];

    private static readonly string[] Lines =
    [
        "[Output]", "[From(Network.Input)]", "[From(\"right\")]", "[From(nameof(Small))]", "[ReLU]", "[Flatten]", "[Dense(\"filters\")]", "[Residual(4)]", "[Residual(4, Name = \"\")]",
        "[Add]", "[Concatenate(nameof(Sum))]", "[Input(8, Name = \"First\")]", "public partial Activations More { get; }", "public BlockTensor More { get; }", "[ReLU(When = \"true\")]",
    ];

    private static int Cases => int.TryParse(Environment.GetEnvironmentVariable("CONVGEN_BROKEN_GRAPHS"), CultureInfo.InvariantCulture, out var cases) ? cases : 200;

    [Fact]
    public void Whole_one_is_sound()
    {
        var project = new Project(Sound);
        Assert.Empty(project.Analyze());
        Assert.Empty(project.CompilerErrors());
        Assert.Contains("Net.Kernels.g.cs", project.Generate().Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Broken_ones_are_answered(int seed)
    {
        // Not security: a fixed sequence, so that failures repeat.
#pragma warning disable CA5394
        var random = new Random(seed);
        for (var round = 0; round < Cases / 4; round++)
        {
            var source = Sound;
            for (var breaks = random.Next(1, 4); breaks > 0; breaks--)
                source = Break(source, random);
            var project = new Project(source);
            var said = project.Analyze();
            var driver = project.Driver(("RunAnalyzers", "false")).RunGenerators(project.Compilation);
            var files = Project.Sources(driver);
            Assert.Equal(Texts(said), Texts(driver.GetRunResult().Diagnostics));
            var isSaid = said.Concat(project.Compilation.GetDiagnostics()).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !diagnostic.Id.StartsWith("CS9248", StringComparison.Ordinal));
            Assert.True(isSaid || files.Keys.Any(name => name.EndsWith("Kernels.g.cs", StringComparison.Ordinal)), source);
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal);

    private static string Break(string source, Random random)
    {
        var lines = source.Split('\n').ToList();
        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(6))
        {
            case 0:
                lines.RemoveAt(one);
                break;
            case 1:
                lines.Insert(other, lines[one]);
                break;
            case 2:
                (lines[one], lines[other]) = (lines[other], lines[one]);
                break;
            case 3:
                lines.Insert(one, Lines[random.Next(Lines.Length)]);
                break;
            case 4:
                return Replace(source, @"nameof\(\w+\)|Network\.Input|""[^""]*""|\b\d+\b", Words, random);
            default:
                return Replace(source, @"\b(First|Second|Sum|Scores|Small|Body|Shortcut|Result|Residual|Project|Strides|filters)\b", ["First", "Sum", "Body", "Strides", "filters", "Residual", "Network", "Nothing"], random);
        }

        return string.Join('\n', lines);
    }

    private static string Replace(string source, string pattern, string[] with, Random random)
    {
        var matches = Regex.Matches(source, pattern);
        if (matches.Count == 0)
            return source;
        var match = matches[random.Next(matches.Count)];
        return source[..match.Index] + with[random.Next(with.Length)] + source[(match.Index + match.Length)..];
    }
#pragma warning restore CA5394
}
