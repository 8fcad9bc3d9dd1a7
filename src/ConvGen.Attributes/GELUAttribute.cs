namespace ConvGen;

/// <summary>x · Φ(x), Φ being the normal distribution's function (Hendrycks and Gimpel 2016): the exact form, with erf.</summary>
public sealed class GELUAttribute : LayerAttribute;
