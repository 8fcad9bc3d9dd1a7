namespace ConvGen;

/// <summary>
/// A layer that slides a window over a map. Output size = ⌊(n + pads − (window − 1)·dilation − 1) / stride⌋ + 1, rows and columns alike.
/// </summary>
public abstract class SlidingWindowAttribute : LayerAttribute
{
    // Numbers are of type object: inside a block an expression in its parameters may stand in their place (see BlockAttribute).

    /// <summary>Step between two positions of the window, rows and columns alike; at least 1; a direction's own number wins. 1 for convolution, the window's size for pooling.</summary>
    public object? Strides { get; set; }

    /// <summary>Rows between two positions of the window, where they differ from <see cref="Strides"/>; at least 1.</summary>
    public object? StrideHeight { get; set; }

    /// <summary>Columns between two positions of the window, where they differ from <see cref="Strides"/>; at least 1.</summary>
    public object? StrideWidth { get; set; }

    /// <summary>Valid (the default) or Same. For padding by numbers leave it out and set <see cref="Pad"/> or the sides.</summary>
    public Padding Padding { get; set; }

    /// <summary>Rows and columns added on every side (PyTorch's rule); a side's own number wins.</summary>
    public object? Pad { get; set; }

    /// <summary>Rows added above.</summary>
    public object? PadTop { get; set; }

    /// <summary>Rows added below.</summary>
    public object? PadBottom { get; set; }

    /// <summary>Columns added on the left.</summary>
    public object? PadLeft { get; set; }

    /// <summary>Columns added on the right.</summary>
    public object? PadRight { get; set; }
}
