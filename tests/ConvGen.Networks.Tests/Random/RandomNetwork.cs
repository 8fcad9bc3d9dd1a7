using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>Draws sequential networks: every layer with every parameter, small enough for the oracle, all of them valid.</summary>
internal static class RandomNetwork
{
    private const int MaxLayers = 6;
    private const int MaxElements = 3000;
    private const int MaxProducts = 150_000;

    public static Sequential Draw(int seed)
    {
        var numbers = new Numbers(seed);
        var input = numbers.Chance(0.1)
            ? Extent.Vector(1 + numbers.Below(40))
            : new Extent(1 + numbers.Below(12), 1 + numbers.Below(12), numbers.Pick(1, 2, 3, 6, 8, 17));
        var layers = new List<Layer>();
        var blocks = new RandomBlock(numbers, new Numbers(~seed), $"SequenceBlocks{seed}", MaxElements);
        var extent = input;
        for (var count = 1 + numbers.Below(MaxLayers); count > 0; count--)
        {
            layers.Add(numbers.Chance(0.08) ? blocks.Use(extent) : Layer(numbers, extent, MaxElements));
            extent = layers[^1].Infer(extent);
        }

        var network = new Sequential(input, layers);
        return new Sequential(input, layers) { Loss = Loss(numbers, extent, network.LayerBehind("Output")) };
    }

    /// <summary>Any layer that goes on <paramref name="input"/> and gives no more than <paramref name="maxElements"/>.</summary>
    public static Layer Layer(Numbers numbers, Extent input, int maxElements)
    {
        while (true)
            if ((input.IsMap ? OnMap(numbers, input) : OnVector(numbers)) is var layer && Fits(layer, [input], maxElements))
                return layer;
    }

    /// <summary>True where a layer goes on these operands and gives no more than <paramref name="maxElements"/>; asked where numbers come from expressions.</summary>
    public static bool Fits(Layer layer, IReadOnlyList<Extent> operands, int maxElements)
    {
        var input = operands[0];
        var goes = layer switch
        {
            Conv2D conv => input.IsMap && Slides(conv.KernelHeight, conv.KernelWidth, conv.Strides, conv.Dilation, conv.Border) && Divides(conv.Groups, input.Channels) && Divides(conv.Groups, conv.Filters),
            Conv2DTranspose conv => input.IsMap && Slides(conv.KernelHeight, conv.KernelWidth, conv.Strides, conv.Dilation, conv.Border)
                && Divides(conv.Groups, input.Channels) && Divides(conv.Groups, conv.Filters) && conv.OutputPadding >= 0 && conv.OutputPadding < Math.Max(Math.Min(conv.Strides, conv.StrideWidth == 0 ? conv.Strides : conv.StrideWidth), conv.Dilation),
            DepthwiseConv2D conv => input.IsMap && Slides(conv.KernelHeight, conv.KernelWidth, conv.Strides, conv.Dilation, conv.Border),
            FixedFilter2D filter => input.IsMap && Slides(filter.KernelHeight, filter.KernelWidth, filter.Strides, 1, filter.Border),
            // A window that sees padding alone would have no value.
            Pooling2D pool => input.IsMap && Slides(pool.Height, pool.Width, pool.Strides, 1, pool.Border)
                && Math.Max(pool.Border.Top, pool.Border.Bottom) < pool.Height && Math.Max(pool.Border.Left, pool.Border.Right) < pool.Width,
            Margins margins => input.IsMap && Math.Min(Math.Min(margins.Top, margins.Bottom), Math.Min(margins.Left, margins.Right)) >= 0,
            LocalResponseNormalization normalization => input.IsMap && normalization is { Size: > 0, Alpha: > 0 and <= 4, Beta: > 0 and <= 2, Bias: >= 0.25 and <= 8 },
            InstanceNormalization normalization => input.IsMap && normalization.Epsilon is >= 0.05 and <= 8,
            BatchNormalization normalization => normalization is { Epsilon: >= 0.05 and <= 8, Momentum: >= 0 and <= 1 },
            L2Normalization normalization => normalization.Epsilon is >= 0.05 and <= 8,
            ReLU activation => activation.MaxValue >= 0.05,
            LeakyReLU activation => activation.NegativeSlope is >= -2 and <= 2,
            Dropout dropout => dropout.Rate is >= 0 and <= 0.9,
            UpSampling2D or GlobalPooling2D => input.IsMap,
            Dense => !input.IsMap,
            Reshape reshape => reshape.Shape.Elements == input.Elements,
            Add => operands.All(operand => operand == input),
            Multiply => operands.All(operand => operand == input || (operand.Height * operand.Width == 1 && operand.Channels == input.Channels)),
            Concatenate => operands.All(operand => operand with { Channels = 0 } == input with { Channels = 0 }),
            _ => true,
        };
        if (!goes)
            return false;
        var output = layer.Infer(operands);
        var largest = Math.Max(output.Height, Math.Max(output.Width, output.Channels));
        return output.Height > 0 && output.Width > 0 && output.Channels > 0 && largest <= maxElements && output.Elements <= maxElements
            && Products(layer, input, output) <= MaxProducts;

        static bool Slides(int height, int width, int strides, int dilation, Border border) =>
            Math.Min(Math.Min(height, width), Math.Min(strides, dilation)) > 0 && Math.Min(Math.Min(border.Top, border.Bottom), Math.Min(border.Left, border.Right)) >= 0;

        static bool Divides(int groups, int count) => groups > 0 && count % groups == 0;
    }

