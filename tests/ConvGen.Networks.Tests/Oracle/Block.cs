using System.Globalization;
using System.Text;

namespace ConvGen.Tests.Oracle;

/// <summary>A parameter of a block: of its constructor, or a property that a use may set.</summary>
/// <param name="Name">In Pascal case, as expressions name it.</param>
/// <param name="Default">What a property is where a use does not say; null for a constructor's parameter.</param>
/// <param name="IsObject">True where the parameter takes expressions too, so that a block around this one can pass its own on.</param>
/// <param name="IsReal">True where values count eighths.</param>
internal sealed record BlockParameter(string Name, int? Default, bool IsObject, bool IsReal = false)
{
    public string Type => IsObject ? "object" : IsReal ? "float" : "int";

    public string Camel => char.ToLowerInvariant(Name[0]) + Name[1..];

    /// <summary>A value as it is written.</summary>
    public string Literal(int value) => !IsReal ? $"{value}" : (value / 8.0).ToString("0.0##", CultureInfo.InvariantCulture) + (IsObject ? "" : "f");
}

/// <summary>A number of a layer for which an expression stands.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Mark">The text that the number prints as once <paramref name="Marked"/> set it: no other number prints so.</param>
/// <param name="Marked">The layer with the number set to what prints as the mark.</param>
/// <param name="Fill">The layer with the number that the expression is worth.</param>
internal sealed record Hole(string Text, string Mark, Func<Layer, Layer> Marked, Func<Layer, Scope, Layer> Fill);

/// <summary>A layer inside a block: as it was drawn, with expressions for some of its numbers, and perhaps a condition.</summary>
internal sealed record BlockLayer(Layer Layer)
{
    public IReadOnlyList<Hole> Holes { get; init; } = [];

    public Formula<bool>? When { get; init; }

    public string Declaration
    {
        get
        {
            var text = Holes.Aggregate(Layer, (layer, hole) => hole.Marked(layer)).Declaration;
            text = Holes.Aggregate(text, (declaration, hole) => declaration.Replace(hole.Mark, $"\"{hole.Text}\"", StringComparison.Ordinal));
            return When is null ? text : $"{(text.EndsWith(")]", StringComparison.Ordinal) ? text[..^2] + ", " : text[..^1] + "(")}When = \"{When.Text}\")]";
        }
    }

    /// <summary>The layer at one use.</summary>
    public Layer At(Scope scope)
    {
        var layer = Holes.Aggregate(Layer, (filled, hole) => hole.Fill(filled, scope));
        return When?.At(scope) == false ? new Absent(layer) : layer;
    }
}

/// <summary>A tensor inside a block.</summary>
internal sealed record BlockPart(string Name, params IReadOnlyList<BlockLayer> Layers)
{
    public string? From { get; init; }

    public Property At(Scope scope) => new(Name, [.. Layers.Select(layer => layer.At(scope))]) { From = From };
}

/// <summary>A block's declaration: parameters and tensors; a single tensor without a name stands for layers on the class.</summary>
internal sealed record Block(string Namespace, string Name, IReadOnlyList<BlockParameter> Parameters, params IReadOnlyList<BlockPart> Tensors)
{
    /// <summary>Blocks used inside, each before those that use it.</summary>
    public IEnumerable<Block> Inner => Used(Tensors.SelectMany(tensor => tensor.Layers).Select(layer => layer.Layer));

    /// <summary>The class a user would write.</summary>
    public string Declaration
    {
        get
        {
            var text = new StringBuilder();
            var isSequence = Tensors is [{ Name.Length: 0 }];
            if (isSequence)
                Append(Tensors[0], "    ");
            var constructor = string.Join(", ", Parameters.Where(parameter => parameter.Default is null).Select(parameter => $"{parameter.Type} {parameter.Camel}"));
            text.Append($"    public sealed class {Name}Attribute({constructor}) : BlockAttribute\n    {{\n");
            foreach (var parameter in Parameters.Where(parameter => parameter.Default is not null))
                text.Append($"        [System.ComponentModel.DefaultValue({parameter.Literal(parameter.Default!.Value)})]\n        public {parameter.Type} {parameter.Name} {{ get; set; }} = {parameter.Literal(parameter.Default.Value)};\n\n");
            foreach (var tensor in isSequence ? [] : Tensors)
            {
                Append(tensor, "        ");
                text.Append($"        public BlockTensor {tensor.Name} {{ get; }}\n\n");
            }

            return $"namespace {Namespace}\n{{\n{text}    }}\n}}\n";

            void Append(BlockPart tensor, string indent)
            {
                if (tensor.From is { } from)
                    text.Append(indent).Append($"[From({Property.Reference(from)})]\n");
                foreach (var layer in tensor.Layers)
                    text.Append(indent).Append(layer.Declaration).Append('\n');
            }
        }
    }

    /// <summary>The blocks that these layers use, each once, and each before those that use it.</summary>
    public static IEnumerable<Block> Used(IEnumerable<Layer> layers) =>
        layers.OfType<BlockUse>().SelectMany(use => use.Block.Inner.Append(use.Block)).DistinctBy(block => block.Name);
}

/// <summary>A block where a layer stands. It never runs: <see cref="Graph"/> opens it.</summary>
/// <param name="Block">Which.</param>
/// <param name="Values">What each of the block's parameters is here.</param>
internal sealed record BlockUse(Block Block, IReadOnlyList<int> Values) : Layer
{
    /// <summary>Copies, one behind the other.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>True where it is written with an empty name: its layers are named as if they stood here.</summary>
    public bool IsUnprefixed { get; init; }

    /// <summary>What expressions see where the block reads a tensor of this shape.</summary>
    public Scope ScopeOn(Extent input) => Scope.Of(input, Block.Parameters, Values);

    public override Extent Infer(Extent input) => new Graph([new Source(input)], new Property("Result", this)).ExtentOf("Result");

    public override Tensor Forward(Tensor input, Weights weights) => throw new InvalidOperationException("A block runs as its layers.");

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) =>
        throw new InvalidOperationException("A block runs as its layers.");

    protected override string Attribute => $"{Block.Namespace}.{Block.Name}";

    protected override IEnumerable<string> Arguments()
    {
        foreach (var (parameter, value) in Block.Parameters.Zip(Values).OrderBy(pair => pair.First.Default is null ? 0 : 1))
            if (value != parameter.Default)
                yield return parameter.Default is null ? parameter.Literal(value) : $"{parameter.Name} = {parameter.Literal(value)}";
        if (Repeat != 1)
            yield return $"Repeat = {Repeat}";
        if (IsUnprefixed)
            yield return "Name = \"\"";
    }
}

/// <summary>A layer whose condition does not hold: its first operand passes through.</summary>
internal sealed record Absent(Layer Layer) : Layer
{
    public override Extent Infer(Extent input) => input;

    public override Tensor Forward(Tensor input, Weights weights) => input;

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) => outputGradient;

    protected override IEnumerable<string> Arguments() => [];
}
