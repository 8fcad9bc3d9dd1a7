namespace ConvGen;

/// <summary>The largest value of each channel over all positions: H×W×C becomes a vector of C. The gradient goes to the first of the largest in reading order.</summary>
public sealed class GlobalMaxPooling2DAttribute : LayerAttribute
{
    /// <summary>True for a map of 1×1×C in place of the vector.</summary>
    public bool KeepDims { get; set; }
}