    private static Layer OnMap(Numbers numbers, Extent input) => numbers.Below(17) switch
    {
        < 5 => Convolution(numbers, input),
        5 => MaxPool(numbers),
        6 => AveragePool(numbers),
        7 => GlobalPool(numbers),
        8 => new Flatten(),
        9 or 10 => Nonlinearity(numbers),
        11 => Normalization(numbers),
        12 or 13 => Spread(numbers, input),
        14 or 15 => Resized(numbers, input),
        _ => Dropout(numbers),
    };

    private static Layer OnVector(Numbers numbers) => numbers.Below(11) switch
    {
        < 6 => new Dense(1 + numbers.Below(40)) { UseBias = numbers.Chance(0.8), Trainable = numbers.Chance(0.9), Activation = Activation(numbers) },
        6 => new Flatten(),
        7 or 8 => Nonlinearity(numbers),
        9 => numbers.Chance(0.6) ? BatchNormalization(numbers) : new L2Normalization { Epsilon = 0.25f },
        _ => Dropout(numbers),
    };

    private static Dropout Dropout(Numbers numbers) => new(numbers.Pick(0, 0.1, 0.25, 0.5, 0.75));

    private static Conv2D Convolution(Numbers numbers, Extent input)
    {
        var groups = Groups(numbers, input);
        var filters = groups * (1 + numbers.Below(Math.Max(1, 40 / groups)));
        var padding = numbers.Below(3);
        return new Conv2D(filters, 1 + numbers.Below(5), 1 + numbers.Below(5))
        {
            Strides = numbers.Pick(1, 1, 1, 2, 2, 3),
            StrideWidth = StrideWidth(numbers),
            Dilation = numbers.Pick(1, 1, 1, 2, 3),
            Groups = groups,
            Padding = padding == 1 ? Padding.Same : Padding.Valid,
            Border = padding == 2 ? Border(numbers, 4, 4) : default,
            UseBias = numbers.Chance(0.8),
            Trainable = numbers.Chance(0.9),
            Activation = Activation(numbers),
        };
    }

