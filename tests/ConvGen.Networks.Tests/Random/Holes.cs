using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>Puts expressions in the place of a layer's numbers.</summary>
internal static class Holes
{
    /// <summary>Numbers from here on mark holes: nobody draws one so large.</summary>
    private const int FirstMark = 7_000_001;

    private sealed record Slot(Func<Layer, int> Read, Func<Layer, int, Layer> Write);

    /// <param name="Read">The number.</param>
    /// <param name="Write">The layer with another number.</param>
    /// <param name="Suffix">What stands behind the number where it is written.</param>
    private sealed record RealSlot(Func<Layer, double> Read, Func<Layer, float, Layer> Write, string Suffix);

    /// <summary>The layer with expressions for some of its numbers.</summary>
    public static BlockLayer Cut(Numbers numbers, Layer layer, Scope scope)
    {
        var holes = new List<Hole>();
        foreach (var slot in Slots(layer).Where(_ => numbers.Chance(0.4)).ToList())
        {
            var formula = RandomFormula.Of(numbers, scope, slot.Read(layer));
            var mark = FirstMark + holes.Count;
            holes.Add(new Hole(formula.Text, $"{mark}", marked => slot.Write(marked, mark), (filled, at) => slot.Write(filled, formula.At(at))));
        }

        if (layer is Dropout && numbers.Chance(0.5))
        {
            var rate = RandomFormula.Rate(numbers, scope);
            holes.Add(new Hole(rate.Text, $"{FirstMark}f", marked => (Dropout)marked with { Rate = FirstMark }, (filled, at) => (Dropout)filled with { Rate = rate.At(at) }));
        }

        return new BlockLayer(layer) { Holes = holes };
    }

    /// <summary>The layer with expressions for some of its real numbers too, its whole ones being done.</summary>
    public static BlockLayer CutReals(Numbers numbers, BlockLayer layer, Scope scope)
    {
        var holes = layer.Holes.ToList();
        foreach (var slot in RealSlots(layer).Where(_ => numbers.Chance(0.75)).ToList())
        {
            var formula = RandomFormula.Real(numbers, scope, slot.Read(layer.Layer));
            var mark = FirstMark + holes.Count;
            holes.Add(new Hole(formula.Text, $"{mark}{slot.Suffix}", marked => slot.Write(marked, mark), (filled, at) => slot.Write(filled, formula.At(at))));
        }

        foreach (var (parameter, index) in Parameters(layer.Layer).Where(entry => entry.Parameter is { IsObject: true, IsReal: true } && numbers.Chance(0.6)))
        {
            var formula = RandomFormula.Eighths(numbers, scope, ((BlockUse)layer.Layer).Values[index]);
            var mark = FirstMark + holes.Count;
            holes.Add(new Hole(formula.Text, parameter.Literal(mark), marked => With(marked, mark), (filled, at) => With(filled, formula.At(at))));

            Layer With(Layer use, int value) => (BlockUse)use with { Values = [.. ((BlockUse)use).Values.Select((old, i) => i == index ? value : old)] };
        }

        return layer with { Holes = holes };
    }

    private static IEnumerable<(BlockParameter Parameter, int Index)> Parameters(Layer layer) =>
        layer is BlockUse use ? use.Block.Parameters.Index().Select(entry => (entry.Item, entry.Index)) : [];

    private static IEnumerable<RealSlot> RealSlots(BlockLayer layer) => layer.Layer switch
    {
        // Some have a condition for a rate already.
        Dropout { Rate: > 0 } when layer.Holes.Count == 0 => [Real<Dropout>(dropout => dropout.Rate, (dropout, value) => dropout with { Rate = value }, "f")],
        ReLU { MaxValue: < double.PositiveInfinity } => [Real<ReLU>(relu => relu.MaxValue, (relu, value) => relu with { MaxValue = value })],
        LeakyReLU => [Real<LeakyReLU>(relu => relu.NegativeSlope, (relu, value) => relu with { NegativeSlope = value }, "f")],
        BatchNormalization =>
        [
            Real<BatchNormalization>(normalization => normalization.Epsilon, (normalization, value) => normalization with { Epsilon = value }),
            Real<BatchNormalization>(normalization => normalization.Momentum, (normalization, value) => normalization with { Momentum = value }),
        ],
        InstanceNormalization => [Real<InstanceNormalization>(normalization => normalization.Epsilon, (normalization, value) => normalization with { Epsilon = value })],
        L2Normalization => [Real<L2Normalization>(normalization => normalization.Epsilon, (normalization, value) => normalization with { Epsilon = value })],
        LocalResponseNormalization =>
        [
            Real<LocalResponseNormalization>(normalization => normalization.Alpha, (normalization, value) => normalization with { Alpha = value }),
            Real<LocalResponseNormalization>(normalization => normalization.Beta, (normalization, value) => normalization with { Beta = value }),
            Real<LocalResponseNormalization>(normalization => normalization.Bias, (normalization, value) => normalization with { Bias = value }),
        ],
        _ => [],
    };

    private static RealSlot Real<T>(Func<T, double> read, Func<T, float, T> write, string suffix = "")
        where T : Layer => new(layer => read((T)layer), (layer, value) => write((T)layer, value), suffix);

