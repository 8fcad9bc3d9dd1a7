using ConvGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace ConvGen.Tests;

/// <summary>A rule is five things: id, message, release row, page, test.</summary>
public class CatalogueTests
{
    public static TheoryData<string> Ids => [.. Rules.All.Select(rule => rule.Id)];

    [Fact]
    public void Ids_are_unique_and_in_order()
    {
        var ids = Rules.All.Select(rule => rule.Id).ToArray();
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_test(string id) => Assert.Contains(Mistake.All, mistake => mistake.Id == id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_release_row(string id)
    {
        var rule = Find(id);
        var rows = File.ReadAllLines(Path.Combine(Repository.Generator, "AnalyzerReleases.Unshipped.md"))
            .Concat(File.ReadAllLines(Path.Combine(Repository.Generator, "AnalyzerReleases.Shipped.md")));
        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", rows);
    }

    /// <summary>The page's example is the first test of the rule, and shows what that gives.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_has_a_page(string id)
    {
        var rule = Find(id);
        var mistake = Mistake.All.First(candidate => candidate.Id == id);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics", id + ".md"));
        var code = string.Join("\n\n", mistake.Sources.Select(source => MarkedSource.Parse(source).Text));
        var severity = rule.DefaultSeverity == DiagnosticSeverity.Warning ? "warning" : "error";

        Assert.StartsWith($"# {id}: {rule.Title}\n", page);
        Assert.Contains($"```csharp\n{code}\n```", page);
        Assert.Contains($"```text\n{severity} {id}: {mistake.Message}\n```", page);
        Assert.Contains("## Cure\n", page);
    }

    [Fact]
    public void Every_page_is_of_a_rule()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics"), "CVG*.md").Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(Rules.All.Select(rule => rule.Id), pages.Order(StringComparer.Ordinal));
    }

    private static DiagnosticDescriptor Find(string id) => Rules.All.Single(rule => rule.Id == id);
}
