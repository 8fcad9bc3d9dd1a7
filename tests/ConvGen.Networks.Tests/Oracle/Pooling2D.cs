namespace ConvGen.Tests.Oracle;

/// <summary>What both poolings share: a window over each channel by itself, with the window's size as default stride.</summary>
internal abstract record Pooling2D(int Height, int Width) : Layer
{
    /// <summary>0 stands for the window's size.</summary>
    public int Strides { get; init; }

    /// <summary>0 stands for as many columns as rows.</summary>
    public int StrideWidth { get; init; }

    public Padding Padding { get; init; }

    public Border Border { get; init; }

    protected Window Window => new(Height, Width, Strides == 0 ? Height : Strides, StrideWidth, 1, Padding, Border);

    public sealed override Extent Infer(Extent input)
    {
        var (height, width) = Window.OutputSize(input);
        return new Extent(height, width, input.Channels);
    }

    protected override IEnumerable<string> Arguments() => Window.Arguments(defaultStride: Height == Width ? Height : null)
        .Prepend(Height == Width ? $"{Height}" : $"{Height}, {Width}");

    protected static void ForEach(Tensor output, Action<int, int, int, int> body)
    {
        for (var image = 0; image < output.Batch; image++)
            for (var row = 0; row < output.Extent.Height; row++)
                for (var column = 0; column < output.Extent.Width; column++)
                    for (var channel = 0; channel < output.Extent.Channels; channel++)
                        body(image, row, column, channel);
    }
}

/// <summary>The largest value in the window; padding counts as −∞. The gradient goes to the first of the largest, rows first.</summary>
internal sealed record MaxPooling2D(int Height, int Width) : Pooling2D(Height, Width)
{
    public MaxPooling2D(int size)
        : this(size, size)
    {
    }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        ForEach(output, (image, row, column, channel) =>
        {
            var best = First(input, image, row, column, channel);
            output[image, row, column, channel] = input[image, best.Row, best.Column, channel];
        });
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        ForEach(output, (image, row, column, channel) =>
        {
            var best = First(input, image, row, column, channel);
            inputGradient[image, best.Row, best.Column, channel] += outputGradient[image, row, column, channel];
        });
        return inputGradient;
    }

    /// <summary>The least lead of a window's largest value over the next different one.</summary>
    public override double Margin(Tensor input, Tensor output)
    {
        var margin = double.PositiveInfinity;
        var largest = input.Values.Max(Math.Abs);
        ForEach(output, (image, row, column, channel) =>
        {
            foreach (var tap in Window.Taps(input.Extent, row, column))
            {
                var lead = output[image, row, column, channel] - input[image, tap.Row, tap.Column, channel];
                if (lead > 0)
                    margin = Math.Min(margin, lead / largest);
            }
        });
        return margin;
    }

    private (int Row, int Column) First(Tensor input, int image, int row, int column, int channel)
    {
        (int Row, int Column) best = (-1, -1);
        foreach (var tap in Window.Taps(input.Extent, row, column))
            if (best.Row < 0 || input[image, tap.Row, tap.Column, channel] > input[image, best.Row, best.Column, channel])
                best = (tap.Row, tap.Column);
        return best;
    }
}

/// <summary>The mean of the window: of the elements inside the input, or of all its elements with padding as zeros (CountIncludePad).</summary>
internal sealed record AveragePooling2D(int Height, int Width) : Pooling2D(Height, Width)
{
    public AveragePooling2D(int size)
        : this(size, size)
    {
    }

    public bool CountIncludePad { get; init; }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        ForEach(output, (image, row, column, channel) =>
        {
            foreach (var tap in Window.Taps(input.Extent, row, column))
                output[image, row, column, channel] += input[image, tap.Row, tap.Column, channel] / Count(input, row, column);
        });
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        ForEach(output, (image, row, column, channel) =>
        {
            foreach (var tap in Window.Taps(input.Extent, row, column))
                inputGradient[image, tap.Row, tap.Column, channel] += outputGradient[image, row, column, channel] / Count(input, row, column);
        });
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments() => CountIncludePad ? base.Arguments().Append("CountIncludePad = true") : base.Arguments();

    private int Count(Tensor input, int row, int column) => CountIncludePad ? Height * Width : Window.Taps(input.Extent, row, column).Count();
}
