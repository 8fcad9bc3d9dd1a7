using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace ConvGen.Tests;

/// <summary>Blocks become their layers: parameters, conditions, copies, names, nesting, other projects.</summary>
public class BlockTests
{
    private const string BasicBlock = """
        public sealed class BasicBlockAttribute(int filters) : BlockAttribute
        {
            public int Filters { get; } = filters;

            [System.ComponentModel.DefaultValue(1)]
            public int Strides { get; set; } = 1;

            [Conv2D(nameof(Filters), 3, Strides = nameof(Strides), Pad = 1, UseBias = false, Name = "conv1")]
            [ReLU]
            [Conv2D("filters", 3, Pad = 1, UseBias = false, Name = "conv2")]
            public BlockTensor Body { get; }

            [From(Network.Input)]
            [Conv2D(nameof(Filters), 1, Strides = nameof(Strides), UseBias = false, Name = "downsample.0", When = "Strides != 1 || Input.Channels != Filters")]
            public BlockTensor Shortcut { get; }

            [Add(nameof(Body), nameof(Shortcut))]
            [ReLU]
            public BlockTensor Result { get; }
        }
        """;

    private const string ResNet = """
        %0 = Input 'input' () : 8×8×4
        %1 = Conv2D 'layer1.0.conv1' (%0) : 8×8×4
        %2 = ReLU 'layer1.0.relu_1' (%1) : 8×8×4
        %3 = Conv2D 'layer1.0.conv2' (%2) : 8×8×4
        %4 = Add 'layer1.0.add_1' (%3, %0) : 8×8×4
        %5 = ReLU 'layer1.0.relu_2' (%4) : 8×8×4
        %6 = Conv2D 'layer1.1.conv1' (%5) : 4×4×6
        %7 = ReLU 'layer1.1.relu_1' (%6) : 4×4×6
        %8 = Conv2D 'layer1.1.conv2' (%7) : 4×4×6
        %9 = Conv2D 'layer1.1.downsample.0' (%5) : 4×4×6
        %10 = Add 'layer1.1.add_1' (%8, %9) : 4×4×6
        %11 = ReLU 'layer1.1.relu_2' (%10) : 4×4×6
        outputs %11

        """;

    private const string Network = "[Network] [Input(8, 8, 4)] [BasicBlock(4, Name = \"layer1.0\")] [BasicBlock(6, Strides = 2, Name = \"layer1.1\")] public sealed partial class Net;";

    [Fact]
    public void Blocks_are_their_layers() => Assert.Equal(ResNet, Build(new Project(Network, BasicBlock).Compilation).ToString());

    /// <summary>As another project's assembly, whole or as a reference assembly without private parts and code.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Blocks_of_other_projects_read_alike(bool isReferenceAssembly)
    {
        var project = new Project(Network);
        Assert.Equal(ResNet, Build(project.Compilation.AddReferences(new Project("namespace Zoo { public class Other; }", BasicBlock).Emit(isReferenceAssembly))).ToString());
    }

    [Fact]
    public void Copies_count_in_their_names()
    {
        const string Block = "public sealed class TwoAttribute : BlockAttribute { [Dense(3, Name = \"fc\")] [ReLU] public BlockTensor Only { get; } }";
        Assert.Equal(
            ["input", "a1.fc", "a1.relu_1", "a2.fc", "a2.relu_1", "b0.fc", "b0.relu_1", "two_1.fc", "two_1.relu_1", "two_2.fc", "two_2.relu_1", "relu_1"],
            Names("[Two(Repeat = 2, Name = \"a{1}\")] [Two(Name = \"b{0}\")] [Two(Repeat = 2)] [ReLU]", Block));
    }

    [Fact]
    public void Empty_name_is_no_prefix() => Assert.Equal(
        ["input", "relu_1", "fc", "relu_2", "dense_1"],
        Names("[ReLU] [Two(Name = \"\")] [Dense(2)]", "[Dense(3, Name = \"fc\")] [ReLU] public sealed class TwoAttribute : BlockAttribute;"));

