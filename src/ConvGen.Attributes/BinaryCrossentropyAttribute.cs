namespace ConvGen;

/// <summary>
/// −t · log p − (1 − t) · log(1 − p), the mean over batch and elements: every output is a question of its own, answered yes or no. Targets t are
/// <c>float</c> in [0, 1], in the output's shape.
/// </summary>
public sealed class BinaryCrossentropyAttribute : LossAttribute
{
    /// <summary>True (the default) where the output is logits, any real numbers; false where the network ends in a sigmoid. Probabilities count as between 1e-7 and 1 − 1e-7.</summary>
    public bool FromLogits { get; set; } = true;

    /// <summary>How far targets are drawn to one half: t becomes t · (1 − s) + s / 2; at least 0, less than 1.</summary>
    public double LabelSmoothing { get; set; }
}
