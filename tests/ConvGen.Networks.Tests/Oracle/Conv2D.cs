namespace ConvGen.Tests.Oracle;

/// <summary>
/// Convolution as cross-correlation. Weights are filters × channels/groups × height × width:
/// out[n,y,x,f] = bias[f] + Σ in[n, y·stride − top + r·dilation, x·stride − left + s·dilation, first(f) + c] · weight[f,c,r,s],
/// where first(f) is the first channel of f's group.
/// </summary>
internal sealed record Conv2D(int Filters, int KernelHeight, int KernelWidth) : Layer
{
    public Conv2D(int filters, int kernelSize)
        : this(filters, kernelSize, kernelSize)
    {
    }

    public int Strides { get; init; } = 1;

    /// <summary>0 stands for as many columns as rows.</summary>
    public int StrideWidth { get; init; }

    public int Dilation { get; init; } = 1;

    public int Groups { get; init; } = 1;

    public Padding Padding { get; init; }

    public Border Border { get; init; }

    public bool UseBias { get; init; } = true;

    private Window Window => new(KernelHeight, KernelWidth, Strides, StrideWidth, Dilation, Padding, Border);

    public override Extent Infer(Extent input)
    {
        var (height, width) = Window.OutputSize(input);
        return new Extent(height, width, Filters);
    }

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input)
    {
        int[] shape = [Filters, input.Channels / Groups, KernelHeight, KernelWidth];
        return UseBias ? [($"{Name}.weight", shape), ($"{Name}.bias", [Filters])] : [($"{Name}.weight", shape)];
    }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        var (weight, bias, channels) = (weights[$"{Name}.weight"], UseBias ? weights[$"{Name}.bias"] : new double[Filters], input.Extent.Channels / Groups);
        for (var row = 0; row < output.Extent.Height; row++)
            for (var column = 0; column < output.Extent.Width; column++)
            {
                var taps = Window.Taps(input.Extent, row, column).ToList();
                for (var filter = 0; filter < Filters; filter++)
                    for (var image = 0; image < input.Batch; image++)
                    {
                        var sum = bias[filter];
                        foreach (var tap in taps)
                            for (var channel = 0; channel < channels; channel++)
                                sum += input[image, tap.Row, tap.Column, First(filter, channels) + channel] * weight[Weight(filter, channel, channels, tap.TapRow, tap.TapColumn)];
                        output[image, row, column, filter] = sum;
                    }
            }

        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        var (weight, weightGradient, channels) = (weights[$"{Name}.weight"], gradients[$"{Name}.weight"], input.Extent.Channels / Groups);
        for (var row = 0; row < output.Extent.Height; row++)
            for (var column = 0; column < output.Extent.Width; column++)
            {
                var taps = Window.Taps(input.Extent, row, column).ToList();
                for (var filter = 0; filter < Filters; filter++)
                    for (var image = 0; image < input.Batch; image++)
                    {
                        var gradient = outputGradient[image, row, column, filter];
                        if (UseBias)
                            gradients[$"{Name}.bias"][filter] += gradient;
                        foreach (var tap in taps)
                            for (var channel = 0; channel < channels; channel++)
                            {
                                var (at, from) = (Weight(filter, channel, channels, tap.TapRow, tap.TapColumn), First(filter, channels) + channel);
                                weightGradient[at] += gradient * input[image, tap.Row, tap.Column, from];
                                inputGradient[image, tap.Row, tap.Column, from] += gradient * weight[at];
                            }
                    }
            }

        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        yield return KernelHeight == KernelWidth ? $"{Filters}, {KernelHeight}" : $"{Filters}, {KernelHeight}, {KernelWidth}";
        foreach (var argument in Window.Arguments(defaultStride: 1))
            yield return argument;
        if (Groups != 1)
            yield return $"Groups = {Groups}";
        if (!UseBias)
            yield return "UseBias = false";
    }

    /// <summary>The first channel of a filter's group.</summary>
    private int First(int filter, int channels) => filter / (Filters / Groups) * channels;

    private int Weight(int filter, int channel, int channels, int tapRow, int tapColumn) => ((((filter * channels) + channel) * KernelHeight) + tapRow) * KernelWidth + tapColumn;
}
