using System.Text.RegularExpressions;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>A random network's declaration with something wrong in it.</summary>
/// <param name="Text">The declaration.</param>
/// <param name="Mistake">What was done to it.</param>
/// <param name="IsSure">True where the mistake is one whatever the network is, not only where the changed thing happens to matter.</param>
internal sealed record BrokenNetwork(string Text, string Mistake, bool IsSure)
{
    private const string Names = @"(?i:Input\.(?:Height|Width|Channels)|Filters|Size|Depth|Growth|Share|Slope)";

    private static readonly Mistakes[] All =
    [
        new("an expression that cannot be read", true, $"\"[^\"\n]*{Names}[^\"\n]*\"", "\"filters *\"", "\"(2\"", "\"\"", "\"2 3\"", "\"x => 2\"", "\"Math.Max(1, 2)\"", "\"'a'\"", "\"new int[2]\"", "\"Input.Depth\"", "\"[1]\""),
        new("an unknown parameter", true, $"\"[^\"\n]*{Names}[^\"\n]*\"", "\"Breadth\"", "\"2 * Breadth + 1\"", "\"Filers > 1\"", "\"Input\""),
        new("a misspelt tensor", true, @"(?<=(?:From|Add|Concatenate|Multiply)\()""T\d+""", "\"T77\"", "\"t0\"", "\"\"", "null"),
        new("a tensor that is no tensor", true, @"public BlockTensor (?=T\d)", "public int ", "public BlockTensor? ", "private BlockTensor ", "public static BlockTensor ", "public Activations ", "[Output] public BlockTensor "),
        new("copies out of range", true, @"(?<=^    \[Blocks\d+\.Part\d[^\n]*)\)\]$", ", Repeat = 0)]", ", Repeat = -1)]", ", Repeat = 1000000)]", ", Repeat = 2.5)]", ", Repeat = true)]", ", Repeat = \"two\")]", ", Repeat = new int[0])]"),
        new("a condition outside blocks", true, @"(?<=^    \[(?!From|Output|Blocks)[A-Z][^\n]*\([^\n]*)\)\]$(?=(?:\n[^n]*)*\nnamespace)", ", When = \"true\")]", ", When = \"1 == 1\")]"),
        new("a condition that is none", true, "When = \"[^\"\n]*\"", "When = \"\"", "When = \"nobody\"", "When = 3", "When = \"Input.Depth > 1\""),
        new("another value", false, @"\b\d+\b(?=[,)])", "0", "-1", "2147483647", "99999999999", "2.5", "true", "null", "\"a\"", "\"2\"", "default", "typeof(int)", "(Padding)9", "new[] { 1 }"),
        new("another expression", false, $"\"[^\"\n]*{Names}[^\"\n]*\"", "\"0\"", "\"-1\"", "\"1 / 0\"", "\"2147483647 + 1\"", "\"2.5\"", "\"true\"", "\"1 == 1\"", "\"Input.Channels * 1000000\"", "null", "3"),
        new("another word", false, @"\b(?:Padding|Valid|Same|Strides|Activation|ReLU|Filters|Size|Depth|Growth|Part\d|T\d|Input|BlockTensor|BlockAttribute|Activations|partial|public|namespace|get|Name|Network)\b", "Filters", "filters", "T0", "T1", "Part0", "Input", "Nothing", "int", "", "Repeat"),
    ];

    public static BrokenNetwork Draw(int seed)
    {
        var numbers = new Numbers(seed);
        var whole = numbers.Chance(0.9) ? RandomGraph.Draw(seed) : RandomNetwork.Draw(seed);
        var text = whole.Declaration("Network0");
        return (numbers.Below(16) switch
        {
            0 => BlockInItself(text, numbers),
            1 => TensorInItself(text, numbers),
            2 => Lines(text, numbers),
            _ => null,
        }) ?? Replaced(text, numbers);
    }

    /// <summary>Something at one place, of the kinds that have one there.</summary>
    private static BrokenNetwork Replaced(string text, Numbers numbers)
    {
        var mistakes = All.Select(mistake => (Mistake: mistake, Places: mistake.Pattern.Matches(text))).Where(entry => entry.Places.Count > 0).ToArray();
        var (kind, places) = numbers.Pick(mistakes);
        var (place, other) = (places[numbers.Below(places.Count)], numbers.Pick(kind.Others));
        return new(text[..place.Index] + other + text[(place.Index + place.Length)..], $"{kind.What}: {other} for {place.Value}", kind.IsSure);
    }

    private static BrokenNetwork? BlockInItself(string text, Numbers numbers)
    {
        var blocks = Regex.Matches(text, @"namespace (?<space>\w+)\n\{(?<before>(?:\n    \[[^\n]*)*\n    public sealed class (?<name>\w+)Attribute\((?<parameters>[^)]*)\))").ToArray();
        if (blocks.Length == 0)
            return null;
        var (user, used) = (numbers.Pick(blocks), numbers.Pick(blocks));
        var values = string.Join(", ", Enumerable.Repeat("1", used.Groups["parameters"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Length));
        var line = $"[{used.Groups["space"].Value}.{used.Groups["name"].Value}({values})]\n";
        var first = text.IndexOf("        public BlockTensor", user.Index, StringComparison.Ordinal);
        var place = user.Groups["before"].Value.Contains('[', StringComparison.Ordinal) || first < 0 ? text.IndexOf("    public sealed class", user.Index, StringComparison.Ordinal) : first;
        return new(text[..place] + line + text[place..], $"{used.Groups["name"].Value} inside {user.Groups["name"].Value}", user == used);
    }

    private static BrokenNetwork? TensorInItself(string text, Numbers numbers)
    {
        var tensors = Regex.Matches(text, @"\n        public BlockTensor (?<name>\w+)").ToArray();
        if (tensors.Length == 0)
            return null;
        var tensor = numbers.Pick(tensors);
        return new(text.Insert(tensor.Index, $"\n        [Add(\"{tensor.Groups["name"].Value}\")]"), "a tensor that is made from itself", true);
    }

    /// <summary>A line dropped, doubled, or moved.</summary>
    private static BrokenNetwork Lines(string text, Numbers numbers)
    {
        var lines = text.Split('\n').ToList();
        var (one, other) = (numbers.Below(lines.Count), numbers.Below(lines.Count));
        var line = lines[one];
        if (numbers.Chance(0.6))
            lines.RemoveAt(one);
        if (numbers.Chance(0.6))
            lines.Insert(Math.Min(other, lines.Count), line);
        return new(string.Join('\n', lines), $"line moved: {line}", false);
    }

    private sealed record Mistakes(string What, bool IsSure, Regex Pattern, string[] Others)
    {
        public Mistakes(string what, bool isSure, string pattern, params string[] others)
            : this(what, isSure, new Regex(pattern, RegexOptions.Multiline), others)
        {
        }
    }
}
