namespace ConvGen;

/// <summary>The sum of tensors of one shape, element by element: the residual connection (He et al. 2015).</summary>
public sealed class AddAttribute : MergeAttribute
{
    /// <summary>Merges tensors.</summary>
    /// <param name="tensors">Properties, inputs by their names, or <see cref="Network.Input"/>.</param>
    public AddAttribute(params string[] tensors)
        : base(tensors)
    {
    }
}
