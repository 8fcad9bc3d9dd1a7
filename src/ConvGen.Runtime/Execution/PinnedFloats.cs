using System.ComponentModel;

namespace ConvGen;

/// <summary>Floats of the caller's that cannot move during a call, so that several spans can be handed on together.</summary>
/// <param name="pointer">The first; null where there are none.</param>
/// <param name="length">How many.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct PinnedFloats(float* pointer, int length)
{
    /// <summary>The first; null where there are none.</summary>
    public float* Pointer { get; } = pointer;

    /// <summary>How many.</summary>
    public int Length { get; } = length;

    internal Span<float> Span => new(Pointer, Length);
}
