namespace ConvGen.Tests.Oracle;

/// <summary>
/// Transposed convolution, as scattering: out starts at the bias, and every input pixel adds to it
/// out[n, y·stride − top + r·dilation, x·stride − left + s·dilation, first(c) + f] += in[n,y,x,c] · weight[c,f,r,s]
/// where that lies inside. Weights are channels × filters/groups × height × width; first(c) is the first filter of c's group.
/// </summary>
internal sealed record Conv2DTranspose(int Filters, int KernelHeight, int KernelWidth) : Layer
{
    public Conv2DTranspose(int filters, int kernelSize)
        : this(filters, kernelSize, kernelSize)
    {
    }

    public int Strides { get; init; } = 1;

    /// <summary>0 stands for as many columns as rows.</summary>
    public int StrideWidth { get; init; }

    public int Dilation { get; init; } = 1;

    public int Groups { get; init; } = 1;

    public int OutputPadding { get; init; }

    public Padding Padding { get; init; }

    public Border Border { get; init; }

    public bool UseBias { get; init; } = true;

    /// <summary>The window of the convolution that goes the other way.</summary>
    private Window Window => new(KernelHeight, KernelWidth, Strides, StrideWidth, Dilation, Padding, Border);

    public override Extent Infer(Extent input) => Padding == Padding.Same
        ? new Extent(input.Height * Strides, input.Width * Window.Across, Filters)
        : new Extent(
            ((input.Height - 1) * Strides) - Border.Top - Border.Bottom + (Dilation * (KernelHeight - 1)) + OutputPadding + 1,
            ((input.Width - 1) * Window.Across) - Border.Left - Border.Right + (Dilation * (KernelWidth - 1)) + OutputPadding + 1,
            Filters);

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input)
    {
        int[] shape = [input.Channels, Filters / Groups, KernelHeight, KernelWidth];
        return UseBias ? [($"{Name}.weight", shape), ($"{Name}.bias", [Filters])] : [($"{Name}.weight", shape)];
    }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        if (UseBias)
            output.ForEach((image, row, column, filter) => output[image, row, column, filter] = weights[$"{Name}.bias"][filter]);
        var weight = weights[$"{Name}.weight"];
        input.ForEach((image, row, column, channel) =>
        {
            foreach (var product in Products(input.Extent, row, column, channel))
                output[image, product.Row, product.Column, product.Filter] += input[image, row, column, channel] * weight[product.Weight];
        });
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        if (UseBias)
            output.ForEach((image, row, column, filter) => gradients[$"{Name}.bias"][filter] += outputGradient[image, row, column, filter]);
        var (weight, weightGradient) = (weights[$"{Name}.weight"], gradients[$"{Name}.weight"]);
        input.ForEach((image, row, column, channel) =>
        {
            foreach (var product in Products(input.Extent, row, column, channel))
            {
                var gradient = outputGradient[image, product.Row, product.Column, product.Filter];
                weightGradient[product.Weight] += gradient * input[image, row, column, channel];
                inputGradient[image, row, column, channel] += gradient * weight[product.Weight];
            }
        });
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        yield return KernelHeight == KernelWidth ? $"{Filters}, {KernelHeight}" : $"{Filters}, {KernelHeight}, {KernelWidth}";
        foreach (var argument in Window.Arguments(defaultStride: 1))
            yield return argument;
        if (OutputPadding != 0)
            yield return $"OutputPadding = {OutputPadding}";
        if (Groups != 1)
            yield return $"Groups = {Groups}";
        if (!UseBias)
            yield return "UseBias = false";
    }

    /// <summary>What one input element adds to: where, and with which weight.</summary>
    private IEnumerable<(int Row, int Column, int Filter, int Weight)> Products(Extent input, int inputRow, int inputColumn, int channel)
    {
        var filters = Filters / Groups;
        var first = channel / (input.Channels / Groups) * filters;
        foreach (var (tapRow, tapColumn, row, column) in Window.Taps(Infer(input), inputRow, inputColumn))
            for (var filter = 0; filter < filters; filter++)
                yield return (row, column, first + filter, (((channel * filters) + filter) * KernelHeight + tapRow) * KernelWidth + tapColumn);
    }
}
