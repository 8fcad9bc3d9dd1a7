namespace ConvGen;

/// <summary>
/// −log p[label], the mean over the batch; one <c>int</c> label for a vector of classes, one a position for a map whose channels are classes.
/// </summary>
public sealed class SparseCategoricalCrossentropyAttribute : LossAttribute
{
    /// <summary>True (the default) where the output is logits, any real numbers; false where the network ends in a softmax.</summary>
    public bool FromLogits { get; set; } = true;

    /// <summary>The label of what contributes nothing. Unless it is set, every label counts.</summary>
    public int IgnoreIndex { get; set; }
}
