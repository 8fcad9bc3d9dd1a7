namespace ConvGen;

/// <summary>A tensor of a weight file: name, shape and values in row-major order.</summary>
/// <param name="Name">The key, for example <c>conv1.weight</c>.</param>
/// <param name="Shape">The extents, outermost first; empty for a single number.</param>
/// <param name="Values">As many values as the extents' product.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values);
