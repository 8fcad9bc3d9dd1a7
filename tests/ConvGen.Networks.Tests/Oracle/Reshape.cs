namespace ConvGen.Tests.Oracle;

/// <summary>The same values, in the order channels, rows, columns, as another shape.</summary>
internal sealed record Reshape(Extent Shape) : Layer
{
    public Reshape(int height, int width, int channels)
        : this(new Extent(height, width, channels))
    {
    }

    public Reshape(int features)
        : this(Extent.Vector(features))
    {
    }

    public override Extent Infer(Extent input) => Shape;

    public override Tensor Forward(Tensor input, Weights weights) => Arrange(input, Shape);

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) => Arrange(outputGradient, input.Extent);

    protected override IEnumerable<string> Arguments() => [Shape.IsMap ? $"{Shape.Height}, {Shape.Width}, {Shape.Channels}" : $"{Shape.Channels}"];

    private static Tensor Arrange(Tensor from, Extent extent)
    {
        var to = new Tensor(from.Batch, extent);
        from.ForEach((image, row, column, channel) =>
        {
            var index = (((channel * from.Extent.Height) + row) * from.Extent.Width) + column;
            to[image, index / extent.Width % extent.Height, index % extent.Width, index / (extent.Height * extent.Width)] = from[image, row, column, channel];
        });
        return to;
    }
}
