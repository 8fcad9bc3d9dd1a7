using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>
/// Draws blocks: parameters, expressions in them, conditions, copies, blocks inside, layers on the class or on tensors, of which any may be read by several.
/// A block is drawn around its first use, which is sound therefore; other uses are tried with other values.
/// </summary>
/// <param name="numbers">Decides everything whole.</param>
/// <param name="reals">Decides real numbers, on its own: they change nothing else.</param>
/// <param name="namespace">Of the blocks.</param>
/// <param name="maxElements">The largest tensor.</param>
internal sealed class RandomBlock(Numbers numbers, Numbers reals, string @namespace, int maxElements)
{
    private const int Attempts = 6;
    private const int MaxSteps = 30;

    private static readonly string[] ParameterNames = ["Filters", "Size", "Depth", "Growth"];
    private static readonly string[] RealNames = ["Share", "Slope"];

    private readonly Numbers _reals = reals;
    private readonly List<Block> _blocks = [];
    private int _uses;
    private int _layers;

    /// <summary>A use of a new block, or of one that was drawn before and fits.</summary>
    public BlockUse Use(Extent input)
    {
        if (_blocks.Count > 0 && numbers.Chance(0.6) && Again(numbers.Pick([.. _blocks]), input) is { } again)
            return Repeated(again, input);
        var (block, values) = Draw(input);
        var use = Repeated(new BlockUse(block, values), input);
        // Names of layers inside are unique, so a first single copy needs no prefix.
        return use.Repeat == 1 && numbers.Chance(0.1) ? use with { IsUnprefixed = true, Name = "" } : use;
    }

    /// <summary>True where every layer of the graph goes on what it reads.</summary>
    public static bool IsSound(Graph graph, int maxElements) => graph.Steps.Count <= MaxSteps
        && graph.Steps.All(step => RandomNetwork.Fits(step.Layer, [.. step.Operands.Select(graph.ExtentOf)], maxElements));

