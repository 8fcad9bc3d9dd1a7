using System.Text.RegularExpressions;

namespace ConvGen.Tests.Networks.Drawing;

/// <summary>DOT text by its grammar, statement by statement.</summary>
public sealed partial class GraphvizTests
{
    [Fact]
    public void Nodes_and_edges_carry_names_shapes_and_parameters()
    {
        var text = Sketch.Inception.ToGraphviz();
        Assert.StartsWith("digraph \"InceptionModule\" {\n", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Contains("""layer2 [label="conv2d_3\nConv2D\n28×28×128\n110,720 parameters", fillcolor="#e8f0fe"];""", text, StringComparison.Ordinal);
        Assert.Contains("""layer7 [label="concatenate_1\nConcatenate\n28×28×256"];""", text, StringComparison.Ordinal);
        Assert.Contains("""input0 -> layer0 [label="28×28×192"];""", text, StringComparison.Ordinal);
        Assert.Contains("""layer2 -> layer7 [label="Branch3 28×28×128"];""", text, StringComparison.Ordinal);
        Assert.Contains("""layer7 -> output0 [label="28×28×256"];""", text, StringComparison.Ordinal);
        Assert.Equal(4 + 3 + 4 + 1, text.Split(" -> ").Length - 1);
    }

    [Fact]
    public void Every_statement_is_well_formed_whatever_the_names()
    {
        var network = new Sketch("A \"name\\").Input("in\"", 3).Layer("back\\slash\\\"", "<Kind>", [2], 8, 6).Output("{out|put}\\").Description;
        var lines = network.ToGraphviz().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""digraph "A \"name\\" {""", lines[0]);
        Assert.All(lines[1..^1], line => Assert.Matches(Statement(), line));
        Assert.Contains("""    layer0 [label="back\\slash\\\"\n<Kind>\n2\n8 parameters", fillcolor="#e8f0fe"];""", lines);
    }

    /// <summary>A node or an edge with quoted attributes, in which quotes and backslashes come escaped.</summary>
    [GeneratedRegex("""^    \w+( -> \w+)? \[\w+=("([^"\\]|\\.)*"|\w+)(, \w+=("([^"\\]|\\.)*"|\w+))*\];$""")]
    private static partial Regex Statement();
}
