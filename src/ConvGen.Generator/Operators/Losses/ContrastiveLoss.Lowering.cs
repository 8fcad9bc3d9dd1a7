using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class ContrastiveLoss
{
    public override void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions) =>
        PairedVectors.Lower(kernels, PairwiseOperation.Pairs, Margin, output, gradient, regions);
}
