using ConvGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ConvGen.Tests;

/// <summary>Graphs and blocks are kept between edits as sequences are: an edit elsewhere re-runs nothing, one in a block the networks that use it.</summary>
public class BlockEditTests
{
    private static readonly string[] Sources =
    [
        """
        [Network] [Input(8, 8, 3)]
        public sealed partial class Graph
        {
            [Conv2D(4, 1)]
            public partial Activations Body { get; }

            [From(Network.Input)] [Residual(4)] [Add(nameof(Body))]
            public partial Activations Sum { get; }

            public int Twice(int x) { return 2 * x; }
        }
        """,
        "[Network] [Input(8, 8, 3)] [Residual(2)] [Residual(2)] public sealed partial class Sequence;",
        "[Network] [Input(8)] [Dense(3)] public sealed partial class Plain;",
        "[Conv2D(nameof(filters), 3, Pad = 1)] [Inner] public sealed class ResidualAttribute(int filters) : BlockAttribute { public static int Number => 1; }",
        "[ReLU] public sealed class InnerAttribute : BlockAttribute;",
        "public static class Elsewhere { public static int Number => 1; }",
    ];

    [Theory]
    [InlineData("another file", 5, "Number => 1", "Number => 2")]
    [InlineData("a method's body", 0, "2 * x", "x + x")]
    [InlineData("another property", 0, "public int Twice", "public int Once => 1; public int Twice")]
    [InlineData("a comment in the network", 0, "[Conv2D", "/* body */ [Conv2D")]
    [InlineData("a comment in the block", 3, "[Inner]", "/* then */ [Inner]")]
    [InlineData("other code in the block", 3, "Number => 1", "Number => 2")]
    public void Edit_elsewhere_runs_nothing(string edit, int file, string before, string after) =>
        Assert.True(Rerun(file, before, after).Count == 0, edit);

    [Theory]
    [InlineData(0, "Conv2D(4, 1)", "Conv2D(4, 3, Pad = 1)", "Graph")]
    [InlineData(1, "[Residual(2)] public", "[Residual(3)] public", "Sequence")]
    [InlineData(2, "Dense(3)", "Dense(4)", "Plain")]
    [InlineData(3, "Pad = 1", "Padding = Padding.Same", "Graph Sequence")]
    [InlineData(4, "[ReLU]", "[Tanh]", "Graph Sequence")]
    public void Edit_runs_the_networks_it_concerns(int file, string before, string after, string networks) =>
        Assert.Equal(networks.Split(' '), Rerun(file, before, after).Order(StringComparer.Ordinal));

    /// <summary>The networks that were checked anew after an edit.</summary>
    private static List<string> Rerun(int file, string before, string after)
    {
        var project = new Project(Sources);
        Assert.Empty(project.Analyze());
        var driver = project.Driver().RunGenerators(project.Compilation);
        var tree = project.Compilation.SyntaxTrees.Single(tree => tree.FilePath == $"File{file}.cs");
        var text = tree.GetText();
        var at = text.ToString().IndexOf(before, StringComparison.Ordinal);
        Assert.True(at >= 0);
        var edited = tree.WithChangedText(text.WithChanges(new TextChange(new TextSpan(at, before.Length), after)));
        driver = driver.RunGenerators(project.Compilation.ReplaceSyntaxTree(tree, edited));
        return [.. driver.GetRunResult().Results[0].TrackedSteps["Checked"].SelectMany(step => step.Outputs)
            .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .Select(output => ((CheckedNetwork)output.Value).Declaration.Name)];
    }
}