    [Fact]
    public void Nested_blocks_pass_expressions_on()
    {
        var graph = Build(new Project(
            "[Network] [Input(8)] [Stage(3, 2, Name = \"s\")] public sealed partial class Net;",
            "[Dense(nameof(Units), Name = \"fc\")] [ReLU(When = nameof(Rectify))] public sealed class UnitAttribute(object units) : BlockAttribute { public object Units { get; } = units; public bool Rectify { get; set; } }",
            "[Unit(\"2 * width\", Repeat = \"depth - 1\", Name = \"u{0}\", Rectify = true)] [Unit(nameof(width))] public sealed class StageAttribute(int width, int depth) : BlockAttribute { }").Compilation);
        Assert.Equal(["input : 8", "s.u0.fc : 6", "s.u0.relu_1 : 6", "s.unit_1.fc : 3"], graph.Nodes.Select(node => $"{node.Name} : {node.Shape}"));
        Assert.Equal([-1, 0, 1, 2], graph.Nodes.Select(node => node.Layer));
        Assert.All(graph.Nodes.Skip(1), node => Assert.Equal(new Place(-1, 2), node.Place));
    }

    [Theory]
    [InlineData("7 / 2", 3)]
    [InlineData("-7 / 2 + 10", 7)]
    [InlineData("7 % 4", 3)]
    [InlineData("2 + 3 * 4", 14)]
    [InlineData("(2 + 3) * 4", 20)]
    [InlineData("a > 2 ? a : 1 / 0", 5)]
    [InlineData("a == 5 && !(b < 2.5) ? 1 : 2", 2)]
    [InlineData("a == 4 && 1 / 0 == 0 || b <= 2 ? 1 : 2", 1)]
    [InlineData("Input.Channels - 1", 7)]
    [InlineData("c ? 3 : 4", 4)]
    [InlineData("1_000 / 0x10", 62)]
    public void Expressions_follow_the_language(string expression, int units) => Assert.Equal(
        units,
        Build(new Project(
            "[Network] [Input(8)] [X(5)] public sealed partial class Net;",
            $"[Dense(\"{expression}\")] public sealed class XAttribute(int a, int b = 2) : BlockAttribute {{ public bool C {{ get; set; }} }}").Compilation).Nodes[1].Shape!.Value.Channels);

