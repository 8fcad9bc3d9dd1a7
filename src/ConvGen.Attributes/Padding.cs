namespace ConvGen;

/// <summary>How a convolution or pooling layer treats the border of its input.</summary>
public enum Padding
{
    /// <summary>No padding: only positions where the whole kernel fits.</summary>
    Valid,

    /// <summary>TensorFlow's rule: output = ceil(n / stride); the odd pixel is added at the bottom and right.</summary>
    Same,
}
