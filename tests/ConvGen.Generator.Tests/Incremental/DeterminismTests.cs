using System.Globalization;

namespace ConvGen.Tests;

/// <summary>The same source gives the same bytes: in every culture, in every run.</summary>
public class DeterminismTests
{
    private const string Network = """
        [Network]
        [Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh)]
        [MaxPooling2D(2)]
        [LeakyReLU(NegativeSlope = 0.25)]
        [Flatten]
        [Dropout(0.125)]
        [Dense(1200)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Indigo;
        """;

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Culture_changes_nothing(string culture)
    {
        var expected = new Project(Network).Generate();
        var messages = Messages();
        var (before, beforeUI) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            // Made by hand, so that the test means something where cultures are left out of the runtime.
            var foreign = (CultureInfo)CultureInfo.GetCultureInfo(culture).Clone();
            foreign.NumberFormat.NumberDecimalSeparator = ",";
            foreign.NumberFormat.NumberGroupSeparator = ".";
            foreign.NumberFormat.NegativeSign = "−";
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (foreign, foreign);
            Assert.Equal(expected, new Project(Network).Generate());
            Assert.Equal(messages, Messages());
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUI);
        }
    }

    [Fact]
    public void Run_changes_nothing()
    {
        var files = new Project(Network).Generate();
        Assert.Equal(files, new Project(Network).Generate());
        Assert.All(files.Values, text => Assert.DoesNotContain('\r', text));
        Assert.Equal(["Indigo.Kernels.g.cs", "Indigo.g.cs"], files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_are_named_after_namespace_and_class()
    {
        var project = new Project("namespace @event.Nets;\n" + Network.Replace("Indigo", "@class", StringComparison.Ordinal));
        Assert.Equal(["event.Nets.class.Kernels.g.cs", "event.Nets.class.g.cs"], project.Generate().Keys.Order(StringComparer.Ordinal));
        Assert.Empty(project.CompilerErrors());
    }

    [Fact]
    public void Classes_that_differ_in_case_only_have_files_of_their_own()
    {
        const string Small = "[Network] [Input(4)] [Dense(0)] public sealed partial class {0};";
        var project = new Project(string.Concat(new[] { "Net", "NET", "Other" }.Select(name => Small.Replace("{0}", name, StringComparison.Ordinal))));
        Assert.Equal(["NET-1.g.cs", "Net-2.g.cs", "Other.g.cs"], project.Generate().Keys.Order(StringComparer.Ordinal));
    }

    private static string[] Messages() => [.. new[] { "[Dropout(-0.5)]", "[Conv2D(1000000, 40000, Padding = Padding.Same)]", "[Conv2D(2, 3, Pad = -1)]" }
        .SelectMany(layer => new Project($"[Network] [Input(28, 28, 1)] {layer} public sealed partial class Net;").Analyze())
        .Select(diagnostic => diagnostic.GetMessage(CultureInfo.CurrentCulture))];
}
