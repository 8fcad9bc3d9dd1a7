namespace ConvGen.Tests.Training;

/// <summary>Parameters without a network around them: what an optimiser needs.</summary>
internal sealed class OptimizerSubject : IDisposable
{
    public Parameters Parameters { get; }

    private OptimizerSubject(Parameters parameters) => Parameters = parameters;

    /// <summary>One vector, "w", in the packed layout: padded to a multiple of eight.</summary>
    public static OptimizerSubject Vector(int length) => new(new Parameters(Describe([("w", length, true)]), seed: 0));

    /// <summary>Several vectors, one after the other, some of them frozen.</summary>
    public static OptimizerSubject Vectors(params (string Name, int Length, bool Trainable)[] vectors) => new(new Parameters(Describe(vectors), seed: 0));

    /// <summary>Sets a parameter's gradient, in public order.</summary>
    public void SetGradient(string name, ReadOnlySpan<float> gradient)
    {
        var description = Parameters[name].Description;
        description.Packing.Pack(gradient, Parameters.Gradients.Slice(description.Offset, description.Packing.PackedLength));
    }

    public void Dispose() => Parameters.Release();

    private static NetworkDescription Describe((string Name, int Length, bool Trainable)[] vectors)
    {
        var parameters = new List<ParameterDescription>();
        var offset = 0;
        foreach (var (name, length, trainable) in vectors)
        {
            var packing = new PanelPacking(1, length, []);
            parameters.Add(new ParameterDescription(name, [length], offset, packing, ParameterRole.Bias, Initializer.Zeros, trainable));
            offset += packing.PackedLength;
        }

        return new NetworkDescription("Subject", [new TensorDescription("input", [1, 1, 1], -1)], [], parameters, [new TensorDescription("y", [1], -1)], [], null, new MemoryDescription(0, 0, 0, 0, offset));
    }
}
