using System.Text;

namespace ConvGen.Tests.Oracle;

/// <summary>
/// A network as a sequence of layers. The same description prints the class a user would write and runs in the oracle.
/// Layers with parameters that have no name are named by position: layer0, layer1 …
/// </summary>
internal sealed class Sequential
{
    public Sequential(Extent input, params IReadOnlyList<Layer> layers)
    {
        Input = input;
        Layers = [.. layers.Select((layer, i) => layer.Name.Length == 0 && layer is Conv2D or Dense ? layer with { Name = $"layer{i}" } : layer)];
        Steps = [.. Layers.SelectMany(layer => Then(layer.Activation) is { } next ? new[] { layer, next } : [layer])];

        var parameters = new List<(string Key, int[] Shape)>();
        Output = input;
        foreach (var step in Steps)
        {
            parameters.AddRange(step.Parameters(Output));
            Output = step.Infer(Output);
        }

        Parameters = parameters;
        Frozen = [.. Layers.Where(layer => !layer.Trainable).SelectMany(layer => parameters.Select(p => p.Key).Where(key => key.StartsWith(layer.Name + ".", StringComparison.Ordinal)))];
    }

    public Extent Input { get; }

    public Extent Output { get; }

    /// <summary>The attributes, top to bottom.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>What runs: every layer, and behind it the activation it carries.</summary>
    public IReadOnlyList<Layer> Steps { get; }

    public Loss? Loss { get; init; }

    public IReadOnlyList<(string Key, int[] Shape)> Parameters { get; }

    /// <summary>Keys of the parameters that do not learn.</summary>
    public IReadOnlyList<string> Frozen { get; }

    /// <summary>The class a user would write.</summary>
    public string Declaration(string name)
    {
        var text = new StringBuilder().Append("[Network]\n")
            .Append(Input.IsMap ? $"[Input({Input.Height}, {Input.Width}, {Input.Channels})]\n" : $"[Input({Input.Channels})]\n");
        foreach (var layer in Layers)
            text.Append(layer.Declaration).Append('\n');
        if (Loss is not null)
            text.Append(Loss.Declaration).Append('\n');
        return text.Append($"public sealed partial class {name};\n").ToString();
    }

    private static Layer? Then(Activation activation) => activation switch
    {
        Activation.ReLU => new ReLU(),
        Activation.LeakyReLU => new LeakyReLU(),
        Activation.Sigmoid => new Sigmoid(),
        Activation.Tanh => new Tanh(),
        Activation.Softmax => new Softmax(),
        _ => null,
    };
}