    private static IEnumerable<Slot> Slots(Layer layer) => layer switch
    {
        Conv2D =>
        [
            Of<Conv2D>(conv => conv.Filters, (conv, value) => conv with { Filters = value }),
            Of<Conv2D>(conv => conv.KernelHeight, (conv, value) => conv with { KernelHeight = value }),
            Of<Conv2D>(conv => conv.KernelWidth, (conv, value) => conv with { KernelWidth = value }),
            Of<Conv2D>(conv => conv.Strides, (conv, value) => conv with { Strides = value }),
            Of<Conv2D>(conv => conv.Dilation, (conv, value) => conv with { Dilation = value }),
            Of<Conv2D>(conv => conv.Groups, (conv, value) => conv with { Groups = value }),
            .. Sides<Conv2D>(conv => conv.Border, (conv, border) => conv with { Border = border }, layer),
        ],
        DepthwiseConv2D =>
        [
            Of<DepthwiseConv2D>(conv => conv.KernelHeight, (conv, value) => conv with { KernelHeight = value }),
            Of<DepthwiseConv2D>(conv => conv.KernelWidth, (conv, value) => conv with { KernelWidth = value }),
            Of<DepthwiseConv2D>(conv => conv.DepthMultiplier, (conv, value) => conv with { DepthMultiplier = value }),
            Of<DepthwiseConv2D>(conv => conv.Strides, (conv, value) => conv with { Strides = value }),
            Of<DepthwiseConv2D>(conv => conv.Dilation, (conv, value) => conv with { Dilation = value }),
            .. Sides<DepthwiseConv2D>(conv => conv.Border, (conv, border) => conv with { Border = border }, layer),
        ],
        Conv2DTranspose transposed =>
        [
            Of<Conv2DTranspose>(conv => conv.Filters, (conv, value) => conv with { Filters = value }),
            Of<Conv2DTranspose>(conv => conv.KernelHeight, (conv, value) => conv with { KernelHeight = value }),
            Of<Conv2DTranspose>(conv => conv.KernelWidth, (conv, value) => conv with { KernelWidth = value }),
            Of<Conv2DTranspose>(conv => conv.Strides, (conv, value) => conv with { Strides = value }),
            Of<Conv2DTranspose>(conv => conv.Dilation, (conv, value) => conv with { Dilation = value }),
            Of<Conv2DTranspose>(conv => conv.Groups, (conv, value) => conv with { Groups = value }),
            // Beside Padding.Same it may not be written at all.
            .. transposed.Padding == Padding.Same ? [] : (Slot[])[Of<Conv2DTranspose>(conv => conv.OutputPadding, (conv, value) => conv with { OutputPadding = value })],
            .. Sides<Conv2DTranspose>(conv => conv.Border, (conv, border) => conv with { Border = border }, layer),
        ],
        FixedFilter2D => [Of<FixedFilter2D>(filter => filter.Strides, (filter, value) => filter with { Strides = value })],
        MaxPooling2D =>
        [
            Of<MaxPooling2D>(pool => pool.Height, (pool, value) => pool with { Height = value }),
            Of<MaxPooling2D>(pool => pool.Strides, (pool, value) => pool with { Strides = value }),
            .. Sides<MaxPooling2D>(pool => pool.Border, (pool, border) => pool with { Border = border }, layer),
        ],
        AveragePooling2D =>
        [
            Of<AveragePooling2D>(pool => pool.Width, (pool, value) => pool with { Width = value }),
            Of<AveragePooling2D>(pool => pool.Strides, (pool, value) => pool with { Strides = value }),
        ],
        UpSampling2D => [Of<UpSampling2D>(resized => resized.Height, (resized, value) => resized with { Height = value }), Of<UpSampling2D>(resized => resized.Width, (resized, value) => resized with { Width = value })],
        ZeroPadding2D => [Of<ZeroPadding2D>(resized => resized.Top, (resized, value) => resized with { Top = value }), Of<ZeroPadding2D>(resized => resized.Right, (resized, value) => resized with { Right = value })],
        Cropping2D => [Of<Cropping2D>(resized => resized.Bottom, (resized, value) => resized with { Bottom = value }), Of<Cropping2D>(resized => resized.Left, (resized, value) => resized with { Left = value })],
        Reshape =>
        [
            Of<Reshape>(reshape => reshape.Shape.Channels, (reshape, value) => reshape with { Shape = reshape.Shape with { Channels = value } }),
            .. layer is Reshape { Shape.IsMap: true } ? (Slot[])[Of<Reshape>(reshape => reshape.Shape.Height, (reshape, value) => reshape with { Shape = reshape.Shape with { Height = value } })] : [],
        ],
        Dense => [Of<Dense>(dense => dense.Units, (dense, value) => dense with { Units = value })],
        LocalResponseNormalization => [Of<LocalResponseNormalization>(normalization => normalization.Size, (normalization, value) => normalization with { Size = value })],
        BlockUse { Block: var block } =>
        [
            .. block.Parameters.Index().Where(entry => entry.Item is { IsObject: true, IsReal: false }).Select(entry => Of<BlockUse>(
                use => use.Values[entry.Index], (use, value) => use with { Values = [.. use.Values.Select((old, i) => i == entry.Index ? value : old)] })),
            // Copies of one name would be a mistake.
            .. layer.Name.Length == 0 || layer.Name.Contains('{', StringComparison.Ordinal) ? (Slot[])[Of<BlockUse>(use => use.Repeat, (use, value) => use with { Repeat = value })] : [],
        ],
        _ => [],
    };

    /// <summary>The four sides where there is padding by numbers.</summary>
    private static IEnumerable<Slot> Sides<T>(Func<T, Border> read, Func<T, Border, T> write, Layer layer)
        where T : Layer => layer is T typed && read(typed) == default ? [] :
        [
            Of<T>(padded => read(padded).Top, (padded, value) => write(padded, read(padded) with { Top = value })),
            Of<T>(padded => read(padded).Left, (padded, value) => write(padded, read(padded) with { Left = value })),
        ];

    private static Slot Of<T>(Func<T, int> read, Func<T, int, T> write)
        where T : Layer => new(layer => read((T)layer), (layer, value) => write((T)layer, value));
}
