namespace ConvGen.Tests.Oracle;

/// <summary>
/// Each channel convolved by itself; filter f sees channel f / multiplier. Weights are filters × 1 × height × width:
/// out[n,y,x,f] = bias[f] + Σ in[n, y·stride − top + r·dilation, x·stride − left + s·dilation, f / multiplier] · weight[f,0,r,s].
/// </summary>
internal sealed record DepthwiseConv2D(int KernelHeight, int KernelWidth) : Layer
{
    public DepthwiseConv2D(int kernelSize)
        : this(kernelSize, kernelSize)
    {
    }

    public int DepthMultiplier { get; init; } = 1;

    public int Strides { get; init; } = 1;

    /// <summary>0 stands for as many columns as rows.</summary>
    public int StrideWidth { get; init; }

    public int Dilation { get; init; } = 1;

    public Padding Padding { get; init; }

    public Border Border { get; init; }

    public bool UseBias { get; init; } = true;

    private Window Window => new(KernelHeight, KernelWidth, Strides, StrideWidth, Dilation, Padding, Border);

    public override Extent Infer(Extent input)
    {
        var (height, width) = Window.OutputSize(input);
        return new Extent(height, width, input.Channels * DepthMultiplier);
    }

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input)
    {
        var filters = input.Channels * DepthMultiplier;
        int[] shape = [filters, 1, KernelHeight, KernelWidth];
        return UseBias ? [($"{Name}.weight", shape), ($"{Name}.bias", [filters])] : [($"{Name}.weight", shape)];
    }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        var weight = weights[$"{Name}.weight"];
        output.ForEach((image, row, column, filter) =>
        {
            var sum = UseBias ? weights[$"{Name}.bias"][filter] : 0;
            foreach (var tap in Window.Taps(input.Extent, row, column))
                sum += input[image, tap.Row, tap.Column, filter / DepthMultiplier] * weight[Weight(filter, tap.TapRow, tap.TapColumn)];
            output[image, row, column, filter] = sum;
        });
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        var (weight, weightGradient) = (weights[$"{Name}.weight"], gradients[$"{Name}.weight"]);
        output.ForEach((image, row, column, filter) =>
        {
            var gradient = outputGradient[image, row, column, filter];
            if (UseBias)
                gradients[$"{Name}.bias"][filter] += gradient;
            foreach (var tap in Window.Taps(input.Extent, row, column))
            {
                var at = Weight(filter, tap.TapRow, tap.TapColumn);
                weightGradient[at] += gradient * input[image, tap.Row, tap.Column, filter / DepthMultiplier];
                inputGradient[image, tap.Row, tap.Column, filter / DepthMultiplier] += gradient * weight[at];
            }
        });
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        yield return KernelHeight == KernelWidth ? $"{KernelHeight}" : $"{KernelHeight}, {KernelWidth}";
        foreach (var argument in Window.Arguments(defaultStride: 1))
            yield return argument;
        if (DepthMultiplier != 1)
            yield return $"DepthMultiplier = {DepthMultiplier}";
        if (!UseBias)
            yield return "UseBias = false";
    }

    private int Weight(int filter, int tapRow, int tapColumn) => (((filter * KernelHeight) + tapRow) * KernelWidth) + tapColumn;
}
