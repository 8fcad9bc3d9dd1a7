namespace ConvGen;

/// <summary>A function applied to every output of a layer; each is also a layer of its own.</summary>
public enum Activation
{
    /// <summary>Linear: the output as it is.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>x where x ≥ 0, 0.01 · x below.</summary>
    LeakyReLU,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>eˣ / Σ eˣ over the last axis.</summary>
    Softmax,
}
