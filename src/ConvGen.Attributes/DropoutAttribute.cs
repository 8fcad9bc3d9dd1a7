namespace ConvGen;

/// <summary>
/// In training sets each value to zero with probability <c>rate</c> and scales the others by 1 / (1 − rate) (Srivastava et al. 2014); in
/// inference does nothing. What is dropped is a function of seed, layer, step and index alone.
/// </summary>
public sealed class DropoutAttribute : LayerAttribute
{
    /// <summary>Dropout.</summary>
    /// <param name="rate">The share that is dropped: at least 0, less than 1.</param>
    public DropoutAttribute(double rate) => Rate = rate;

    /// <summary>Dropout inside a block.</summary>
    /// <param name="rate">The share that is dropped: an expression in the block's parameters.</param>
    public DropoutAttribute(string rate) => Rate = rate;

    /// <summary>The share that is dropped.</summary>
    public object Rate { get; }
}
