using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Graph;

/// <summary>The blocks that a network or a block uses, each wired and checked once.</summary>
internal sealed class BlockLibrary(IEnumerable<BlockDeclaration> blocks)
{
    private readonly Dictionary<string, BlockDeclaration> _blocks = blocks.ToDictionary(block => block.Kind, StringComparer.Ordinal);
    private readonly Dictionary<string, Wiring> _wirings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Problem?> _mistakes = new(StringComparer.Ordinal);

    /// <summary>The block of this kind; null for an operator.</summary>
    public BlockDeclaration? Find(string kind) => _blocks.TryGetValue(kind, out var block) ? block : null;

    /// <summary>What is made from what inside a block that is sound.</summary>
    public Wiring Wiring(BlockDeclaration block)
    {
        if (!_wirings.TryGetValue(block.Kind, out var wiring))
            _wirings[block.Kind] = wiring = new Wiring([""], BlockCheck.Tensors(block), []);
        return wiring;
    }

    /// <summary>The first mistake of a block or of a block inside it, whatever its use; null where all is well.</summary>
    public Problem? Mistake(BlockDeclaration block)
    {
        if (_mistakes.TryGetValue(block.Kind, out var known))
            return known;

        // A block inside itself is found by its own check; this entry ends the walk.
        _mistakes[block.Kind] = null;
        var own = BlockCheck.Run(block, this).FirstOrDefault(problem => !problem.IsWarning);
        return _mistakes[block.Kind] = own ?? Layers(block).Select(layer => Find(layer.Kind)).Select(inner => inner is null ? null : Mistake(inner)).FirstOrDefault(inner => inner is not null);
    }

    /// <summary>All layers of a block.</summary>
    public static IEnumerable<LayerDeclaration> Layers(BlockDeclaration block) => block.Layers.Concat(block.Tensors.SelectMany(tensor => tensor.Layers));
}
