namespace ConvGen;

/// <summary>
/// A layer of several operands. As a property's first layer, without <see cref="FromAttribute"/> and with two names or more, its operands are exactly
/// the named tensors; otherwise the tensor so far, then the named ones.
/// </summary>
public abstract class MergeAttribute : LayerAttribute
{
    private protected MergeAttribute(string[] tensors) => Tensors = tensors;

    /// <summary>The named operands, in order.</summary>
    public string[] Tensors { get; }
}
