namespace ConvGen.Tests.Oracle;

/// <summary>What padding with zeros and cropping share: sides, and copying between a small map and the large one around it.</summary>
internal abstract record Margins(int Top, int Bottom, int Left, int Right) : Layer
{
    protected override IEnumerable<string> Arguments() => [
        (Top, Left) != (Bottom, Right) ? $"{Top}, {Bottom}, {Left}, {Right}" : Top != Left ? $"{Top}, {Left}" : $"{Top}",
    ];

    protected Tensor Surround(Tensor small)
    {
        var large = new Tensor(small.Batch, new Extent(Top + small.Extent.Height + Bottom, Left + small.Extent.Width + Right, small.Extent.Channels));
        small.ForEach((image, row, column, channel) => large[image, row + Top, column + Left, channel] = small[image, row, column, channel]);
        return large;
    }

    protected Tensor CutOut(Tensor large)
    {
        var small = new Tensor(large.Batch, new Extent(large.Extent.Height - Top - Bottom, large.Extent.Width - Left - Right, large.Extent.Channels));
        small.ForEach((image, row, column, channel) => small[image, row, column, channel] = large[image, row + Top, column + Left, channel]);
        return small;
    }
}

/// <summary>Zeros around a map.</summary>
internal sealed record ZeroPadding2D(int Top, int Bottom, int Left, int Right) : Margins(Top, Bottom, Left, Right)
{
    public override Extent Infer(Extent input) => new(Top + input.Height + Bottom, Left + input.Width + Right, input.Channels);

    public override Tensor Forward(Tensor input, Weights weights) => Surround(input);

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) => CutOut(outputGradient);
}

/// <summary>A map without some rows and columns at its sides.</summary>
internal sealed record Cropping2D(int Top, int Bottom, int Left, int Right) : Margins(Top, Bottom, Left, Right)
{
    public override Extent Infer(Extent input) => new(input.Height - Top - Bottom, input.Width - Left - Right, input.Channels);

    public override Tensor Forward(Tensor input, Weights weights) => CutOut(input);

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) => Surround(outputGradient);
}
