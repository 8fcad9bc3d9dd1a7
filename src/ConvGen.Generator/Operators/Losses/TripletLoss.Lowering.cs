using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class TripletLoss
{
    public override void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions) =>
        PairedVectors.Lower(kernels, PairwiseOperation.Triples, Margin, output, gradient, regions);
}
