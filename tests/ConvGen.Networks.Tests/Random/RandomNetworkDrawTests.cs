using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>The random networks are worth their time: nearly all can be compared, and together they use the whole vocabulary.</summary>
public sealed class RandomNetworkDrawTests
{
    private static readonly Sequential[] Networks = [.. Enumerable.Range(1, 200).Select(RandomNetwork.Draw)];
    private static readonly Graph[] Graphs = [.. Enumerable.Range(1, 200).Select(RandomGraph.Draw)];

    [Fact]
    public void Every_kind_of_layer_and_loss_is_drawn()
    {
        Type[] kinds =
        [
            typeof(Conv2D), typeof(MaxPooling2D), typeof(AveragePooling2D), typeof(Flatten), typeof(Dense), typeof(Dropout), typeof(ReLU), typeof(LeakyReLU),
            typeof(Sigmoid), typeof(Tanh), typeof(Softmax), typeof(BatchNormalization), typeof(GlobalAveragePooling2D), typeof(GlobalMaxPooling2D),
            typeof(InstanceNormalization), typeof(LocalResponseNormalization), typeof(L2Normalization), typeof(PReLU), typeof(SiLU), typeof(GELU), typeof(HardSwish),
            typeof(DepthwiseConv2D), typeof(Conv2DTranspose), typeof(FixedFilter2D), typeof(ZeroPadding2D), typeof(Cropping2D), typeof(UpSampling2D), typeof(Reshape),
        ];
        Assert.Empty(kinds.Except(Networks.SelectMany(network => network.Layers).Select(layer => layer.GetType())));
        Assert.Equal(3, Networks.Select(network => network.Loss?.GetType()).Distinct().Count());
    }

    [Fact]
    public void Nearly_all_keep_clear_of_kinks()
    {
        Assert.InRange(Compared(Networks), 195, 200);
        Assert.InRange(Compared(Graphs), 190, 200);
    }

    [Fact]
    public void The_compiler_accepts_all_graphs() => Assert.Equal(Graphs.Length, LoweredPrograms.Of(Graphs).Count);

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
