namespace ConvGen;

/// <summary>
/// How exactly the products of convolutions and dense layers, and of their gradients, are computed on tensor cores (NVIDIA's from compute capability 8.0 on). Sums, everything
/// else and everything in memory is single precision always.
/// </summary>
public enum Precision
{
    /// <summary>PyTorch's: <see cref="TensorFloat32"/> for convolutions, <see cref="Float32"/> for dense layers. The environment variable CONVGEN_PRECISION may name another one.</summary>
    Default,

    /// <summary>Nearly single precision: each number as a sum of two of TF32, three products of those (3xTF32); products are within 2⁻²⁰, and NaN where a factor is infinite.</summary>
    Float32,

    /// <summary>Numbers are rounded to TF32, 10 bits behind the point, before they are multiplied: products are within 2⁻¹⁰.</summary>
    TensorFloat32,

    /// <summary>Numbers are rounded to BF16, 7 bits behind the point, before they are multiplied: products are within 2⁻⁷.</summary>
    BFloat16,
}
