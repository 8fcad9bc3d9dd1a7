namespace ConvGen;

/// <summary>
/// First values of parameters. Element i (in PyTorch's order) of parameter p is a function of the seed, p and i alone, so neither the packed
/// layout nor the thread count shows in a network's weights.
/// </summary>
internal static class Initializers
{
    /// <summary>Random words that one counter gives; elements share blocks of that size.</summary>
    private const int BlockSize = 4;

    /// <summary>Gives every parameter its first values: weights by their initialiser, biases and running means zeros, scales and running variances ones, slopes 0.25.</summary>
    public static void Initialize(Parameters parameters, int seed)
    {
        for (var index = 0; index < parameters.Count; index++)
        {
            var parameter = parameters[index];
            var values = new float[parameter.Count];
            switch (parameter.Description.Role)
            {
                case ParameterRole.Scale or ParameterRole.RunningVariance:
                    Array.Fill(values, 1f);
                    break;
                case ParameterRole.Slope:
                    Array.Fill(values, 0.25f);
                    break;
                case ParameterRole.Weight:
                    Fill(values, parameter.Shape, parameter.Description.Initializer, seed, index);
                    break;
            }

            parameters.DrawInto(parameter.Description, values);
        }
    }

    /// <summary>Fills a weight tensor in PyTorch's order.</summary>
    /// <param name="values">The tensor's elements.</param>
    /// <param name="shape">Its shape, for the fans.</param>
    /// <param name="initializer">The distribution.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="index">The parameter's position in the network.</param>
    public static void Fill(Span<float> values, IReadOnlyList<int> shape, Initializer initializer, int seed, int index)
    {
        var (fanIn, fanOut) = Fans(shape);
        switch (initializer)
        {
            case Initializer.GlorotUniform:
                FillUniform(values, Math.Sqrt(6.0 / (fanIn + fanOut)), seed, index);
                break;
            case Initializer.GlorotNormal:
                FillNormal(values, Math.Sqrt(2.0 / (fanIn + fanOut)), seed, index);
                break;
            case Initializer.HeUniform:
                FillUniform(values, Math.Sqrt(6.0 / fanIn), seed, index);
                break;
            case Initializer.HeNormal:
                FillNormal(values, Math.Sqrt(2.0 / fanIn), seed, index);
                break;
            case Initializer.Zeros:
                values.Clear();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(initializer), initializer, $"There is no initialiser {(int)initializer}.");
        }
    }

    /// <summary>
    /// How many inputs an output sees and how many outputs an input reaches, by the receptive-field rule that Keras uses: for out × in × h × w
    /// they are in·h·w and out·h·w, where in counts the channels of one group. A vector has its length for both.
    /// </summary>
    internal static (double In, double Out) Fans(IReadOnlyList<int> shape)
    {
        if (shape.Count < 2)
            return shape.Count == 0 ? (1, 1) : (shape[0], shape[0]);
        double field = 1;
        for (var axis = 2; axis < shape.Count; axis++)
            field *= shape[axis];
        return (shape[1] * field, shape[0] * field);
    }

    private static void FillUniform(Span<float> values, double limit, int seed, int index)
    {
        for (var first = 0; first < values.Length; first += BlockSize)
        {
            var (a, b, c, d) = Draw(seed, index, first);
            Store(values, first, limit * (2 * Unit(a) - 1), limit * (2 * Unit(b) - 1), limit * (2 * Unit(c) - 1), limit * (2 * Unit(d) - 1));
        }
    }

    /// <summary>Box and Muller (1958): two uniform numbers give two independent normal ones.</summary>
    private static void FillNormal(Span<float> values, double deviation, int seed, int index)
    {
        for (var first = 0; first < values.Length; first += BlockSize)
        {
            var (a, b, c, d) = Draw(seed, index, first);
            var (radius0, angle0) = (deviation * Math.Sqrt(-2 * Math.Log(Unit(a))), Math.Tau * Unit(b));
            var (radius1, angle1) = (deviation * Math.Sqrt(-2 * Math.Log(Unit(c))), Math.Tau * Unit(d));
            Store(values, first, radius0 * Math.Cos(angle0), radius0 * Math.Sin(angle0), radius1 * Math.Cos(angle1), radius1 * Math.Sin(angle1));
        }
    }

    private static (uint A, uint B, uint C, uint D) Draw(int seed, int index, int first) =>
        Philox.Block(unchecked((uint)seed), (uint)index, (uint)(first / BlockSize), 0, 0, 0);

    /// <summary>The middle of one of 2³² equal cells of (0, 1): never 0, never 1.</summary>
    private static double Unit(uint bits) => (bits + 0.5) * (1.0 / 4294967296.0);

    private static void Store(Span<float> values, int first, double a, double b, double c, double d)
    {
        ReadOnlySpan<float> block = [(float)a, (float)b, (float)c, (float)d];
        var length = Math.Min(BlockSize, values.Length - first);
        block[..length].CopyTo(values.Slice(first, length));
    }
}
