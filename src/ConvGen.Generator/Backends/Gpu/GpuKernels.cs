using System;
using System.Collections.Generic;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu;

/// <summary>What each kernel form is on a graphics processor.</summary>
internal static class GpuKernels
{
    /// <summary>The launches that a kernel becomes, in order.</summary>
    public static IEnumerable<Launch> Of(Kernel kernel) => Of(kernel, new ContractionCodes());

    /// <inheritdoc cref="Of(Kernel)"/>
    /// <param name="kernel">The kernel.</param>
    /// <param name="codes">The kernels of earlier contractions.</param>
    public static IEnumerable<Launch> Of(Kernel kernel, ContractionCodes codes) => kernel switch
    {
        Contraction contraction => ContractionKernel.Of(contraction, codes),
        Pointwise pointwise => PointwiseKernel.Of(pointwise),
        Window window => WindowKernel.Of(window),
        ColumnReduction reduction => ColumnReductionKernel.Of(reduction),
        RowReduction reduction => RowReductionKernel.Of(reduction),
        PairwiseReduction reduction => PairwiseReductionKernel.Of(reduction),
        Move move => MoveKernel.Of(move),
        Surround surround => SurroundKernel.Of(surround),
        _ => throw new InvalidOperationException("no kernel for " + kernel.GetType().Name),
    };
}
