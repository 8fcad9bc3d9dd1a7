using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal abstract partial class Loss
{
    /// <summary>The kernels that add each image's loss to <paramref name="losses"/> and, where wanted, write the scaled gradient.</summary>
    public abstract void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions);
}

/// <summary>Where a loss finds what it compares with, and where it writes.</summary>
internal sealed record LossRegions(Region Labels, Region Targets, Region Losses);
