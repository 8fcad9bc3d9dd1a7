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

    /// <summary>True where there are some on a usual input: such a layer needs a name.</summary>
    public bool HasParameters => Parameters(new Extent(8, 8, 8)).Count > 0;

    /// <summary>True for keys of running averages: a training pass moves them, inference reads them, nobody learns them.</summary>
    public static bool IsRunning(string key) => key.EndsWith(".running_mean", StringComparison.Ordinal) || key.EndsWith(".running_var", StringComparison.Ordinal);

    public abstract Extent Infer(Extent input);

    public virtual IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input) => [];

    /// <summary>The layer as training computes it.</summary>
    public abstract Tensor Forward(Tensor input, Weights weights);

    /// <summary>The layer as inference computes it.</summary>
    public virtual Tensor Predict(Tensor input, Weights weights) => Forward(input, weights);

    /// <summary>The input's gradient; adds the parameters' gradients to <paramref name="gradients"/>.</summary>
    public abstract Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients);

    /// <summary>The running averages after a training pass on <paramref name="input"/>.</summary>
    public virtual IEnumerable<(string Key, double[] Values)> Average(Tensor input, Weights weights) => [];

    /// <summary>How far the nearest element is from where the derivative jumps, relative to the largest element.</summary>
    public virtual double Margin(Tensor input, Tensor output) => double.PositiveInfinity;

    // What follows is for layers of several operands; the others see only the first.

    public virtual Extent Infer(IReadOnlyList<Extent> inputs) => Infer(inputs[0]);

    public virtual Tensor Forward(IReadOnlyList<Tensor> inputs, Weights weights) => Forward(inputs[0], weights);

    public virtual Tensor Predict(IReadOnlyList<Tensor> inputs, Weights weights) => Predict(inputs[0], weights);

    public virtual IReadOnlyList<Tensor> Backward(IReadOnlyList<Tensor> inputs, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) =>
        [Backward(inputs[0], output, outputGradient, weights, gradients)];

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
            return arguments.Count == 0 ? $"[{Attribute}]" : $"[{Attribute}({string.Join(", ", arguments)})]";
        }
    }

    /// <summary>What the attribute is called.</summary>
    protected virtual string Attribute => GetType().Name;

    protected abstract IEnumerable<string> Arguments();

    public sealed override string ToString() => Declaration;
}
