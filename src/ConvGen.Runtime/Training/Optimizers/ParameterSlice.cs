namespace ConvGen;

/// <summary>One stretch of the parameters with what belongs to it, as an optimiser's rule sees it. All spans have the same length.</summary>
public readonly ref struct ParameterSlice
{
    private readonly Range _range;
    private readonly ReadOnlySpan<AlignedFloats> _state;

    internal ParameterSlice(Range range, Span<float> values, ReadOnlySpan<float> gradients, ReadOnlySpan<AlignedFloats> state, float learningRate)
    {
        _range = range;
        _state = state;
        Values = values[range];
        Gradients = gradients[range];
        LearningRate = learningRate;
    }

    /// <summary>The parameters, to be changed in place.</summary>
    public Span<float> Values { get; }

    /// <summary>Their gradients.</summary>
    public ReadOnlySpan<float> Gradients { get; }

    /// <summary>The learning rate of this step.</summary>
    public float LearningRate { get; }

    /// <summary>The rule's own numbers, zero before the first step.</summary>
    /// <param name="index">Which of the optimiser's <c>StateNames</c>.</param>
    public Span<float> State(int index) => _state[index].Span[_range];
}
