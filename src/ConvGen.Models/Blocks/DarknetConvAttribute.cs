namespace ConvGen.Models;

/// <summary>
/// What Darknet's networks are made of (Redmon and Farhadi 2016): a convolution that keeps the size, batch normalisation, a slope of 0.1 below zero.
/// Keys <c>conv.weight</c> and <c>bn.…</c>.
/// </summary>
/// <param name="filters">Output channels.</param>
/// <param name="kernelSize">Rows and columns of the kernel; odd.</param>
[Conv2D(nameof(Filters), nameof(KernelSize), Padding = Padding.Same, UseBias = false, Name = "conv")]
[BatchNormalization(Name = "bn")]
[LeakyReLU(NegativeSlope = 0.1)]
public sealed class DarknetConvAttribute(int filters, int kernelSize) : BlockAttribute
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>Rows and columns of the kernel.</summary>
    public int KernelSize { get; } = kernelSize;
}