    /// <summary>The other convolutions.</summary>
    private static Layer Spread(Numbers numbers, Extent input)
    {
        var (height, width, strides, dilation) = (1 + numbers.Below(4), 1 + numbers.Below(4), numbers.Pick(1, 1, 2, 3), numbers.Pick(1, 1, 1, 2, 3));
        var padding = numbers.Below(3);
        var (same, border) = (padding == 1 ? Padding.Same : Padding.Valid, padding == 2 ? Border(numbers, 4, 4) : default);
        return numbers.Below(5) switch
        {
            < 2 => new DepthwiseConv2D(height, width)
            {
                DepthMultiplier = numbers.Pick(1, 1, 2, 3),
                Strides = strides,
                StrideWidth = StrideWidth(numbers),
                Dilation = dilation,
                Padding = same,
                Border = border,
                UseBias = numbers.Chance(0.7),
                Trainable = numbers.Chance(0.9),
                Activation = Activation(numbers),
            },
            < 4 => Transposed(),
            _ => (numbers.Chance(0.7)
                ? new FixedFilter2D(numbers.Pick([.. Enum.GetValues<FixedFilter>()]))
                : new FixedFilter2D(height, width, [.. numbers.Uniform(height * width).Select(number => MathF.Round(number, 2))])) with
            {
                Strides = strides,
                StrideWidth = StrideWidth(numbers),
                Padding = same,
                Border = border,
            },
        };

        Conv2DTranspose Transposed()
        {
            var (groups, across) = (Groups(numbers, input), StrideWidth(numbers));
            return new Conv2DTranspose(groups * (1 + numbers.Below(Math.Max(1, 24 / groups))), height, width)
            {
                Strides = strides,
                StrideWidth = across,
                Dilation = dilation,
                Groups = groups,
                Padding = same,
                Border = border,
                OutputPadding = same == Padding.Same ? 0 : numbers.Below(Math.Max(Math.Min(strides, across == 0 ? strides : across), dilation)),
                UseBias = numbers.Chance(0.7),
                Trainable = numbers.Chance(0.9),
                Activation = Activation(numbers),
            };
        }
    }

    /// <summary>Mostly 0: as down.</summary>
    private static int StrideWidth(Numbers numbers) => numbers.Pick(0, 0, 0, 0, 1, 2, 3);

    /// <summary>Mostly 1, else any number that divides the channels.</summary>
    private static int Groups(Numbers numbers, Extent input) =>
        numbers.Chance(0.7) ? 1 : numbers.Pick([.. Enumerable.Range(1, input.Channels).Where(groups => input.Channels % groups == 0)]);

    /// <summary>The same values at another place, or in another shape.</summary>
    private static Layer Resized(Numbers numbers, Extent input) => numbers.Below(4) switch
    {
        0 => new ZeroPadding2D(numbers.Below(3), numbers.Below(3), numbers.Below(3), numbers.Below(3)),
        1 => new Cropping2D(numbers.Below(3), numbers.Below(3), numbers.Below(3), numbers.Below(3)),
        2 => new UpSampling2D(1 + numbers.Below(3), 1 + numbers.Below(3)) { Interpolation = numbers.Pick(Interpolation.Nearest, Interpolation.Bilinear) },
        _ => numbers.Chance(0.8) ? new Reshape(input.Width, input.Channels, input.Height) : new Reshape(input.Elements),
    };

    private static MaxPooling2D MaxPool(Numbers numbers)
    {
        var (height, width, strides, padding, border) = Pool(numbers);
        return new MaxPooling2D(height, width) { Strides = strides, StrideWidth = StrideWidth(numbers), Padding = padding, Border = border };
    }

    private static AveragePooling2D AveragePool(Numbers numbers)
    {
        var (height, width, strides, padding, border) = Pool(numbers);
        return new AveragePooling2D(height, width) { Strides = strides, StrideWidth = StrideWidth(numbers), Padding = padding, Border = border, CountIncludePad = numbers.Chance(0.5) };
    }

    private static Layer GlobalPool(Numbers numbers) => numbers.Chance(0.6)
        ? new GlobalAveragePooling2D { KeepDims = numbers.Chance(0.4) }
        : new GlobalMaxPooling2D { KeepDims = numbers.Chance(0.4) };

