using ConvGen.Kernels.ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Networks;

/// <summary>A layer that is measured beside PyTorch's.</summary>
/// <param name="Title">What it is, for tables.</param>
/// <param name="Kind">conv, dense, pool (a maximum) or norm: what the other side makes.</param>
/// <param name="Kernel">Rows and columns of a kernel or window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Pad">What is added on every side.</param>
/// <param name="Groups">Parts of the channels.</param>
/// <param name="Description">Shapes and counts.</param>
/// <param name="Create">Makes the network.</param>
/// <param name="Program">Makes its kernels.</param>
internal sealed record LabLayer(
    string Title, string Kind, int Kernel, int Stride, int Pad, int Groups, Func<NetworkDescription> Description, Func<NetworkOptions, INetwork> Create, Func<GpuProgram> Program)
{
    /// <summary>The layers of a run, the quick ones first.</summary>
    public static IReadOnlyList<LabLayer> All => ChosenNetworks.Layers;

    /// <summary>The layers of a dry run.</summary>
    public static IReadOnlyList<LabLayer> Dry { get; } =
    [
        new("3x3/2, 3 to 12 at 6x5", "conv", 3, 2, 1, 1, () => DryConvolution.Description, options => new DryConvolution(options), () => new DryConvolutionGpuProgram()),
        new("depthwise 3x3, 9 at 5x7", "conv", 3, 1, 1, 9, () => DryDepthwise.Description, options => new DryDepthwise(options), () => new DryDepthwiseGpuProgram()),
        new("20 to 12", "dense", 1, 1, 0, 1, () => DryDense.Description, options => new DryDense(options), () => new DryDenseGpuProgram()),
        new("max 3x3/2, 5 at 7x6", "pool", 3, 2, 1, 1, () => DryPool.Description, options => new DryPool(options), () => new DryPoolGpuProgram()),
        new("batch norm, 10 at 4x3", "norm", 1, 1, 0, 1, () => DryNormalization.Description, options => new DryNormalization(options), () => new DryNormalizationGpuProgram()),
    ];

    /// <summary>The class's name, which files have too.</summary>
    public string Name => Description().Name;
}
