namespace ConvGen;

/// <summary>
/// A fully connected layer: y = W·x + b. A vector of n features becomes one of <c>units</c>; a map needs <see cref="FlattenAttribute"/> first.
/// Parameters: <c>weight</c> (units, n) and <c>bias</c> (units).
/// </summary>
public sealed class DenseAttribute : LayerAttribute
{
    /// <summary>A fully connected layer.</summary>
    /// <param name="units">Output features, at least 1.</param>
    public DenseAttribute(int units) => Units = units;

    /// <summary>A fully connected layer inside a block.</summary>
    /// <param name="units">Output features: an expression in the block's parameters.</param>
    public DenseAttribute(string units) => Units = units;

    /// <summary>Output features.</summary>
    public object Units { get; }

    /// <summary>What is applied to every output.</summary>
    public Activation Activation { get; set; }

    /// <summary>True where each unit adds a number of its own.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>False where training leaves the parameters as they are.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>How the weights get their first values; biases start at zero.</summary>
    public Initializer KernelInitializer { get; set; }
}
