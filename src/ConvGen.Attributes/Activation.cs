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

    /// <summary>x where x ≥ 0, slope · x below, with a learned slope for each channel: <c>conv1.prelu.weight</c> for a layer 'conv1'.</summary>
    PReLU,

    /// <summary>x · sigmoid(x).</summary>
    SiLU,

    /// <summary>x · Φ(x), Φ being the normal distribution's function.</summary>
    GELU,

    /// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
    HardSwish,
}
