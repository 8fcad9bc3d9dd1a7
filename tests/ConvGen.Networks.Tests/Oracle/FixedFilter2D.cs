using System.Globalization;

namespace ConvGen.Tests.Oracle;

/// <summary>Each channel filtered by itself: out[n,y,x,c] = Σ in[n, y·stride − top + r, x·stride − left + s, c] · numbers[r,s].</summary>
internal sealed record FixedFilter2D(int KernelHeight, int KernelWidth, params float[] Numbers) : Layer
{
    public FixedFilter2D(FixedFilter filter)
        : this(3, 3, Classic(filter)) => Filter = filter;

    public int Strides { get; init; } = 1;

    /// <summary>0 stands for as many columns as rows.</summary>
    public int StrideWidth { get; init; }

    public Padding Padding { get; init; }

    public Border Border { get; init; }

    private FixedFilter? Filter { get; }

    private Window Window => new(KernelHeight, KernelWidth, Strides, StrideWidth, 1, Padding, Border);

    public override Extent Infer(Extent input)
    {
        var (height, width) = Window.OutputSize(input);
        return new Extent(height, width, input.Channels);
    }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        output.ForEach((image, row, column, channel) =>
        {
            foreach (var tap in Window.Taps(input.Extent, row, column))
                output[image, row, column, channel] += input[image, tap.Row, tap.Column, channel] * Numbers[(tap.TapRow * KernelWidth) + tap.TapColumn];
        });
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        output.ForEach((image, row, column, channel) =>
        {
            foreach (var tap in Window.Taps(input.Extent, row, column))
                inputGradient[image, tap.Row, tap.Column, channel] += outputGradient[image, row, column, channel] * Numbers[(tap.TapRow * KernelWidth) + tap.TapColumn];
        });
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        yield return Filter is { } filter
            ? $"FixedFilter.{filter}"
            : $"{KernelHeight}, {KernelWidth}, {string.Join(", ", Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture) + "f"))}";
        foreach (var argument in Window.Arguments(defaultStride: 1))
            yield return argument;
    }

    /// <summary>The vertical filters answer to vertical edges; a horizontal one is its vertical one transposed.</summary>
    private static float[] Classic(FixedFilter filter) => filter switch
    {
        FixedFilter.VerticalEdge or FixedFilter.PrewittVertical => [1, 0, -1, 1, 0, -1, 1, 0, -1],
        FixedFilter.SobelVertical => [1, 0, -1, 2, 0, -2, 1, 0, -1],
        FixedFilter.ScharrVertical => [3, 0, -3, 10, 0, -10, 3, 0, -3],
        FixedFilter.HorizontalEdge or FixedFilter.PrewittHorizontal => Transposed(FixedFilter.VerticalEdge),
        FixedFilter.SobelHorizontal => Transposed(FixedFilter.SobelVertical),
        FixedFilter.ScharrHorizontal => Transposed(FixedFilter.ScharrVertical),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static float[] Transposed(FixedFilter filter)
    {
        var numbers = Classic(filter);
        return [numbers[0], numbers[3], numbers[6], numbers[1], numbers[4], numbers[7], numbers[2], numbers[5], numbers[8]];
    }
}
