namespace ConvGen;

/// <summary>eˣ / Σ eˣ over the last axis: the channels at each position of a map, the features of a vector. Cross-entropy takes logits by default and needs none before it.</summary>
public sealed class SoftmaxAttribute : LayerAttribute;
