using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>Makes a failing network smaller as long as it fails: a reader wants three layers, not twenty.</summary>
internal static class Shrinking
{
    public static Graph Shrink(Graph network, Func<Graph, bool> fails)
    {
        while (Smaller(network).FirstOrDefault(smaller => LoweredPrograms.Accepts(smaller) && fails(smaller)) is { } found)
            network = found;
        return network;
    }

    private static IEnumerable<Graph> Smaller(Graph network) =>
        Parts(network).Concat(WithSimplerBlocks(network)).Select(part => Build(network, part.Inputs, part.Properties, part.Loss)).OfType<Graph>();

    /// <summary>A simpler block takes its place wherever it is used, inside other blocks too.</summary>
    private static IEnumerable<(IReadOnlyList<Source> Inputs, IReadOnlyList<Property> Properties, Loss? Loss)> WithSimplerBlocks(Graph network) =>
        from block in network.Blocks.ToList()
        from simpler in Simpler(block)
        select (network.Inputs, Exchanged(network.Properties, block.Name, simpler), network.Loss);

    private static IReadOnlyList<Property> Exchanged(IReadOnlyList<Property> properties, string block, Block other) =>
        [.. properties.Select(property => property with { Layers = [.. property.Layers.Select(layer => Exchanged(layer, block, other))] })];

    private static Layer Exchanged(Layer layer, string block, Block other) => layer is not BlockUse use ? layer
        : use.Block.Name == block ? use with { Block = other }
        : use with { Block = use.Block with { Tensors = [.. use.Block.Tensors.Select(tensor => tensor with { Layers = [.. tensor.Layers.Select(inner => inner with { Layer = Exchanged(inner.Layer, block, other) })] })] } };

    private static IEnumerable<Block> Simpler(Block block)
    {
        for (var i = 0; i < block.Tensors.Count; i++)
        {
            var tensor = block.Tensors[i];
            if (block.Tensors.Count > 1)
                yield return block with { Tensors = [.. block.Tensors.Take(i), .. block.Tensors.Skip(i + 1)] };
            for (var j = 0; j < tensor.Layers.Count; j++)
            {
                var layer = tensor.Layers[j];
                if (tensor.Layers.Count > 1)
                    yield return With(tensor with { Layers = [.. tensor.Layers.Take(j), .. tensor.Layers.Skip(j + 1)] });
                if (layer.When is not null)
                    yield return With(Exchanging(layer with { When = null }));
                foreach (var hole in layer.Holes)
                    yield return With(Exchanging(layer with { Holes = [.. layer.Holes.Where(other => other != hole)] }));
                foreach (var simpler in Simpler(layer.Layer))
                    yield return With(Exchanging(layer with { Layer = simpler }));

                BlockPart Exchanging(BlockLayer other) => tensor with { Layers = [.. tensor.Layers.Take(j), other, .. tensor.Layers.Skip(j + 1)] };
            }

            Block With(BlockPart other) => block with { Tensors = [.. block.Tensors.Take(i), other, .. block.Tensors.Skip(i + 1)] };
        }
    }

    private static IEnumerable<(IReadOnlyList<Source> Inputs, IReadOnlyList<Property> Properties, Loss? Loss)> Parts(Graph network)
    {
        var (inputs, properties, loss) = (network.Inputs, network.Properties, network.Loss);
        if (loss is not null)
            yield return (inputs, properties, null);
        for (var i = 0; i < inputs.Count && inputs.Count > 1; i++)
            yield return ([.. inputs.Where((_, other) => other != i)], Renamed(properties, inputs[i].Name, inputs[i == 0 ? 1 : 0].Name), loss);
        for (var i = properties.Count - 1; i >= 0 && properties.Count > 1; i--)
        {
            // Who read it reads what it starts from, or the input.
            var source = properties[i].From ?? (i > 0 ? properties[i - 1].Name : Network.Input);
            foreach (var other in (string[])[source, Network.Input])
                yield return (inputs, Renamed(Without(properties, i), properties[i].Name, other), loss is { Of: null } ? loss : null);
        }

        for (var i = 0; i < properties.Count; i++)
            foreach (var simpler in Simpler(properties[i]))
                yield return (inputs, [.. properties.Take(i), simpler, .. properties.Skip(i + 1)], simpler.IsOutput == properties[i].IsOutput ? loss : null);
    }

    /// <summary>The next property keeps its start where it was the one taken away.</summary>
    private static List<Property> Without(IReadOnlyList<Property> properties, int index)
    {
        var rest = properties.Where((_, other) => other != index).ToList();
        if (index < rest.Count && rest[index] is { From: null, StartsWithMerge: false } next)
            rest[index] = next with { From = properties[index].Name };
        return rest;
    }

    private static IReadOnlyList<Property> Renamed(IReadOnlyList<Property> properties, string from, string to) => [.. properties.Select(property => property with
    {
        From = property.From == from ? to : property.From,
        Layers = [.. property.Layers.Select(layer => layer is Merge merge ? merge with { Tensors = [.. merge.Tensors.Select(name => name == from ? to : name)] } : layer)],
    })];

    private static IEnumerable<Property> Simpler(Property property)
    {
        if (property.IsOutput)
            yield return property with { IsOutput = false };
        for (var i = 0; i < property.Layers.Count; i++)
        {
            if (property.Layers.Count > 1)
                yield return property with { Layers = [.. property.Layers.Take(i), .. property.Layers.Skip(i + 1)] };
            foreach (var simpler in Simpler(property.Layers[i]))
                yield return property with { Layers = [.. property.Layers.Take(i), simpler, .. property.Layers.Skip(i + 1)] };
        }
    }

    private static IEnumerable<Layer> Simpler(Layer layer)
    {
        if (layer.Activation != Activation.None)
            yield return layer with { Activation = Activation.None };
        if (!layer.Trainable)
            yield return layer with { Trainable = true };
        if (layer is Merge { Tensors.Count: > 1 } merge)
            for (var i = 0; i < merge.Tensors.Count; i++)
                yield return merge with { Tensors = [.. merge.Tensors.Where((_, other) => other != i)] };
        if (layer is BlockUse { Repeat: > 1 } use)
            yield return use with { Repeat = 1 };
        if (layer is Conv2D conv)
        {
            if (conv.Dilation > 1)
                yield return conv with { Dilation = 1 };
            if (conv.Strides > 1)
                yield return conv with { Strides = 1 };
            if (conv.Border != default)
                yield return conv with { Border = default };
            if (conv.Padding != Padding.Valid)
                yield return conv with { Padding = Padding.Valid };
            if (conv.UseBias)
                yield return conv with { UseBias = false };
            if (conv.Groups > 1)
                yield return conv with { Groups = 1 };
            if (conv.Filters > 1 && conv.Groups == 1)
                yield return conv with { Filters = conv.Filters / 2 };
            if (conv.KernelHeight > 1)
                yield return conv with { KernelHeight = 1 };
            if (conv.KernelWidth > 1)
                yield return conv with { KernelWidth = 1 };
        }

        if (layer is Dense { Units: > 1 } dense)
            yield return dense with { Units = dense.Units / 2 };
    }

    /// <summary>The network of these parts; null where they do not go together.</summary>
    private static Graph? Build(Graph network, IReadOnlyList<Source> inputs, IReadOnlyList<Property> properties, Loss? loss)
    {
        Graph? built = null;
        return Record.Exception(() => built = network is Sequential
            ? new Sequential(inputs[0].Extent, properties[0].Layers) { Loss = loss }
            : new Graph(inputs, properties) { Loss = loss }) is null ? built : null;
    }
}
