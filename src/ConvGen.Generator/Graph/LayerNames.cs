using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Graph;

/// <summary>
/// Gives every layer of a network or a block its name: the user's, or kind and number (conv2d_1, max_pooling2d_1), counting the unnamed of a
/// kind; in a block behind the block's own name and a dot.
/// </summary>
/// <param name="prefix">What stands before every name: empty, or <c>layer1.0.</c>.</param>
/// <param name="layers">The layers that will ask, so that numbers avoid the user's own names.</param>
/// <param name="used">Full names given so far in the whole network.</param>
internal sealed class LayerNames(string prefix, IEnumerable<LayerDeclaration> layers, HashSet<string> used)
{
    private readonly HashSet<string> _taken = new(Given(layers), StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The same counter for the layers of a block that has no prefix of its own.</summary>
    public LayerNames Sharing(IEnumerable<LayerDeclaration> more)
    {
        _taken.UnionWith(Given(more));
        return this;
    }

    /// <summary>Passes over a layer that is not there: the others' names do not depend on it.</summary>
    public void Skip(LayerDeclaration layer)
    {
        if (layer.Word("Name") is null)
            Default(layer.Kind);
    }

    /// <summary>The next layer's name. A name that cannot be a key, or that an earlier layer has, is reported.</summary>
    public string Next(LayerDeclaration layer, ICollection<Problem> problems)
    {
        if (layer.Word("Name") is not { } name)
            return Default(layer.Kind);

        if (!IsKey(name))
            problems.Add(new Problem("CVG1011", new EquatableArray<string>([layer.Kind, name]), layer.Place, "Name"));
        else if (!used.Add(prefix + name))
            problems.Add(new Problem("CVG1010", new EquatableArray<string>([layer.Kind, prefix + name]), layer.Place, "Name"));
        return prefix + name;
    }

    /// <summary>The kind as it stands in names: LeakyReLU is leaky_relu, SiLU is silu, Conv2DTranspose conv2d_transpose.</summary>
    public static string Word(string kind)
    {
        var text = new StringBuilder();
        var from = kind.Substring(kind.LastIndexOf('.') + 1).Replace("ReLU", "Relu").Replace("SiLU", "Silu");
        for (var i = 0; i < from.Length; i++)
        {
            var startsWord = i > 1 && i + 1 < from.Length && char.IsUpper(from[i - 1]) && char.IsLower(from[i + 1]);
            if (i > 0 && char.IsUpper(from[i]) && (char.IsLower(from[i - 1]) || startsWord))
                text.Append('_');
            text.Append(char.ToLowerInvariant(from[i]));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Given(IEnumerable<LayerDeclaration> layers) => layers.Select(layer => layer.Word("Name")).OfType<string>();

    private string Default(string kind)
    {
        var word = Word(kind);
        _counts.TryGetValue(word, out var count);
        string name;
        do
            name = FormattableString.Invariant($"{word}_{++count}");
        while (_taken.Contains(name) || used.Contains(prefix + name));
        _counts[word] = count;
        used.Add(prefix + name);
        return prefix + name;
    }

    /// <summary>Names become keys of weight files (conv1.weight, features.0.weight) and words of messages.</summary>
    private static bool IsKey(string name) => name.Split('.').All(part => part.Length > 0 && part.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'));
}
