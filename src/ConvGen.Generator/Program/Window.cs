using System.Collections.Generic;

namespace ConvGen.Generator.Program;

internal enum WindowOperation
{
    Maximum,
    Average,
}

/// <summary>
/// A sliding window over pixels, channel by channel: pooling and, with <paramref name="Gradient"/>, its gradient, which scatters
/// <c>Source</c> (the gradient of the pooled map) over <c>Target</c> (cleared first). Positions outside the input do not count.
/// </summary>
/// <param name="Input">The pooled layer's input (the gradient of maximum pooling compares against it), or null.</param>
/// <param name="Pooled">The pooled layer's output (the same), or null.</param>
internal sealed record Window(
    string Name,
    WindowOperation Operation,
    bool Gradient,
    int InputHeight,
    int InputWidth,
    int Lanes,
    WindowGeometry Geometry,
    bool CountPadding,
    Grid Source,
    Grid Target,
    Grid? Input = null,
    Grid? Pooled = null)
    : Kernel(Name)
{
    public override IEnumerable<Region> Reads
    {
        get
        {
            yield return Source.Region;
            if (Input is not null)
                yield return Input.Region;
            if (Pooled is not null)
                yield return Pooled.Region;
        }
    }

    public override IEnumerable<Region> Writes => [Target.Region];

    /// <summary>Forward: rows of the result. Gradient: windows overlap, so an image is one item.</summary>
    public override int ItemsPerImage => Gradient ? 1 : Geometry.OutputHeight;

    public override long CostPerItem =>
        (long)Geometry.OutputWidth * Lanes * Geometry.KernelHeight * Geometry.KernelWidth * (Gradient ? 4 * Geometry.OutputHeight : 1);

    /// <summary>True where some window reaches beyond the map.</summary>
    public bool CanLeave =>
        Geometry.PadTop > 0 || Geometry.PadLeft > 0 || Leaves(Geometry.OutputHeight, Geometry.KernelHeight, Geometry.StrideHeight, InputHeight)
        || Leaves(Geometry.OutputWidth, Geometry.KernelWidth, Geometry.StrideWidth, InputWidth);

    /// <summary>True where no element is in two windows.</summary>
    public bool IsApart => Geometry is { Dilation: 1 } && Geometry.StrideHeight >= Geometry.KernelHeight && Geometry.StrideWidth >= Geometry.KernelWidth;

    /// <summary>True where each element is in exactly one window.</summary>
    public bool IsTiling => IsApart && !CanLeave && Geometry.OutputHeight * Geometry.KernelHeight == InputHeight && Geometry.OutputWidth * Geometry.KernelWidth == InputWidth;

    private bool Leaves(int outputs, int taps, int stride, int size) => ((outputs - 1) * stride) + ((taps - 1) * Geometry.Dilation) >= size;
}
