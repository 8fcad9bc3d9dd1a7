using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests;

/// <summary>The surface of a graph: properties with their documentation, and methods with a span for each input and output.</summary>
public class GraphSurfaceTests
{
    private const string Graph = """
        [Network]
        [Input(8, 8, 3, Name = "left")]
        [Input(6, Name = "in")]
        [SparseCategoricalCrossentropy(Of = nameof(Classes))]
        public sealed partial class Net
        {
            [From("left")]
            [Conv2D(4, 3, Activation = Activation.ReLU, Name = "conv")]
            [MaxPooling2D(2)]
            internal partial Activations Map { get; }

            [Output]
            [Flatten]
            [Dense(6, Name = "fc")]
            [Add("in")]
            public partial Activations Classes { get; }

            [Output]
            [From(nameof(Map))]
            [Conv2D(1, 1, Name = "depth")]
            public partial Activations Depth { get; }
        }
        """;

    private const string User = """
        public static class User
        {
            public static float Use(float[] left, float[] right, int[] labels, float[] classes, float[] depth, float[] both)
            {
                using var net = new Net(new NetworkOptions { BatchSize = 64 });
                INetwork any = net;
                net.Predict(left, right, classes, depth);
                net.Predict(both, both);
                net.Forward(left, right);
                net.Forward(left, @in: right, training: true);
                net.Backward(classes, depth);
                net.Backward(classesGradient: classes, depthGradient: depth);
                net.TestStep(left, right, labels, classes, depth);
                any.TestStep(both, labels, both);
                return net.TrainStep(left, right, labels) + net.Map.Values[0] + net.Classes[0] + net.InputGradients[1].Length;
            }
        }
        """;

    [Fact]
    public void Sound_graph_serves_its_user()
    {
        var project = new Project(Graph, User);
        Assert.Empty(project.CompilerErrors());
        Assert.Empty(project.Analyze());
    }

    /// <summary>The members are there although nothing can be computed; the mistake itself is the only error.</summary>
    [Fact]
    public void Broken_graph_serves_its_user()
    {
        var project = new Project(Graph.Replace("[Conv2D(4, 3,", "[Conv2D(4, 9,", StringComparison.Ordinal), User);
        Assert.Empty(project.CompilerErrors());
        Assert.Contains("internal partial global::ConvGen.Activations Map => throw new", project.Generate()["Net.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Surface_reads_well() => Snapshot.Match(new Project(Graph).Generate()["Net.g.cs"]);

    [Fact]
    public void Hovering_over_a_property_shows_what_computes_it()
    {
        var project = new Project(Graph);
        var tree = CSharpSyntaxTree.ParseText(project.Generate()["Net.g.cs"], project.Options.WithDocumentationMode(DocumentationMode.Diagnose));
        var network = project.Compilation.AddSyntaxTrees(tree).GetTypeByMetadataName("Net")!;
        var documentation = network.GetMembers("Map").Single().GetDocumentationCommentXml()!;
        Assert.Contains("3×3×4 after a pass", documentation, StringComparison.Ordinal);
        Assert.Contains("Conv2D 'conv'                   6×6×4          112  3,888    576", documentation, StringComparison.Ordinal);
        Assert.Contains("Up to here                                     112  3,888  1,512", documentation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public int InputGradients => 1;", true)]
    [InlineData("public void Predict(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, Span<float> d) { }", true)]
    [InlineData("public float TrainStep(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<int> c) => 0;", true)]
    [InlineData("public void Backward(ReadOnlySpan<float> a, ReadOnlySpan<float> b) { }", true)]
    [InlineData("public void Predict(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c) { }", false)]
    [InlineData("public void Backward(ReadOnlySpan<float> a, float b) { }", false)]
    public void Members_where_generated_ones_stand_are_named(string member, bool clashes)
    {
        var source = Graph.Insert(Graph.LastIndexOf('}'), member);
        Assert.Equal(clashes ? ["CVG1016"] : [], new Project(source).Analyze().Select(diagnostic => diagnostic.Id));
    }

    /// <summary>With one input and one output there are no such methods, so the names are free.</summary>
    [Fact]
    public void Names_are_free_where_nothing_is_generated() => Assert.Empty(new Project(
        "[Network] [Input(8)] [Dense(2)] public sealed partial class Net { public int InputGradients => 1; public void Backward(ReadOnlySpan<float> a, ReadOnlySpan<float> b) { } }").Analyze());
}
