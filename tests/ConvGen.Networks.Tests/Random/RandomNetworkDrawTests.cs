using System.Text.RegularExpressions;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using OperatorCatalog = ConvGen.Generator.Operators.OperatorCatalog;

namespace ConvGen.Tests.Random;

/// <summary>The random networks are worth their time: nearly all can be compared, and together they use the whole vocabulary.</summary>
public sealed class RandomNetworkDrawTests
{
    private static readonly Sequential[] Networks = [.. Enumerable.Range(1, 200).Select(RandomNetwork.Draw)];
    private static readonly Graph[] Graphs = [.. Enumerable.Range(1, 200).Select(RandomGraph.Draw)];

    /// <summary>The hundred of each that an ordinary test run compares.</summary>
    private static readonly Graph[] Usual = [.. Networks.Take(RandomNetworkTests.UsualCount), .. Graphs.Take(RandomNetworkTests.UsualCount)];

    /// <summary>A new operator or loss is not done before the random networks draw it.</summary>
    [Fact]
    public void Every_kind_of_layer_and_loss_is_drawn()
    {
        Assert.Empty(OperatorCatalog.OperatorKinds.Except(Usual.SelectMany(network => network.Steps).Select(step => step.Layer.GetType().Name)));
        Assert.Empty(OperatorCatalog.LossKinds.Except(Usual.Select(network => network.Loss).OfType<Loss>().Select(loss => loss.GetType().Name)));
    }

    [Fact]
    public void Every_way_to_slide_a_window_is_drawn()
    {
        var layers = Usual.SelectMany(network => network.Steps).Select(step => step.Layer).ToList();
        Drawn<Conv2D>(conv => conv.Groups > 1, conv => conv.Dilation > 1, conv => conv.Strides > 1, conv => conv.StrideWidth > 1, conv => conv.Padding == Padding.Same, conv => conv.Border != default, conv => !conv.UseBias, conv => !conv.Trainable);
        Drawn<DepthwiseConv2D>(conv => conv.DepthMultiplier > 1, conv => conv.Dilation > 1, conv => conv.Strides > 1, conv => conv.StrideWidth > 1, conv => conv.Padding == Padding.Same, conv => conv.Border != default, conv => !conv.UseBias);
        Drawn<Conv2DTranspose>(conv => conv.Groups > 1, conv => conv.Dilation > 1, conv => conv.Strides > 1, conv => conv.StrideWidth > 1, conv => conv.Padding == Padding.Same, conv => conv.Border != default, conv => conv.OutputPadding > 0);
        Drawn<FixedFilter2D>(filter => filter.Strides > 1, filter => filter.StrideWidth > 1, filter => filter.Padding == Padding.Same, filter => filter.Border != default);
        Drawn<MaxPooling2D>(pool => pool.Strides != pool.Height, pool => pool.StrideWidth > 1, pool => pool.Padding == Padding.Same, pool => pool.Border != default);
        Drawn<AveragePooling2D>(pool => pool.Strides != pool.Height, pool => pool.StrideWidth > 1, pool => pool.Padding == Padding.Same, pool => pool.Border != default, pool => pool.CountIncludePad);
        Drawn<UpSampling2D>(resized => resized.Interpolation == Interpolation.Bilinear, resized => resized.Height != resized.Width);
        Drawn<Dropout>(dropout => dropout.Rate > 0, dropout => dropout.Rate == 0);
        foreach (var activation in Enum.GetValues<Activation>())
            Drawn<Layer>(layer => layer.Activation == activation);

        void Drawn<T>(params ReadOnlySpan<Func<T, bool>> properties)
        {
            for (var i = 0; i < properties.Length; i++)
                Assert.True(layers.OfType<T>().Any(properties[i]), $"{typeof(T).Name}: property {i} is never drawn");
        }
    }