    /// <summary>With a large ε: what is divided by the deviation of a few near values is mostly rounding.</summary>
    private static Layer Normalization(Numbers numbers) => numbers.Below(5) switch
    {
        < 2 => BatchNormalization(numbers),
        2 => new InstanceNormalization { Epsilon = 0.1f, Center = numbers.Chance(0.8), Scale = numbers.Chance(0.8), Trainable = numbers.Chance(0.8) },
        3 => new LocalResponseNormalization(1 + numbers.Below(6)) { Alpha = 0.5f, Beta = numbers.Pick(0.75, 0.5, 1), Bias = numbers.Pick(1.0, 2) },
        _ => new L2Normalization { Epsilon = 0.25f },
    };

    private static BatchNormalization BatchNormalization(Numbers numbers) => new()
    {
        Epsilon = 0.1f,
        Momentum = numbers.Pick(0.9, 0.75),
        Center = numbers.Chance(0.8),
        Scale = numbers.Chance(0.8),
        Trainable = numbers.Chance(0.8),
    };

    private static (int Height, int Width, int Strides, Padding Padding, Border Border) Pool(Numbers numbers)
    {
        var (height, width) = (1 + numbers.Below(4), 1 + numbers.Below(4));
        var padding = numbers.Below(3);
        return (height, width, 1 + numbers.Below(3), padding == 1 ? Padding.Same : Padding.Valid, padding == 2 ? Border(numbers, height, width) : default);
    }

    /// <summary>Padding smaller than the window, so that no pooling window sees padding alone.</summary>
    private static Border Border(Numbers numbers, int height, int width) =>
        new(numbers.Below(height), numbers.Below(height), numbers.Below(width), numbers.Below(width));

    private static Layer Nonlinearity(Numbers numbers) => numbers.Pick<Layer>(
        new ReLU(), new ReLU { MaxValue = 0.5 }, new LeakyReLU { NegativeSlope = 0.25 }, new Sigmoid(), new Tanh(), new Softmax(), new SiLU(), new GELU(), new HardSwish(),
        new PReLU { Shared = numbers.Chance(0.3), Trainable = numbers.Chance(0.9) });

    public static Activation Activation(Numbers numbers) => numbers.Chance(0.4)
        ? ConvGen.Activation.None
        : numbers.Pick([.. Enum.GetValues<Activation>().Where(activation => activation != ConvGen.Activation.None)]);

    /// <summary>A loss that goes on an output, or none.</summary>
    /// <param name="numbers">Where choices come from.</param>
    /// <param name="output">The output's shape.</param>
    /// <param name="last">The layer whose result the output is, an activation by itself; null for an input.</param>
    public static Loss? Loss(Numbers numbers, Extent output, Layer? last)
    {
        var isNormalized = last is Softmax;
        var isShare = isNormalized || last is Sigmoid;
        var smoothing = numbers.Pick(0, 0, 0.125);
        return numbers.Below(10) switch
        {
            < 2 => null,
            2 => new MeanSquaredError(),
            3 => new BinaryCrossentropy { FromLogits = !isShare, LabelSmoothing = smoothing },
            < 6 when !output.IsMap => numbers.Chance(0.5) ? new TripletLoss { Margin = numbers.Pick(0.25, 1) } : new ContrastiveLoss { Margin = numbers.Pick(0.5, 1.5) },
            _ when output.Channels < 2 => null,
            < 8 => new CategoricalCrossentropy { FromLogits = !isNormalized, LabelSmoothing = smoothing },
            8 => new SparseCategoricalCrossentropy { FromLogits = !isNormalized },
            _ => new SparseCategoricalCrossentropy { FromLogits = !isNormalized, IgnoreIndex = numbers.Pick(-100, 0, 255) },
        };
    }

    private static long Products(Layer layer, Extent input, Extent output) => layer switch
    {
        Conv2D conv => (long)output.Elements * conv.KernelHeight * conv.KernelWidth * (input.Channels / conv.Groups),
        Dense => (long)input.Elements * output.Elements,
        Conv2DTranspose conv => (long)input.Elements * conv.KernelHeight * conv.KernelWidth * (conv.Filters / conv.Groups),
        _ => 0,
    };
}
