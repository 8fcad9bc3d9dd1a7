namespace ConvGen.Tests.Oracle;

/// <summary>
/// A larger map: each pixel a block of its own value, or, bilinear, every pixel of the result the mean of the pixels around its centre
/// ((y + ½)/height − ½, (x + ½)/width − ½), weighted by how near they are; beyond the outermost centres the outermost value holds.
/// </summary>
internal sealed record UpSampling2D(int Height, int Width) : Layer
{
    public UpSampling2D(int size)
        : this(size, size)
    {
    }

    public Interpolation Interpolation { get; init; }

    public override Extent Infer(Extent input) => new(input.Height * Height, input.Width * Width, input.Channels);

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        output.ForEach((image, row, column, channel) =>
        {
            foreach (var (y, x, weight) in Sources(input.Extent, row, column))
                output[image, row, column, channel] += input[image, y, x, channel] * weight;
        });
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        output.ForEach((image, row, column, channel) =>
        {
            foreach (var (y, x, weight) in Sources(input.Extent, row, column))
                inputGradient[image, y, x, channel] += outputGradient[image, row, column, channel] * weight;
        });
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        yield return Height == Width ? $"{Height}" : $"{Height}, {Width}";
        if (Interpolation != Interpolation.Nearest)
            yield return $"Interpolation = Interpolation.{Interpolation}";
    }

    private IEnumerable<(int Row, int Column, double Weight)> Sources(Extent input, int row, int column) =>
        Interpolation == Interpolation.Nearest
            ? [(row / Height, column / Width, 1)]
            : from y in Near(row, Height, input.Height) from x in Near(column, Width, input.Width) select (y.Index, x.Index, y.Weight * x.Weight);

    /// <summary>All pixels whose centre is less than one away, weighted by one minus the distance; the place is clamped to the outermost centres.</summary>
    private static IEnumerable<(int Index, double Weight)> Near(int index, int factor, int size)
    {
        var place = Math.Clamp(((index + 0.5) / factor) - 0.5, 0, size - 1);
        return Enumerable.Range(0, size).Select(i => (i, 1 - Math.Abs(place - i))).Where(near => near.Item2 > 0);
    }
}
