namespace ConvGen;

/// <summary>
/// ½ d² for two images of the same label, ½ max(<see cref="Margin"/> − d, 0)² for two of different labels (Hadsell, Chopra and LeCun 2006), d being the distance of
/// their output vectors; the mean over all pairs of the batch. One <c>int</c> label an image says who it is; any number will do.
/// </summary>
public sealed class ContrastiveLossAttribute : LossAttribute
{
    /// <summary>The distance beyond which different labels are left alone; above 0.</summary>
    public double Margin { get; set; } = 1;
}
