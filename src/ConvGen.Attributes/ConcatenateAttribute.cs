namespace ConvGen;

/// <summary>Tensors one behind the other along the last axis: maps of one height and width by their channels (Inception, DenseNet), vectors by their features.</summary>
public sealed class ConcatenateAttribute : MergeAttribute
{
    /// <summary>Merges tensors.</summary>
    /// <param name="tensors">Properties, inputs by their names, or <see cref="Network.Input"/>.</param>
    public ConcatenateAttribute(params string[] tensors)
        : base(tensors)
    {
    }
}
