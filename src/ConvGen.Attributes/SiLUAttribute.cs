namespace ConvGen;

/// <summary>x · sigmoid(x) (Elfwing et al. 2018), also called swish.</summary>
public sealed class SiLUAttribute : LayerAttribute;
