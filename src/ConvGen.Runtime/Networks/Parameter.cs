namespace ConvGen;

/// <summary>One parameter tensor of a network, in PyTorch's shape and order.</summary>
public sealed class Parameter
{
    private readonly Parameters _owner;
    private readonly ParameterDescription _description;

    // The copying members keep the owner alive to their end: a span over native memory does not, and the owner's finalizer frees that memory.
    internal Parameter(Parameters owner, ParameterDescription description)
    {
        _owner = owner;
        _description = description;
    }

    /// <summary>PyTorch's key, for example <c>conv1.weight</c>.</summary>
    public string Name => _description.Name;

    /// <summary>Out × in/groups × height × width, out × in, or a length.</summary>
    public IReadOnlyList<int> Shape => _description.Shape;

    /// <summary>Number of elements: the product of <see cref="Shape"/>.</summary>
    public int Count => _description.Packing.Length;

    /// <summary>False where optimisers leave it alone: in frozen layers, and for running averages, which training passes update.</summary>
    public bool Trainable => _description.Trainable && _description.IsLearned;

    /// <summary>A copy of the values.</summary>
    public float[] GetValues()
    {
        var values = new float[Count];
        GetValues(values);
        return values;
    }

    /// <summary>Copies the values into <paramref name="destination"/>, whose length is <see cref="Count"/>.</summary>
    /// <exception cref="ArgumentException">Another length; the message names both.</exception>
    public void GetValues(Span<float> destination)
    {
        CheckLength(destination.Length, nameof(destination));
        _description.Packing.Unpack(_owner.Packed.Slice(_description.Offset, _description.Packing.PackedLength), destination);
        GC.KeepAlive(_owner);
    }

    /// <summary>Replaces the values by <paramref name="values"/>, whose length is <see cref="Count"/>.</summary>
    /// <exception cref="ArgumentException">Another length; the message names both.</exception>
    public void SetValues(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length, nameof(values));
        _description.Packing.Pack(values, _owner.Change().Slice(_description.Offset, _description.Packing.PackedLength));
        GC.KeepAlive(_owner);
    }

    /// <summary>A copy of the gradient of the last backward pass; zeros before the first, and always for running averages.</summary>
    public float[] GetGradient()
    {
        var gradient = new float[Count];
        GetGradient(gradient);
        return gradient;
    }

    /// <summary>Copies the gradient into <paramref name="destination"/>, whose length is <see cref="Count"/>.</summary>
    /// <exception cref="ArgumentException">Another length; the message names both.</exception>
    public void GetGradient(Span<float> destination)
    {
        CheckLength(destination.Length, nameof(destination));
        _description.Packing.Unpack(_owner.Gradients.Slice(_description.Offset, _description.Packing.PackedLength), destination);
        GC.KeepAlive(_owner);
    }

    /// <summary>Name and shape, for example <c>conv1.weight 6×1×5×5</c>.</summary>
    public override string ToString() => $"{Name} {ShapeText.Format(Shape)}";

    internal ParameterDescription Description => _description;

    private void CheckLength(int length, string argument)
    {
        if (length != Count)
            throw new ArgumentException($"Parameter '{Name}' ({ShapeText.Format(Shape)}) has {Count} values, but the span has {length}.", argument);
    }
}
