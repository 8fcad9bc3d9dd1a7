using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>Makes a failing network smaller as long as it fails: a reader wants three layers, not six.</summary>
internal static class Shrinking
{
    public static Sequential Shrink(Sequential network, Func<Sequential, bool> fails)
    {
        while (Smaller(network).FirstOrDefault(fails) is { } smaller)
            network = smaller;
        return network;
    }

    private static IEnumerable<Sequential> Smaller(Sequential network)
    {
        if (network.Loss is not null)
            yield return new Sequential(network.Input, network.Layers);
        for (var i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers.Count > 1 && Build(network, [.. network.Layers.Take(i), .. network.Layers.Skip(i + 1)]) is { } shorter)
                yield return shorter;
            foreach (var simpler in Simpler(network.Layers[i]))
                if (Build(network, [.. network.Layers.Take(i), simpler, .. network.Layers.Skip(i + 1)]) is { } simplified)
                    yield return simplified;
        }
    }

    private static IEnumerable<Layer> Simpler(Layer layer)
    {
        if (layer.Activation != Activation.None)
            yield return layer with { Activation = Activation.None };
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

    /// <summary>The network with these layers, or null where they do not fit one another.</summary>
    private static Sequential? Build(Sequential network, IReadOnlyList<Layer> layers)
    {
        var extent = network.Input;
        foreach (var layer in layers)
        {
            var fits = layer switch
            {
                Conv2D conv => extent.IsMap && extent.Channels % conv.Groups == 0,
                Pooling2D => extent.IsMap,
                Dense => !extent.IsMap,
                _ => true,
            };
            if (!fits)
                return null;
            extent = layer.Infer(extent);
            if (extent.Height < 1 || extent.Width < 1)
                return null;
        }

        return network.Loss is SparseCategoricalCrossentropy && extent.Channels < 2 ? null : new Sequential(network.Input, layers) { Loss = network.Loss };
    }
}
