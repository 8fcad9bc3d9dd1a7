namespace ConvGen;

/// <summary>How a map grows: where a pixel of the result takes its value from.</summary>
public enum Interpolation
{
    /// <summary>Every pixel becomes a block of its own value.</summary>
    Nearest,

    /// <summary>
    /// A mean of the up to four nearest pixels, weighted by distance; pixels are squares with their values at the centre (half-pixel centres), and beyond
    /// the outermost centres the outermost value holds: PyTorch's <c>align_corners=False</c>.
    /// </summary>
    Bilinear,
}
