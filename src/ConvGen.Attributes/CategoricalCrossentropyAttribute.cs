namespace ConvGen;

/// <summary>
/// −Σ target · log p over the last axis, the mean over the batch (and over the positions of a map). Targets are <c>float</c> shares of the classes, in
/// the output's shape: one-hot rows, or any that sum to 1.
/// </summary>
public sealed class CategoricalCrossentropyAttribute : LossAttribute
{
    /// <summary>True (the default) where the output is logits, any real numbers; false where the network ends in a softmax. Probabilities count as at least 1e-7.</summary>
    public bool FromLogits { get; set; } = true;

    /// <summary>The share of a target that is spread evenly over all classes (Szegedy et al. 2016): at least 0, less than 1.</summary>
    public double LabelSmoothing { get; set; }
}