    /// <summary>A use with values of its own.</summary>
    private BlockUse? Again(Block block, Extent input)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var use = Named(new BlockUse(block, [.. block.Parameters.Select(parameter => Value(parameter))]));
            if (IsSound(use, input))
                return use;
        }

        return null;
    }

    private BlockUse Named(BlockUse use) => use with { Name = numbers.Chance(0.5) ? "" : $"b{_uses++}" };

    private BlockUse Repeated(BlockUse use, Extent input)
    {
        use = Named(use);
        var repeated = use with { Repeat = 2 + numbers.Below(2), Name = use.Name.Length == 0 ? "" : use.Name + numbers.Pick(".{0}", "_{1}") };
        return numbers.Chance(0.3) && IsSound(repeated, input) ? repeated : use;
    }

    private bool IsSound(BlockUse use, Extent input)
    {
        try
        {
            return IsSound(new Graph([new Source(input)], new Property("Result", use)), maxElements);
        }
        catch (Exception exception) when (exception is DivideByZeroException or OverflowException or ArgumentOutOfRangeException)
        {
            // Sizes that no layer can have.
            return false;
        }
    }

    private int Value(BlockParameter parameter) => parameter.IsReal
        ? _reals.Chance(0.3) && parameter.Default is { } otherwise ? otherwise : _reals.Pick(1, 2, 3, 4, 6, 8, 12)
        : numbers.Chance(0.3) ? parameter.Default ?? 1 : numbers.Pick(1, 2, 2, 3, 4, 6, 8);

    /// <summary>A new block, and the values of its first use.</summary>
    private (Block Block, IReadOnlyList<int> Values) Draw(Extent input)
    {
        var parameters = ParameterNames.Take(numbers.Below(4)).Select(name => new BlockParameter(name, numbers.Chance(0.5) ? null : numbers.Below(4), numbers.Chance(0.6))).ToList();
        parameters.AddRange(RealNames.Take(_reals.Below(3)).Select(name => new BlockParameter(name, _reals.Chance(0.5) ? null : 1 + _reals.Below(8), _reals.Chance(0.6), IsReal: true)));
        var values = parameters.Select(Value).ToList();
        var scope = Scope.Of(input, parameters, values);
        var drawn = new Tensors(this, numbers, scope, maxElements).Draw();
        // Those inside were drawn first, so the number is free.
        var block = new Block(@namespace, $"Part{_blocks.Count}", parameters, drawn);
        _blocks.Add(block);
        return (block, values);
    }

    /// <summary>What a block is made of, while it is drawn.</summary>
    private sealed class Tensors(RandomBlock blocks, Numbers numbers, Scope scope, int maxElements)
    {
        private readonly List<BlockPart> _tensors = [];

        /// <summary>The block's input, then the tensors.</summary>
        private readonly List<(string Name, Extent Extent)> _known = [(Network.Input, scope.Input)];

        public List<BlockPart> Draw()
        {
            if (numbers.Chance(0.3))
            {
                Add("", null, scope.Input, 1 + numbers.Below(3));
                return _tensors;
            }

            for (var count = 1 + numbers.Below(4); count > 0; count--)
            {
                if (_known.Count > 1 && numbers.Chance(0.5) && Meet())
                    continue;
                var start = numbers.Chance(0.5) ? _known[^1] : numbers.Pick([.. _known]);
                Add(Next, start.Name == _known[^1].Name && numbers.Chance(0.7) ? null : start.Name, start.Extent, 1 + numbers.Below(2));
            }

            // Tensors that nobody reads are warned of; most meet at the end.
            if (_tensors.Count > 1 && numbers.Chance(0.6))
                Meet();
            return _tensors;
        }

        private string Next => $"T{_tensors.Count}";

        private void Add(string name, string? from, Extent extent, int count, params IReadOnlyList<BlockLayer> first)
        {
            var layers = first.ToList();
            for (; count > 0; count--)
            {
                var layer = Layer(extent);
                layers.Add(layer);
                extent = layer.At(scope).Infer(extent);
            }

            _tensors.Add(new BlockPart(name, layers) { From = from });
            _known.Add((name, extent));
        }

        private BlockLayer Layer(Extent input)
        {
            var drawn = numbers.Chance(0.12) && blocks._blocks.Count < 3 ? blocks.Use(input) with { IsUnprefixed = false } : RandomNetwork.Layer(numbers, input, maxElements);
            if (drawn is not BlockUse && drawn.HasParameters)
                drawn = drawn with { Name = $"p{blocks._layers++}" };
            var layer = Holes.CutReals(blocks._reals, Holes.Cut(numbers, drawn, scope), scope);
            return numbers.Chance(0.2) ? layer with { When = RandomFormula.Condition(numbers, scope) } : layer;
        }

        /// <summary>Two or three tensors, the input among them, that happen to fit; false where the result would be too large.</summary>
        private bool Meet()
        {
            var first = numbers.Pick([.. _known]);
            var concatenates = numbers.Chance(0.3);
            var fitting = _known.Where(tensor => concatenates ? tensor.Extent with { Channels = 0 } == first.Extent with { Channels = 0 } : tensor.Extent == first.Extent).ToArray();
            var operands = Enumerable.Range(0, 2 + numbers.Below(2)).Select(i => i == 0 ? first : numbers.Pick(fitting)).ToList();
            var extent = concatenates ? first.Extent with { Channels = operands.Sum(operand => operand.Extent.Channels) } : first.Extent;
            if (extent.Elements > maxElements)
                return false;
            var byName = numbers.Chance(0.5);
            IReadOnlyList<string> names = [.. operands.Skip(byName ? 0 : 1).Select(operand => operand.Name)];
            var merge = new BlockLayer(concatenates ? new Concatenate(names) : numbers.Chance(0.6) ? new Add(names) : new Multiply(names));
            if (!concatenates && numbers.Chance(0.2))
                merge = merge with { When = RandomFormula.Condition(numbers, scope) };
            Add(Next, byName ? null : first.Name, extent, numbers.Pick(0, 0, 1), merge);
            return true;
        }
    }
}
