using System.Diagnostics;
using ConvGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ConvGen.Benchmarks;

/// <summary>
/// What ConvGen costs the compiler and the editor for one network. The first file declares it; the others are its blocks.
/// Cold: the generator's first run in the process, with its own JIT time. Warm: everything from symbols to text again. Check: the live checks after the
/// network's file was edited, by the compiler's own clock for analyzers. Unrelated edit: the generator after an edit elsewhere. Compile: what the C# compiler needs for the generated files,
/// which is its time with them less its time without. All that is without kernels for devices, but for the last: warm, with them, and how long their texts are.
/// </summary>
internal static class GeneratorTime
{
    private const int Runs = 15;

    private static readonly CSharpParseOptions _language = new(LanguageVersion.Latest);

    public static string Measure(IReadOnlyList<string> sources)
    {
        var files = sources.Select(path => Parse(File.ReadAllText(path), path)).ToList();
        var network = files[0];
        var other = Parse("class Other { }", "Other.cs");
        var usings = Parse("global using System; global using System.Collections.Generic; global using System.Linq; global using ConvGen;", "Usings.cs");
        var compilation = CSharpCompilation.Create("Measured", [.. files, other, usings], PlatformReferences(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));

        // The compiler binds its references lazily; asking for diagnostics here keeps that out of the generator's account.
        _ = compilation.GetDiagnostics();
        var (driver, cold) = Run(NewDriver(), compilation);
        var result = driver.GetRunResult();
        if (result.GeneratedTrees.Length == 0 || result.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            throw new InvalidOperationException($"The generator made {result.GeneratedTrees.Length} files of {sources[0]}: {string.Join("; ", result.Diagnostics)}");

        var warm = Times(_ => Run(NewDriver(), compilation).Milliseconds);
        var devices = Times(_ => Run(NewDriver("cuda,opencl"), compilation).Milliseconds);
        var texts = new DeviceTexts(Run(NewDriver("cuda,opencl"), compilation).Driver.GetRunResult());
        var unrelated = Times(i =>
        {
            (driver, var milliseconds) = Run(driver, compilation.ReplaceSyntaxTree(other, Parse($"class Other {{ int edit{i}; }}", "Other.cs")));
            return milliseconds;
        });
        var steps = Modified(driver);
        var check = Times(i => Check(compilation.ReplaceSyntaxTree(network, network.WithChangedText(SourceText.From($"// edit {i}\n{network.GetText()}")))));

        NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
        var compile = Times(_ => Compile((CSharpCompilation)whole), 5).Median - Times(_ => Compile(Surfaces((CSharpCompilation)whole)), 5).Median;
        return $"{{\"network\": \"{Path.GetFileNameWithoutExtension(sources[0])}\", \"lines\": {Lines(result, ".Kernels.")}, \"surface_lines\": {Lines(result, "")}, "
            + $"\"cold_ms\": {cold:F1}, {warm.Json("warm")}, {check.Json("check")}, {unrelated.Json("unrelated_edit")}, \"steps_run_again\": {steps}, {devices.Json("devices")}, \"compile_ms\": {compile:F0}, {texts.Json}}}";
    }

    private static int Lines(GeneratorDriverRunResult result, string part) => result.Results[0].GeneratedSources
        .Where(source => part.Length == 0 ? !source.HintName.Contains(".Kernels.", StringComparison.Ordinal) : source.HintName.Contains(part, StringComparison.Ordinal))
        .Sum(source => source.SourceText.Lines.Count);

    /// <summary>How many steps gave something new after the unrelated edit.</summary>
    private static int Modified(GeneratorDriver driver) => driver.GetRunResult().Results[0].TrackedSteps
        .Where(step => step.Key is "Networks" or "Checked" or "Surfaces" or "Kernels")
        .SelectMany(step => step.Value)
        .SelectMany(step => step.Outputs)
        .Count(output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified);

    private static double Check(CSharpCompilation edited)
    {
        _ = edited.GetDeclarationDiagnostics(); // the compiler's own part of an edit
        var analyzer = new NetworkAnalyzer();
        var analysis = edited.WithAnalyzers([analyzer], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        var found = analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (!found.IsEmpty)
            throw new InvalidOperationException(found[0].ToString());
        return analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None).GetAwaiter().GetResult().ExecutionTime.TotalMilliseconds;
    }

    private static double Compile(CSharpCompilation compilation)
    {
        compilation = compilation.Clone(); // nothing bound yet
        using var assembly = new MemoryStream();
        var start = Stopwatch.GetTimestamp();
        var emitted = compilation.Emit(assembly);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return emitted.Success ? milliseconds : throw new InvalidOperationException(emitted.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).ToString());
    }

    /// <summary>The same project without the generated kernels.</summary>
    private static CSharpCompilation Surfaces(CSharpCompilation whole) =>
        whole.RemoveSyntaxTrees(whole.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".Kernels.g.cs", StringComparison.Ordinal)));

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, _language, path);

    private static CSharpGeneratorDriver NewDriver(string targets = "cpu") => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()], parseOptions: _language, optionsProvider: new TargetOptions(targets),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static (GeneratorDriver Driver, double Milliseconds) Run(GeneratorDriver driver, Compilation compilation)
    {
        var start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        return (driver, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static Sample Times(Func<int, double> run, int runs = Runs)
    {
        var times = Enumerable.Range(0, runs + 1).Select(run).Skip(1).Order().ToArray(); // the first has its own JIT time
        return new Sample(times[runs / 2], times[0]);
    }

    // This process has loaded exactly what such a compilation refers to: the framework and ConvGen.
    private static IEnumerable<MetadataReference> PlatformReferences() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) != "ConvGen.Models.dll") // whose networks are what is measured
        .Select(path => MetadataReference.CreateFromFile(path));

    private readonly record struct Sample(double Median, double Least)
    {
        public string Json(string name) => $"\"{name}_ms\": {Median:F1}, \"{name}_least_ms\": {Least:F1}";
    }
}
