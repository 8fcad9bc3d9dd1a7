using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>The kernels of which statistics of channels and what uses them are made, each with all that it writes in one pass.</summary>
internal static class ChannelKernels
{
    /// <summary>Formulas over vectors of channels: once a batch, or once an image where the results are one for each.</summary>
    public static void PerChannel(this KernelList kernels, string name, int channels, Operands of) =>
        kernels.Add(new Pointwise(name, 1, 1, channels, of.Inputs, of.Results, default, PerImage: of.Results.Any(result => result.Output.Region.GrowsWithBatch)));

    /// <summary>Formulas over every element of maps laid out for the shape of <paramref name="shape"/>.</summary>
    public static void PerElement(this KernelList kernels, string name, Tensor shape, Operands of) =>
        kernels.Add(new Pointwise(name, shape.Height, shape.Width, shape.Lanes, of.Inputs, of.Results, shape.Index));

    /// <summary>The sums over the pixels of each image, and vectors made of them.</summary>
    public static void SumPerImage(this KernelList kernels, string name, Tensor shape, Operands of) =>
        kernels.Add(new ColumnReduction(name, shape.Height, shape.Width, shape.Lanes, of.Inputs, RowFold.Sum, of.Sums, of.Results, PerImage: true));

    /// <summary>The sums over images of formulas over vectors, and vectors made of them.</summary>
    public static void SumOverImages(this KernelList kernels, string name, Tensor shape, Operands of) =>
        kernels.Add(new ColumnReduction(name, 1, 1, shape.Lanes, of.Inputs, RowFold.Sum, of.Sums, of.Results, PerImage: false));
}
