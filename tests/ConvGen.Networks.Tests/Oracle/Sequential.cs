using System.Text;

namespace ConvGen.Tests.Oracle;

/// <summary>A network as a sequence of layers on the class: a graph of one tensor.</summary>
internal sealed class Sequential(Extent input, params IReadOnlyList<Layer> layers) : Graph([new Source(input)], new Property("Output", layers))
{
    public Extent Input => Inputs[0].Extent;

    public Extent Output => OutputExtents[0];

    /// <summary>The attributes, top to bottom.</summary>
    public IReadOnlyList<Layer> Layers => Properties[0].Layers;

    /// <inheritdoc/>
    public override string Declaration(string name)
    {
        var text = new StringBuilder().Append("[Network]\n").Append(Inputs[0].Declaration).Append('\n');
        foreach (var layer in Layers)
            text.Append(layer.Declaration).Append('\n');
        if (Loss is not null)
            text.Append(Loss.Declaration).Append('\n');
        return text.Append($"public sealed partial class {name};\n").Append(BlockDeclarations).ToString();
    }

    /// <summary>The layer that runs where a layer says <c>Activation =</c>.</summary>
    internal static Layer? Then(Layer layer) => layer.Activation switch
    {
        Activation.ReLU => new ReLU(),
        Activation.LeakyReLU => new LeakyReLU(),
        Activation.Sigmoid => new Sigmoid(),
        Activation.Tanh => new Tanh(),
        Activation.Softmax => new Softmax(),
        Activation.PReLU => new PReLU { Name = layer.Name + ".prelu", Trainable = layer.Trainable },
        Activation.SiLU => new SiLU(),
        Activation.GELU => new GELU(),
        Activation.HardSwish => new HardSwish(),
        _ => null,
    };
}
