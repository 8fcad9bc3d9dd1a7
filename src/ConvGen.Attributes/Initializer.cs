namespace ConvGen;

/// <summary>How a layer's weights get their first values.</summary>
public enum Initializer
{
    /// <summary>Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010); Keras' default.</summary>
    GlorotUniform,

    /// <summary>Normal with deviation √(2 / (fanIn + fanOut)) (Glorot and Bengio 2010).</summary>
    GlorotNormal,

    /// <summary>Uniform in ±√(6 / fanIn) (He et al. 2015), for ReLU networks.</summary>
    HeUniform,

    /// <summary>Normal with deviation √(2 / fanIn) (He et al. 2015), for ReLU networks.</summary>
    HeNormal,

    /// <summary>Zeros.</summary>
    Zeros,
}
