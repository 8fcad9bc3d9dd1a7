using ConvGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace ConvGen.Tests;

/// <summary>One mistake gives one diagnostic: its id, its message and its place exactly, and nothing beside it.</summary>
public class MistakeTests
{
    public static TheoryData<string> Names => [.. Mistake.All.Select(mistake => $"{mistake.Id} {mistake.Name}")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Analyzer_says_it_once(string name)
    {
        var mistake = Find(name);
        Expect(mistake, mistake.Project().Analyze());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Generator_says_the_same_only_where_analyzers_are_off(string name)
    {
        var mistake = Find(name);
        var project = mistake.Project();
        Assert.Empty(Reported(project.Driver()));
        Assert.Empty(Reported(project.Driver(("RunAnalyzers", "true"), ("RunAnalyzersDuringBuild", "false"))));
        Expect(mistake, Reported(project.Driver(("RunAnalyzers", "false"))));
        Expect(mistake, Reported(project.Driver(("RunAnalyzers", ""), ("RunAnalyzersDuringBuild", "False"))));
        Expect(mistake, Reported(project.Driver(("IsImplicitlyTriggeredBuild", "true"), ("OptimizeImplicitlyTriggeredBuild", "true"))));
        Assert.Empty(Reported(project.Driver(("IsImplicitlyTriggeredBuild", "true"), ("OptimizeImplicitlyTriggeredBuild", "false"))));

        IReadOnlyList<Diagnostic> Reported(GeneratorDriver driver) => driver.RunGenerators(project.Compilation).GetRunResult().Diagnostics;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compiler_adds_nothing(string name) => Assert.Empty(Find(name).Project().CompilerErrors());

    private static Mistake Find(string name) => Mistake.All.Single(mistake => $"{mistake.Id} {mistake.Name}" == name);

    private static void Expect(Mistake mistake, IReadOnlyList<Diagnostic> diagnostics)
    {
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(mistake.Message, diagnostic.GetMessage());
        Assert.Equal(mistake.Id, diagnostic.Id);

        var sources = mistake.Sources.Select(MarkedSource.Parse).ToArray();
        var file = Array.FindIndex(sources, source => source.Span is not null);
        var expected = sources[file].Span!.Value;
        Assert.Equal($"File{file}.cs", diagnostic.Location.SourceTree!.FilePath);
        var found = diagnostic.Location.SourceSpan;
        Assert.Equal(sources[file].Text[expected.Start..expected.End], sources[file].Text[found.Start..found.End]);
        Assert.Equal(expected, found);
        Assert.Equal(mistake.Suggestion, diagnostic.Properties.GetValueOrDefault(Rules.Suggestion));
        Assert.Equal(mistake.Inside, diagnostic.AdditionalLocations.Select(location => location.SourceTree!.GetText().ToString(location.SourceSpan)));
    }
}
