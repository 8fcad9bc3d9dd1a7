using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>The kernels of which statistics of channels and what uses them are made.</summary>
internal static class ChannelKernels
{
    /// <summary>A formula over vectors of channels: once a batch, or once an image where the result is one for each.</summary>
    public static void PerChannel(this KernelList kernels, string name, int channels, Operands of, Expression body, Region result) =>
        kernels.Add(new Pointwise(name, 1, 1, channels, of.Inputs, Grid.Vector(result), body, default, PerImage: result.GrowsWithBatch));

    /// <summary>A formula over every element of maps laid out for the shape of <paramref name="shape"/>.</summary>
    public static void PerElement(this KernelList kernels, string name, Tensor shape, Operands of, Expression body, Tensor result) =>
        kernels.Add(new Pointwise(name, shape.Height, shape.Width, shape.Lanes, of.Inputs, result.Grid, body, shape.Index));

    /// <summary>The sum over the pixels of each image.</summary>
    public static void SumPerImage(this KernelList kernels, string name, Tensor shape, Operands of, Expression body, Region result) =>
        kernels.Add(new ColumnReduction(name, shape.Height, shape.Width, shape.Lanes, of.Inputs, body, RowFold.Sum, Grid.Vector(result), PerImage: true, Accumulate: false));

    /// <summary>The sum over images of a formula over vectors.</summary>
    public static void SumOverImages(this KernelList kernels, string name, Tensor shape, Operands of, Expression body, Region result) =>
        kernels.Add(new ColumnReduction(name, 1, 1, shape.Lanes, of.Inputs, body, RowFold.Sum, Grid.Vector(result), PerImage: false, Accumulate: false));

    /// <summary>Adds a formula over vectors of channels to a parameter's gradient; where they are one for each image, for every image.</summary>
    public static void AddOverBatch(this KernelList kernels, string name, Tensor shape, Operands of, Expression body, Region gradient)
    {
        if (System.Linq.Enumerable.Any(of.Inputs, input => input.Region.GrowsWithBatch))
            kernels.Add(new ColumnReduction(name, 1, 1, shape.Lanes, of.Inputs, body, RowFold.Sum, Grid.Vector(gradient), PerImage: false, Accumulate: true));
        else
            kernels.PerChannel(name, shape.Channels, of, of[gradient] + body, gradient);
    }
}
