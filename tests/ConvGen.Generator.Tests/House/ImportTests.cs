using System.Text.RegularExpressions;

namespace ConvGen.Tests;

/// <summary>
/// The order of imports, which <c>dotnet format whitespace</c> leaves alone and the compiler too: namespaces, then classes whose members are meant, then other names; of each kind System's
/// first, then by the alphabet.
/// </summary>
public class ImportTests
{
    [Fact]
    public void Imports_are_in_order()
    {
        var files = new[] { "src", "tests", "samples", "benchmarks" }.Select(name => Path.Combine(Repository.Root, name)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)).Where(path => !Repository.IsBuilt(path)).ToList();
        Assert.True(files.Count > 100, $"{files.Count} files");
        Assert.Empty(files.SelectMany(path => Misplaced(File.ReadAllLines(path)).Select(line => $"{Repository.Relative(path)}: {line}")));
    }

    [Theory]
    [InlineData("using System;", "using Zebra;", "using static Apple.Tree;", "using Apple = Zebra.Apple;")]
    [InlineData("using System.Numerics;", "using System.Text;", "using ConvGen.Program;", "using Xunit;")]
    [InlineData("using System.Collections;", "using System.Collections.Immutable;", "using Microsoft.CodeAnalysis;")]
    public void What_is_in_order_passes(params string[] lines) => Assert.Empty(Misplaced(lines));

    [Theory]
    [InlineData("using ConvGen;", "using System;")]
    [InlineData("using System.Text;", "using System.Numerics;")]
    [InlineData("using System.Collections.Immutable;", "using System.Collections;")]
    [InlineData("using static System.Math;", "using ConvGen;")]
    [InlineData("using Zebra = System.Int32;", "using Apple = System.Int32;")]
    public void What_is_not_fails(params string[] lines) => Assert.Equal([lines[1]], Misplaced(lines));

    private static List<string> Misplaced(IReadOnlyList<string> lines)
    {
        var imports = lines.TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal)).Select(line => s_import.Match(line)).Where(match => match.Success).ToList();
        return [.. imports.Skip(1).Where((match, i) => string.CompareOrdinal(Key(match), Key(imports[i])) < 0).Select(match => match.Value)];
    }

    /// <summary>Dots before all letters, so that a namespace stands before those in it.</summary>
    private static string Key(Match import)
    {
        var name = import.Groups["name"].Value;
        if (import.Groups["alias"].Success)
            return "2" + import.Groups["alias"].Value.ToUpperInvariant();
        var kind = import.Groups["static"].Success ? "1" : "0";
        var isSystem = name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
        return kind + (isSystem ? "0" : "1") + name.Replace('.', '\u0001').ToUpperInvariant();
    }

    private static readonly Regex s_import = new(@"^using (?<static>static )?((?<alias>\w+) = )?(?<name>[\w.]+);$");
}
