namespace ConvGen;

/// <summary>
/// A map as a vector, in channels-first order (C, H, W), PyTorch's, so that published dense weights fit. The compiler folds the
/// reordering into the weights, so it costs nothing.
/// </summary>
public sealed class FlattenAttribute : LayerAttribute;
