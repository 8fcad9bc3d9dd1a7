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
        var extent = input;
        for (var count = 1 + numbers.Below(MaxLayers); count > 0; count--)
        {
            layers.Add(Layer(numbers, extent, MaxElements));
            extent = layers[^1].Infer(extent);
        }

        return new Sequential(input, layers) { Loss = Loss(numbers, extent, layers[^1]) };
    }

    /// <summary>Any layer that goes on <paramref name="input"/> and gives no more than <paramref name="maxElements"/>.</summary>
    public static Layer Layer(Numbers numbers, Extent input, int maxElements)
    {
        while (true)
        {
            var layer = input.IsMap ? OnMap(numbers, input) : OnVector(numbers);
            var output = layer.Infer(input);
            if (output.Height > 0 && output.Width > 0 && output.Elements <= maxElements && Products(layer, input, output) <= MaxProducts)
                return layer;
        }
    }

    private static Layer OnMap(Numbers numbers, Extent input) => numbers.Below(16) switch
    {
        < 5 => Convolution(numbers, input),
        5 => MaxPool(numbers),
        6 => AveragePool(numbers),
        7 => GlobalPool(numbers),
        8 => new Flatten(),
        9 or 10 => Nonlinearity(numbers),
        11 => Normalization(numbers),
        12 => Spread(numbers, input),
        13 or 14 => Resized(numbers, input),
        _ => new Dropout(0),
    };

    private static Layer OnVector(Numbers numbers) => numbers.Below(11) switch
    {
        < 6 => new Dense(1 + numbers.Below(40)) { UseBias = numbers.Chance(0.8), Trainable = numbers.Chance(0.9), Activation = Activation(numbers) },
        6 => new Flatten(),
        7 or 8 => Nonlinearity(numbers),
        9 => numbers.Chance(0.6) ? BatchNormalization(numbers) : new L2Normalization { Epsilon = 0.25f },
        _ => new Dropout(0),
    };

    private static Conv2D Convolution(Numbers numbers, Extent input)
    {
        var groups = numbers.Chance(0.7) ? 1 : numbers.Pick([.. Enumerable.Range(1, input.Channels).Where(g => input.Channels % g == 0)]);
        var filters = groups * (1 + numbers.Below(Math.Max(1, 40 / groups)));
        var padding = numbers.Below(3);
        return new Conv2D(filters, 1 + numbers.Below(5), 1 + numbers.Below(5))
        {
            Strides = numbers.Pick(1, 1, 1, 2, 2, 3),
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
        var (kernel, strides) = (1 + numbers.Below(4), numbers.Pick(1, 1, 2, 3));
        var padding = numbers.Chance(0.4) ? Padding.Same : Padding.Valid;
        return numbers.Below(5) switch
        {
            < 2 => new DepthwiseConv2D(kernel)
            {
                DepthMultiplier = numbers.Pick(1, 1, 2, 3),
                Strides = strides,
                Padding = padding,
                UseBias = numbers.Chance(0.7),
                Activation = Activation(numbers),
            },
            < 4 => new Conv2DTranspose(1 + numbers.Below(17), kernel)
            {
                Strides = strides,
                Padding = padding,
                OutputPadding = padding == Padding.Same ? 0 : numbers.Below(strides),
                UseBias = numbers.Chance(0.7),
                Activation = Activation(numbers),
            },
            _ => new FixedFilter2D(numbers.Pick(FixedFilter.VerticalEdge, FixedFilter.SobelVertical)) { Strides = strides, Padding = padding },
        };
    }

    /// <summary>The same values at another place, or in another shape.</summary>
    private static Layer Resized(Numbers numbers, Extent input) => numbers.Below(4) switch
    {
        0 => new ZeroPadding2D(numbers.Below(3), numbers.Below(3), numbers.Below(3), numbers.Below(3)),
        1 => new Cropping2D(numbers.Below(2), numbers.Below(2), numbers.Below(2), numbers.Below(2)),
        2 => new UpSampling2D(1 + numbers.Below(3)) { Interpolation = numbers.Pick(Interpolation.Nearest, Interpolation.Bilinear) },
        _ => new Reshape(input.Width, input.Channels, input.Height),
    };

    private static MaxPooling2D MaxPool(Numbers numbers)
    {
        var (height, width, strides, padding, border) = Pool(numbers);
        return new MaxPooling2D(height, width) { Strides = strides, Padding = padding, Border = border };
    }

    private static AveragePooling2D AveragePool(Numbers numbers)
    {
        var (height, width, strides, padding, border) = Pool(numbers);
        return new AveragePooling2D(height, width) { Strides = strides, Padding = padding, Border = border, CountIncludePad = numbers.Chance(0.5) };
    }

    private static Layer GlobalPool(Numbers numbers) => numbers.Chance(0.6)
        ? new GlobalAveragePooling2D { KeepDims = numbers.Chance(0.4) }
        : new GlobalMaxPooling2D { KeepDims = numbers.Chance(0.4) };

    /// <summary>With a large ε: what is divided by the deviation of a few near values is mostly rounding.</summary>
    private static Layer Normalization(Numbers numbers) => numbers.Below(5) switch
    {
        < 2 => BatchNormalization(numbers),
        2 => new InstanceNormalization { Epsilon = 0.1f, Center = numbers.Chance(0.8), Scale = numbers.Chance(0.8), Trainable = numbers.Chance(0.8) },
        3 => new LocalResponseNormalization(1 + numbers.Below(6)) { Alpha = 0.5f },
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

    public static Loss? Loss(Numbers numbers, Extent output, Layer last)
    {
        var isNormalized = last is Softmax || last.Activation == ConvGen.Activation.Softmax;
        return numbers.Below(4) switch
        {
            0 => null,
            1 => new MeanSquaredError(),
            _ when output.Channels < 2 => null,
            2 => new SparseCategoricalCrossentropy { FromLogits = !isNormalized },
            _ => new SparseCategoricalCrossentropy { FromLogits = !isNormalized, IgnoreIndex = numbers.Pick(-100, 0, 255) },
        };
    }

    private static long Products(Layer layer, Extent input, Extent output) => layer switch
    {
        Conv2D conv => (long)output.Elements * conv.KernelHeight * conv.KernelWidth * (input.Channels / conv.Groups),
        Dense => (long)input.Elements * output.Elements,
        Conv2DTranspose conv => (long)input.Elements * conv.KernelHeight * conv.KernelWidth * conv.Filters,
        _ => 0,
    };
}
