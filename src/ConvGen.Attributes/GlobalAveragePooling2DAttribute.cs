namespace ConvGen;

/// <summary>The mean of each channel over all positions (Lin et al. 2014): H×W×C becomes a vector of C.</summary>
public sealed class GlobalAveragePooling2DAttribute : LayerAttribute
{
    /// <summary>True for a map of 1×1×C in place of the vector.</summary>
    public bool KeepDims { get; set; }
}
