namespace ConvGen.Tests.Oracle;

/// <summary>A batch of maps or vectors in double precision, in N,H,W,C order.</summary>
internal sealed class Tensor
{
    public Tensor(int batch, Extent extent, double[]? values = null)
    {
        Batch = batch;
        Extent = extent;
        Values = values ?? new double[batch * extent.Elements];
        Assert.Equal(batch * extent.Elements, Values.Length);
    }

    public int Batch { get; }

    public Extent Extent { get; }

    public double[] Values { get; }

    public ref double this[int image, int row, int column, int channel] =>
        ref Values[(((image * Extent.Height) + row) * Extent.Width + column) * Extent.Channels + channel];

    /// <summary>Calls <paramref name="body"/> with every element's image, row, column and channel.</summary>
    public void ForEach(Action<int, int, int, int> body)
    {
        for (var image = 0; image < Batch; image++)
            for (var row = 0; row < Extent.Height; row++)
                for (var column = 0; column < Extent.Width; column++)
                    for (var channel = 0; channel < Extent.Channels; channel++)
                        body(image, row, column, channel);
    }

    /// <summary>A tensor of the same shape whose every element is <paramref name="value"/> of the element's index.</summary>
    public Tensor Map(Func<int, double> value) => new(Batch, Extent, [.. Enumerable.Range(0, Values.Length).Select(value)]);

    /// <summary>Adds another tensor of the same shape to this one.</summary>
    public void Add(Tensor other)
    {
        for (var i = 0; i < Values.Length; i++)
            Values[i] += other.Values[i];
    }

    public static Tensor Of(ReadOnlySpan<float> values, Extent extent)
    {
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            result[i] = values[i];
        return new Tensor(values.Length / extent.Elements, extent, result);
    }
}