    /// <summary>Whatever number a layer takes, an expression gives the code that the number itself gives.</summary>
    [Theory]
    [InlineData("LeakyReLU(NegativeSlope = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("ReLU(MaxValue = #)", "6", "12 * (x + 0.1f)", "7")]
    [InlineData("Dropout(#)", "0.2f", "x / 2", "0.3")]
    [InlineData("BatchNormalization(Momentum = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("BatchNormalization(Epsilon = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("InstanceNormalization(Epsilon = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("L2Normalization(Epsilon = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("LocalResponseNormalization(#)", "3", "n + 1", "5")]
    [InlineData("LocalResponseNormalization(3, Alpha = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("LocalResponseNormalization(3, Beta = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("LocalResponseNormalization(3, Bias = #)", "0.2f", "x / 2", "0.3")]
    [InlineData("MaxPooling2D(#)", "3", "n + 1", "2")]
    [InlineData("AveragePooling2D(3, #, Strides = 1)", "2", "n", "3")]
    public void Expressions_stand_for_every_number(string layer, string number, string expression, string other)
    {
        var block = $"[{layer.Replace("#", $"\"{expression}\"", StringComparison.Ordinal)}] public sealed class XAttribute(double x, int n) : BlockAttribute;";
        var expected = Text($"[{layer.Replace("#", number, StringComparison.Ordinal)}]");
        Assert.Equal(expected, Text("[X(0.4, 2, Name = \"\")]", block));
        Assert.NotEqual(expected, Text($"[{layer.Replace("#", other, StringComparison.Ordinal)}]"));

        static string Text(string layers, params string[] more)
        {
            var project = new Project([$"[Network] [Input(6, 6, 4)] [Conv2D(8, 3, Padding = Padding.Same)] {layers} public sealed partial class Net;", .. more]);
            Assert.Empty(project.Analyze());
            Assert.Empty(project.CompilerErrors());
            return project.Generate()["Net.Kernels.g.cs"];
        }
    }

    [Fact]
    public void Defaults_come_from_initialiser_attribute_or_type()
    {
        const string Blocks = """
            [Dense("A")] [Dense("b")] [Dense("C + 1")] [Dense("D")]
            internal sealed class XAttribute(int d = 7) : BlockAttribute
            {
                public int A { get; set; } = 2 * 2;

                [System.ComponentModel.DefaultValue(5)]
                public int B { get; set; } = 5;

                public int C { get; set; }

                public string Text { get; set; } = "unused";
            }
            """;
        Assert.Equal([8, 4, 5, 1, 7], Build(new Project("[Network] [Input(8)] [X] public sealed partial class Net;", Blocks).Compilation).Nodes.Select(node => node.Shape!.Value.Channels));
    }

    [Fact]
    public void Absent_layers_leave_the_source()
    {
        const string Block = """
            public sealed class XAttribute(int n) : BlockAttribute
            {
                [Dense(8, When = "n > 1")] [ReLU(When = "n > 1")]
                public BlockTensor Body { get; }

                [Add(Network.Input, nameof(Body), When = "n > 1")] [Dense(nameof(n))]
                public BlockTensor Result { get; }
            }
            """;
        Assert.Equal(["input", "x_1.dense_2"], Names("[X(1)]", Block));
        Assert.Equal(["input", "x_1.dense_1", "x_1.relu_1", "x_1.add_1", "x_1.dense_2"], Names("[X(2)]", Block));
    }

    /// <summary>Kinds are the compiler's full names, however the class is called and wherever it stands.</summary>
    [Fact]
    public void Kinds_are_full_names()
    {
        var compilation = new Project("""
            public class PlainAttribute : BlockAttribute;
            public class Unmarked : BlockAttribute;
            public class @eventAttribute : BlockAttribute;
            public class @event : BlockAttribute;
            public class GenericAttribute<T> : BlockAttribute;
            public class Outer { public class InnerAttribute : BlockAttribute; }
            namespace Zoo.Été { public class DeepAttribute : BlockAttribute; public class @int : BlockAttribute; }
            namespace @namespace.Odd { public class OddAttribute : BlockAttribute; }
            namespace Zoo.@var { public class Odd : BlockAttribute; public class @record : BlockAttribute; }
            """).Compilation;
        var types = compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>().Where(Vocabulary.IsBlock).ToList();
        Assert.Equal(11, types.Count);
        Assert.All(types, type =>
        {
            var name = type.ToDisplayString();
            Assert.Equal(name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name, Vocabulary.KindOf(type));
        });
    }

    [Fact]
    public void A_block_is_read_once()
    {
        var compilation = new Project(
            "[Network] [Input(8)] [Stage(3)] [Unit(4)] public sealed partial class Net;",
            "[Dense(nameof(units))] public sealed class UnitAttribute(object units) : BlockAttribute; [Unit(nameof(width), Repeat = 2)] public sealed class StageAttribute(int width) : BlockAttribute;").Compilation;
        var reader = new BlockReader(compilation.Assembly);
        var blocks = reader.UsedBy(compilation.GetTypeByMetadataName("Net")!, CancellationToken.None);
        Assert.Equal(["Stage", "Unit"], blocks.Select(block => block.Kind));
        Assert.Same(blocks[1], Assert.Single(reader.UsedBy(compilation.GetTypeByMetadataName("StageAttribute")!, CancellationToken.None)));
        Assert.Same(blocks[1], reader.Read(compilation.GetTypeByMetadataName("UnitAttribute")!, CancellationToken.None));
    }

    private static IEnumerable<string> Names(string layers, string block) =>
        Build(new Project($"[Network] [Input(8)] {layers} public sealed partial class Net;", block).Compilation).Nodes.Select(node => node.Name);

    private static NetworkGraph Build(Compilation compilation)
    {
        Assert.Empty(Project.Analyze(compilation));
        var network = NetworkReader.Read(compilation.GetTypeByMetadataName("Net")!, CancellationToken.None)!;
        var problems = new List<Problem>(network.Problems);
        var graph = FrontEnd.Build(network.Declaration, problems);
        Assert.Empty(problems);
        Assert.NotNull(graph);
        Assert.Empty(GraphVerifier.Verify(graph));
        return graph;
    }
}
