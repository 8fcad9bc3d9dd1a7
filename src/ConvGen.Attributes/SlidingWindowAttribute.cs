namespace ConvGen;

/// <summary>
/// A layer that slides a window over a map. Output size = ⌊(n + pads − (window − 1)·dilation − 1) / stride⌋ + 1, rows and columns alike.
/// </summary>
public abstract class SlidingWindowAttribute : LayerAttribute
{
    /// <summary>Step between two positions of the window, rows and columns alike; at least 1. 1 for convolution, the window's size for pooling.</summary>
    public int Strides { get; set; } = 1;

    /// <summary>Valid (the default) or Same. For padding by numbers leave it out and set <see cref="Pad"/> or the sides.</summary>
    public Padding Padding { get; set; }

    /// <summary>Rows and columns added on every side (PyTorch's rule); a side's own number wins.</summary>
    public int Pad { get; set; }

    /// <summary>Rows added above.</summary>
    public int PadTop { get; set; }

    /// <summary>Rows added below.</summary>
    public int PadBottom { get; set; }

    /// <summary>Columns added on the left.</summary>
    public int PadLeft { get; set; }

    /// <summary>Columns added on the right.</summary>
    public int PadRight { get; set; }
}
