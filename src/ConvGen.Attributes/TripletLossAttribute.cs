namespace ConvGen;

/// <summary>
/// max(d(a, p)² − d(a, n)² + <see cref="Margin"/>, 0) over every anchor a, image p of the same label and image n of another in the batch (Schroff et al. 2015,
/// FaceNet), d being the distance of two output vectors; the mean over the triplets whose loss is above 0 (Hermans et al. 2017). One <c>int</c> label
/// an image says who it is; any number will do. A batch needs several images of a label: shuffle, and let it be large.
/// </summary>
public sealed class TripletLossAttribute : LossAttribute
{
    /// <summary>How much farther, in squared distance, another label's image must be; above 0. FaceNet's is 0.2 for vectors of length 1.</summary>
    public double Margin { get; set; } = 0.2;
}
