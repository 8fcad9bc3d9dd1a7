namespace ConvGen;

/// <summary>The product of tensors of one shape, element by element: gates and attention. A map may be multiplied by one number for each channel (1 × 1 × C, or a vector of C).</summary>
public sealed class MultiplyAttribute : MergeAttribute
{
    /// <summary>Merges tensors.</summary>
    /// <param name="tensors">Properties, inputs by their names, or <see cref="Network.Input"/>.</param>
    public MultiplyAttribute(params string[] tensors)
        : base(tensors)
    {
    }
}