    [Fact]
    public void Blocks_are_blocks()
    {
        var uses = Graphs.SelectMany(graph => graph.Properties).SelectMany(property => property.Layers).OfType<BlockUse>().ToList();
        var blocks = Graphs.SelectMany(graph => graph.Blocks).ToList();
        var layers = blocks.SelectMany(block => block.Tensors).SelectMany(tensor => tensor.Layers).ToList();
        Often("networks with blocks", Graphs.Count(graph => graph.Blocks.Any()));
        Often("blocks used more than once", Graphs.SelectMany(graph => graph.Properties.SelectMany(property => property.Layers).OfType<BlockUse>().CountBy(use => use.Block.Name)).Count(entry => entry.Value > 1));
        Often("expressions", layers.Sum(layer => layer.Holes.Count));
        Often("conditions", layers.Count(layer => layer.When is not null));
        Often("real parameters", blocks.Sum(block => block.Parameters.Count(parameter => parameter.IsReal)));
        Often("real parameters that blocks pass on", layers.Where(layer => layer.Layer is BlockUse).Sum(layer => layer.Holes.Count(hole => hole.Text.Contains('.', StringComparison.Ordinal) || hole.Text is "Share" or "Slope")));
        Often("absent layers", uses.SelectMany(use => use.Block.Tensors.SelectMany(tensor => tensor.At(use.ScopeOn(new Extent(1, 1, 1))).Layers)).Count(layer => layer is Absent));
        Often("copies", uses.Count(use => use.Repeat > 1));
        Often("blocks inside blocks", blocks.Count(block => block.Inner.Any()));
        Often("layers on the class", blocks.Count(block => block.Tensors is [{ Name.Length: 0 }]));
        Often("tensors of blocks that two read", blocks.Count(block => block.Tensors.Any(tensor =>
            block.Tensors.Count(other => other.From == tensor.Name || other.Layers.Any(layer => layer.Layer is Merge merge && merge.Tensors.Contains(tensor.Name))) > 1)));

        static void Often(string what, int count) => Assert.True(count >= 10, $"Only {count} {what}.");
    }

    /// <summary>Every real number of a layer has an expression somewhere.</summary>
    [Theory]
    [InlineData(@"Dropout\(")]
    [InlineData(@"ReLU\(MaxValue = ")]
    [InlineData("NegativeSlope = ")]
    [InlineData(@"BatchNormalization\([^\n]*Momentum = ")]
    [InlineData(@"BatchNormalization\([^\n]*Epsilon = ")]
    [InlineData(@"InstanceNormalization\([^\n]*Epsilon = ")]
    [InlineData(@"L2Normalization\([^\n]*Epsilon = ")]
    [InlineData(@"LocalResponseNormalization\([^\n]*Alpha = ")]
    [InlineData(@"LocalResponseNormalization\([^\n]*Beta = ")]
    [InlineData(@"LocalResponseNormalization\([^\n]*Bias = ")]
    public void Real_numbers_are_expressions(string before) =>
        Assert.Contains(Networks.Concat(Graphs), network => Regex.IsMatch(network.Declaration("Drawn"), before + "\"[^\"\n]*[-+*/?][^\"\n]*\""));

    [Fact]
    public void Nearly_all_keep_clear_of_kinks()
    {
        Assert.InRange(Compared(Networks), 195, 200);
        Assert.InRange(Compared(Graphs), 190, 200);
    }

    [Fact]
    public void The_compiler_accepts_all()
    {
        var refusals = LoweredPrograms.Refusals(Networks).Concat(LoweredPrograms.Refusals(Graphs)).ToList();
        Assert.True(refusals.Count == 0, $"{refusals.Count} refused; the first: {string.Join('\n', refusals.Take(3))}");
    }

    [Fact]
    public void Graphs_are_graphs()
    {
        // Each of these must be common, or the comparison would say little about it.
        Often("several inputs", graph => graph.Inputs.Count > 1);
        Often("several outputs", graph => graph.Outputs.Count > 1);
        Often("a tensor read twice", graph => graph.Steps.SelectMany(step => step.Operands).CountBy(operand => operand).Any(entry => entry.Value > 1));
        Often("a loss", graph => graph.Loss is not null);
        Often("a tensor that nobody reads", graph => Enumerable.Range(0, graph.Steps.Count).Select(step => graph.Inputs.Count + step)
            .Except(graph.Steps.SelectMany(step => step.Operands)).Except(graph.Outputs.Select(graph.Position)).Any());
        Often("a property read before it is declared", graph => graph.Properties.Index().Any(entry => graph.Properties.Skip(entry.Index + 1).Any(later => later.Name == entry.Item.From)));
        foreach (var merge in (Type[])[typeof(Add), typeof(Concatenate), typeof(Multiply)])
            Often(merge.Name, graph => graph.Steps.Any(step => step.Layer.GetType() == merge));

        static void Often(string what, Func<Graph, bool> has) => Assert.True(Graphs.Count(has) >= 20, $"Only {Graphs.Count(has)} of {Graphs.Length} have {what}.");
    }

    private static int Compared(IReadOnlyList<Graph> networks) => networks.Index().Count(entry => Example.TryDraw(entry.Item, 3, entry.Index) is not null);
}
