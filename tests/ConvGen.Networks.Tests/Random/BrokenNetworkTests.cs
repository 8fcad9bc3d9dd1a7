using ConvGen.Generator;
using ConvGen.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ConvGen.Tests.Random;

/// <summary>
/// Random networks and blocks with a mistake in them: analyzer and generator never fail and say the same, and somebody, ConvGen or the compiler, says what
/// is wrong, or a network comes of it. CONVGEN_RANDOM_NETS and CONVGEN_RANDOM_SEED say how many and which, as for <see cref="RandomNetworkTests"/>.
/// </summary>
public sealed class BrokenNetworkTests
{
    /// <summary>One mistake is one error, or a few where a wrong word stands for several things.</summary>
    private const int MostErrors = 4;

    public static TheoryData<int, int> Ranges => RandomNetworkTests.Ranges;

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Broken_networks_are_answered(int firstSeed, int count)
    {
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            var broken = BrokenNetwork.Draw(seed);
            if (Fault(broken) is { } fault)
                Assert.Fail($"Seed {seed}, {broken.Mistake}: {fault}\n{broken.Text}");
        }
    }

    [Fact]
    public void Every_mistake_is_drawn() => Assert.InRange(
        Enumerable.Range(1, RandomNetworkTests.UsualCount).Select(BrokenNetwork.Draw).DistinctBy(broken => broken.Mistake.Split(':')[0].Split(" inside ")[0]).Count(), 12, int.MaxValue);

    private static string? Fault(BrokenNetwork broken)
    {
        try
        {
            return Check(broken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.ToString();
        }
    }

    private static string? Check(BrokenNetwork broken)
    {
        var compilation = GeneratedAssembly.Declare("Broken", [("Network0.cs", "using ConvGen;\n\n" + broken.Text)]);
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => throw new InvalidOperationException("The analyzer failed.", exception), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var said = compilation.WithAnalyzers([new NetworkAnalyzer()], options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        var run = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options, optionsProvider: new AnalyzersOff())
            .RunGenerators(compilation).GetRunResult();
        if (run.Results.Single().Exception is { } thrown)
            return $"the generator threw {thrown}";
        var (one, other) = (Texts(said), Texts(run.Diagnostics));
        if (!one.SequenceEqual(other))
            return $"the analyzer says\n{string.Join('\n', one)}\nbut the generator\n{string.Join('\n', other)}";

        var errors = said.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (broken.IsSure && errors.Count > MostErrors)
            return $"one mistake gives {errors.Count} errors:\n{string.Join('\n', one)}";
        // A partial property without its generated half is no answer.
        var isSaid = errors.Count > 0 || compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS9248");
        var isNetwork = run.GeneratedTrees.Any(tree => tree.FilePath.EndsWith("Kernels.g.cs", StringComparison.Ordinal));
        return isSaid || (isNetwork && !broken.IsSure) ? null : "nobody says anything";
    }

    private static List<string> Texts(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics.Select(diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal)];
}
