namespace ConvGen.Generator.Program;

/// <summary>
/// Where a sliding window's taps fall, all numbers resolved. Output row y, tap r reads input row y·StrideHeight − PadTop + r·Dilation;
/// rows outside the input are padding. Output size = ⌊(n + pads − (kernel − 1)·dilation − 1) / stride⌋ + 1.
/// </summary>
internal readonly record struct WindowGeometry(
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int Dilation,
    int PadTop,
    int PadBottom,
    int PadLeft,
    int PadRight,
    int OutputHeight,
    int OutputWidth)
{
    /// <summary>True where the window moves by more than one row or column.</summary>
    public bool IsStrided => StrideHeight > 1 || StrideWidth > 1;
}
