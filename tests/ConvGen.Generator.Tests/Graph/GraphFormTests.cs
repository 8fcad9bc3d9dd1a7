using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Reading;

namespace ConvGen.Tests;

/// <summary>From partial properties to a graph: starts, merges, outputs, order.</summary>
public class GraphFormTests
{
    [Fact]
    public void Inception_is_a_graph() => Assert.Equal(
        """
        %0 = Input 'input' () : 28×28×192
        %1 = Conv2D 'conv2d_1' (%0) : 28×28×64
        %2 = ReLU 'conv2d_1/relu' (%1) : 28×28×64
        %3 = Conv2D 'conv2d_2' (%0) : 28×28×96
        %4 = Conv2D 'conv2d_3' (%3) : 28×28×128
        %5 = MaxPooling2D 'max_pooling2d_1' (%0) : 28×28×192
        %6 = Concatenate 'concatenate_1' (%2, %4, %5) : 28×28×384
        tensor Branch1 = %2
        tensor Branch3 = %4
        tensor Pooled = %5
        outputs %6

        """,
        Build("[Input(28, 28, 192)]", """
            [Conv2D(64, 1, Activation = Activation.ReLU)]
            public partial Activations Branch1 { get; }
            [From(Network.Input)] [Conv2D(96, 1)] [Conv2D(128, 3, Padding = Padding.Same)]
            public partial Activations Branch3 { get; }
            [MaxPooling2D(3, Strides = 1, Padding = Padding.Same), From(Network.Input)]
            public partial Activations Pooled { get; }
            [Concatenate(nameof(Branch1), nameof(Branch3), nameof(Pooled))]
            public partial Activations Output { get; }
            """).ToString());

    /// <summary>A merge takes exactly its names where it is first, has two and no From; else the tensor so far comes first.</summary>
    [Theory]
    [InlineData("[Add(nameof(A), nameof(B))]", "%1, %2")]
    [InlineData("[Add(nameof(A))]", "%2, %1")]
    [InlineData("[From(nameof(A))] [Add(nameof(B))]", "%1, %2")]
    [InlineData("[From(Network.Input)] [Add(nameof(A), nameof(B))]", "%0, %1, %2")]
    [InlineData("[Add(new[] { \"B\", \"A\" })]", "%2, %1")]
    [InlineData("[Add(tensors: [\"B\", \"A\"])]", "%2, %1")]
    public void Merges_find_their_operands(string layers, string operands) => Assert.Contains(
        $"Add 'add_1' ({operands})",
        Build("[Input(8)]", $"[ReLU] internal partial Activations A {{ get; }} [ReLU] protected internal partial Activations B {{ get; }} {layers} public partial Activations C {{ get; }}").ToString());

    [Fact]
    public void Merge_behind_a_layer_continues_it() => Assert.Contains(
        "Add 'sum' (%2, %1)",
        Build("[Input(8)]", "[ReLU] public partial Activations A { get; } [Tanh] [Add(nameof(A), Name = \"sum\")] public partial Activations B { get; }").ToString());

    [Fact]
    public void Sequence_may_merge_its_inputs() => Assert.Equal(
        """
        %0 = Input 'left' () : 8
        %1 = Input 'right' () : 4
        %2 = Concatenate 'concatenate_1' (%0, %1) : 12
        %3 = Dense 'fc' (%2) : 8
        %4 = Add 'add_1' (%3, %0) : 8
        outputs %4

        """,
        Build("[Input(8, Name = \"left\")] [Input(4, Name = \"right\")] [Concatenate(\"left\", \"right\")] [Dense(8, Name = \"fc\")] [Add(Network.Input)]", null).ToString());

    [Fact]
    public void Several_inputs_and_outputs_are_named()
    {
        var graph = Build("[Input(8, Name = \"left\")] [Input(8, Name = \"right\")] [MeanSquaredError(Of = nameof(Two))]", """
            [Dense(4)] public partial Activations Hidden { get; }
            [Output] [Dense(3)] public partial Activations One { get; }
            [From("right")] [Dense(4)] public partial Activations Other { get; }
            [Output] [Add(nameof(Hidden))] public partial Activations Two { get; }
            """);
        Assert.Equal(["left", "right"], graph.Inputs.Select(input => input.Name));
        Assert.Equal(["One", "Two"], graph.Outputs.Select(output => output.Name));
        Assert.Equal(["Hidden", "Other"], graph.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(1, graph.LossOutput);
    }

    /// <summary>What is named before it is written is built first; the rest keeps its order.</summary>
    [Fact]
    public void Forward_references_are_ordered() => Assert.Equal(
        """
        %0 = Input 'input' () : 8
        %1 = Dense 'c' (%0) : 8
        %2 = Dense 'a' (%1) : 8
        %3 = Dense 'b' (%2) : 8
        %4 = Add 'd' (%1, %3) : 8
        tensor A = %2
        tensor B = %3
        tensor C = %1
        outputs %4

        """,
        Build("[Input(8)]", """
            [From(nameof(C))] [Dense(8, Name = "a")] public partial Activations A { get; }
            [Dense(8, Name = "b")] public partial Activations B { get; }
            [From(Network.Input)] [Dense(8, Name = "c")] public partial Activations C { get; }
            [Add(nameof(C), nameof(B), Name = "d")] public partial Activations D { get; }
            """).ToString());

    [Fact]
    public void Properties_keep_their_modifiers_and_escapes()
    {
        var declaration = Declaration("[Input(8)]", "[ReLU] internal protected virtual partial Activations @class { get; } [ReLU] partial Activations B { get; } [ReLU] public partial Activations C { get; }").Declaration;
        Assert.Equal(["internal protected virtual partial", "partial", "public partial"], declaration.Tensors.Select(tensor => tensor.Header));
        Assert.Equal(["@class", "B", "C"], declaration.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("class", declaration.Tensors[0].PlainName);
    }

    private static NetworkGraph Build(string attributes, string? properties)
    {
        var network = Declaration(attributes, properties);
        var problems = new List<Problem>(network.Problems);
        var graph = FrontEnd.Build(network.Declaration, problems);
        Assert.Empty(problems);
        Assert.NotNull(graph);
        Assert.Empty(GraphVerifier.Verify(graph));
        return graph;
    }

    private static ReadNetwork Declaration(string attributes, string? properties)
    {
        var compilation = new Project($"[Network] {attributes} public partial class Net {(properties is null ? ";" : $"{{\n{properties}\n}}")}").Compilation;
        return NetworkReader.Read(compilation.GetTypeByMetadataName("Net")!, CancellationToken.None)!;
    }
}
