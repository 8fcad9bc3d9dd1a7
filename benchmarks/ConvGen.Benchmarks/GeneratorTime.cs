using System.Diagnostics;
using ConvGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Benchmarks;

/// <summary>
/// What the generator costs the compiler for one file: the first run of the process (cold, with its own JIT time), a run with warm code, and a
/// run after an edit in another file, which finds everything in the driver's cache.
/// </summary>
internal static class GeneratorTime
{
    private const int Runs = 21;

    public static string Measure(string sourcePath)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var network = CSharpSyntaxTree.ParseText(File.ReadAllText(sourcePath), options, sourcePath);
        var other = CSharpSyntaxTree.ParseText("class Other { }", options, "Other.cs");
        var compilation = CSharpCompilation.Create("Measured", [network, other], PlatformReferences(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

        // The compiler binds its references lazily; asking for diagnostics here keeps that out of the generator's account.
        _ = compilation.GetDiagnostics();
        var (driver, cold) = Run(NewDriver(options), compilation);
        var result = driver.GetRunResult();
        if (result.GeneratedTrees.Length == 0 || result.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            throw new InvalidOperationException($"The generator made {result.GeneratedTrees.Length} files of {sourcePath}: {string.Join("; ", result.Diagnostics)}");

        var warm = Median(_ => Run(NewDriver(options), compilation).Milliseconds);
        var edited = Median(i =>
        {
            var edit = other.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From($"class Other {{ int edit{i}; }}"));
            (driver, var milliseconds) = Run(driver, compilation.ReplaceSyntaxTree(other, edit));
            return milliseconds;
        });
        var lines = result.GeneratedTrees.Sum(tree => tree.GetText().Lines.Count);
        return $"{{\"source\": \"{Path.GetFileName(sourcePath)}\", \"cold_ms\": {cold:F2}, \"warm_ms\": {warm:F2}, \"after_unrelated_edit_ms\": {edited:F3}, "
            + $"\"files\": {result.GeneratedTrees.Length}, \"lines\": {lines}}}";
    }

    private static CSharpGeneratorDriver NewDriver(CSharpParseOptions options) =>
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: options);

    private static (GeneratorDriver Driver, double Milliseconds) Run(GeneratorDriver driver, Compilation compilation)
    {
        var start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        return (driver, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static double Median(Func<int, double> run)
    {
        var times = Enumerable.Range(0, Runs).Select(run).Order().ToArray();
        return times[Runs / 2];
    }

    // This process has loaded exactly what such a compilation refers to: the framework and ConvGen.
    private static IEnumerable<MetadataReference> PlatformReferences() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
}
