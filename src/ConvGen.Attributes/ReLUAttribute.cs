namespace ConvGen;

/// <summary>max(x, 0) (Nair and Hinton 2010).</summary>
public sealed class ReLUAttribute : LayerAttribute;
