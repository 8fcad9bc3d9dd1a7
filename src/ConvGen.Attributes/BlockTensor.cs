namespace ConvGen;

/// <summary>A tensor inside a block: a property of this type carries the layers that compute it. It has no value of its own.</summary>
public readonly struct BlockTensor;
