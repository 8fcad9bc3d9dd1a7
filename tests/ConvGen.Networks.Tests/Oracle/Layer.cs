namespace ConvGen.Tests.Oracle;

/// <summary>Parameter tensors, or their gradients, by PyTorch's key, in PyTorch's order.</summary>
internal sealed class Weights : Dictionary<string, double[]>;

/// <summary>
/// One layer, described once: the description prints the attribute a user writes and runs, naively, in double precision.
/// Nothing here is clever; it is the meaning the compiler is held to.
/// </summary>
internal abstract record Layer
{
    /// <summary>The layer's name, the first part of its parameters' keys.</summary>
    public string Name { get; init; } = "";

    /// <summary>The nonlinearity written as <c>Activation =</c>; it runs as a layer of its own after this one.</summary>
    public Activation Activation { get; init; }

    /// <summary>False where the layer's parameters are frozen: their gradients stay zero.</summary>
    public bool Trainable { get; init; } = true;

    public abstract Extent Infer(Extent input);

    public virtual IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input) => [];

    public abstract Tensor Forward(Tensor input, Weights weights);

    /// <summary>The input's gradient; adds the parameters' gradients to <paramref name="gradients"/>.</summary>
    public abstract Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients);

    /// <summary>How far the nearest element is from where the derivative jumps, relative to the largest element.</summary>
    public virtual double Margin(Tensor input, Tensor output) => double.PositiveInfinity;

    /// <summary>The attribute as a user writes it.</summary>
    public string Declaration
    {
        get
        {
            var arguments = Arguments().ToList();
            if (Activation != default)
                arguments.Add($"Activation = Activation.{Activation}");
            if (!Trainable)
                arguments.Add("Trainable = false");
            if (Name.Length > 0)
                arguments.Add($"Name = \"{Name}\"");
            return arguments.Count == 0 ? $"[{GetType().Name}]" : $"[{GetType().Name}({string.Join(", ", arguments)})]";
        }
    }

    protected abstract IEnumerable<string> Arguments();

    public sealed override string ToString() => Declaration;
}
