using System.Text;
using Microsoft.CodeAnalysis;

namespace ConvGen.Tests;

/// <summary>
/// Sources as they are while somebody types, and worse: analyzer and generator never fail, and somebody, ConvGen or the compiler, always
/// has something to say.
/// </summary>
public class BrokenSourceTests
{
    private static readonly string[] Attributes =
    [
        "Input(28, 28, 1)", "Input(8)", "Conv2D(6, 5, Padding = Padding.Same, Name = \"c\")", "Conv2D(16, 3, 5, Strides = 2, Pad = 1, Groups = 2)",
        "MaxPooling2D(2)", "AveragePooling2D(3, Strides = 2, PadTop = 1)", "Flatten", "Dense(10, Activation = Activation.ReLU)", "Dropout(0.5)", "ReLU",
        "LeakyReLU(NegativeSlope = 0.2)", "Softmax", "SparseCategoricalCrossentropy(IgnoreIndex = 3)", "MeanSquaredError",
    ];

    private static readonly string[] Numbers = ["0", "-1", "2147483647", "-2147483648", "99999999999", "1.5", "\"a\"", "null", "true", "default", "typeof(int)", "nope", "new[] { 1 }", "(Padding)9", ""];

    private static readonly string[] Classes =
    [
        "public sealed partial class Net;", "public class Net;", "public static partial class Net;", "public partial class Net<T>;", "partial record Net;",
        "partial struct Net;", "partial interface Net;", "file partial class Net;", "public sealed partial class Net(int x);", "public partial class", "enum Net { }",
    ];

    [Theory]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(6,] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(6, 5, Pad] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(6, 5, Pad = ] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(6, 5, Stride = 2)] [Dense(3)] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(6, 50, Strides = 2, Strides = 3)] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Konv2D(6, 5)] [Dense(3)] public sealed partial class Net;")]
    [InlineData("[Network] [Inpt(28, 28, 1)] [Conv2D(6, 5)] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28)] [Conv2D(6, 5)] public sealed partial class Net;")]
    [InlineData("[Network] [Input(\"x\")] [Conv2D(6, 5)] public sealed partial class Net;")]
    [InlineData("[Netwrk] [Input(28, 28, 1)] [Conv2D(6, 5)] public sealed partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Dense(3)] public partial struct Net;")]
    [InlineData("[Network] [Network] [Input(8)] [Dense(3)] public partial class Net;")]
    [InlineData("[Network] [Input(8)] [Dense(3)] public partial class Net; [Network] public partial class Net;")]
    [InlineData("[Network] [Input(8)] [Dense(3)] public partial class Net; public class Net;")]
    [InlineData("[Network] [Input(8)] [Dense(3)] [Loss(] public partial class Net;")]
    [InlineData("[Network] [Input(8)] [Dense(1 / 0)] public partial class Net;")]
    [InlineData("[Network] [Input(8)] [Dense(2.5)] public partial class Net;")]
    [InlineData("[Network] [Input(8)] [Dropout(true)] public partial class Net;")]
    [InlineData("[Network] [Input(28, 28, 1)] [Conv2D(6, 5, Activation = 2.5)] public partial class Net;")]
    [InlineData("[Network] [Input(8)] public partial class Net { [From(] [Dense(3)] public partial Activations A { get; } }")]
    [InlineData("[Network] [Input(8)] public partial class Net { [From(Nope)] [Dense(3)] public partial Activations A { get; } }")]
    [InlineData("[Network] [Input(8)] public partial class Net { [Dense(3)] public partial Activations A { get; } [Add(nameof(Nope))] public partial Activations B { get; } }")]
    [InlineData("[Network] [Input(8)] public partial class Net { [Dense(3)] public partial Activtions A { get; } }")]
    [InlineData("[Network] [Input(8)] public partial class Net { [Dense(3)] public partial Activations A { get; } [ReLU] public partial Activations A { get; } }")]
    [InlineData("[Network] [Input(8)] [Twice(1)] public partial class Net; [Dense(3)] public sealed class TwiceAttribute : BlockAttribute;")]
    [InlineData("[Network] [Input(8)] [Twice(Unist = 1)] public partial class Net; [Dense(nameof(Units))] public sealed class TwiceAttribute : BlockAttribute { public int Units { get; set; } }")]
    public void Compiler_speaks_alone(string source)
    {
        var project = new Project(source);
        Assert.Empty(project.Analyze());
        Assert.NotEmpty(project.CompilerErrors());
    }

    /// <summary>Where attributes are only unfinished behind a real mistake, the mistake is still told.</summary>
    [Fact]
    public void Mistakes_before_and_beside_unfinished_text_are_told()
    {
        var project = new Project("[Network] [Input(4, 4, 1)] [Conv2D(6, 5)] [Conv2D(] [Dense(0)] public sealed partial class Net;");
        Assert.Equal(["CVG2003", "CVG2001"], project.Analyze().OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_sources_are_answered(int seed)
    {
        // Not security: a fixed sequence, so that failures repeat.
#pragma warning disable CA5394
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var source = Source(random);
            var project = new Project(source);
            var said = project.Analyze();
            var driver = project.Driver(("RunAnalyzers", "false")).RunGenerators(project.Compilation);
            Assert.Equal(Texts(said), Texts(driver.GetRunResult().Diagnostics));

            var isSaid = said.Concat(project.Compilation.GetDiagnostics()).Any(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
            var files = Project.Sources(driver);
            Assert.True(isSaid || files.Keys.Any(name => name.EndsWith("Kernels.g.cs", StringComparison.Ordinal)), source);
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal);

    private static string Source(Random random)
    {
        var source = new StringBuilder("[Network]\n");
        var count = random.Next(1, 7);
        for (var i = 0; i < count; i++)
            source.Append('[').Append(i == 0 && random.Next(4) > 0 ? Attributes[random.Next(2)] : Pick(random, Attributes)).Append("]\n");
        source.Append(random.Next(3) > 0 ? Classes[0] : Pick(random, Classes));

        var text = source.ToString();
        var breaks = random.Next(0, 4);
        for (var i = 0; i < breaks; i++)
            text = Break(text, random);
        return text;
    }

    private static string Break(string text, Random random)
    {
        var at = random.Next(text.Length);
        return random.Next(4) switch
        {
            0 => text[..at] + text[Math.Min(text.Length, at + random.Next(1, 6))..],
            1 => text[..at] + "()[],=.\"{};<>0 "[random.Next(15)] + text[at..],
            2 => ReplaceNumber(text, at, Pick(random, Numbers)),
            _ => text[..at] + Pick(random, Attributes) + text[at..],
        };
    }

    private static string ReplaceNumber(string text, int from, string value)
    {
        for (var i = from; i < text.Length; i++)
            if (char.IsDigit(text[i]))
                return text[..i] + value + text[(i + 1)..];
        return text;
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
#pragma warning restore CA5394
}
