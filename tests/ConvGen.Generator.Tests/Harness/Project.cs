using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ConvGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;

namespace ConvGen.Tests;

/// <summary>What is unusual about the project a source is compiled in.</summary>
internal enum Setup
{
    Usual,
    NoUnsafe,
    NoRuntime,
    OldLanguage,
}

/// <summary>A user's project in memory: sources, the attributes, the runtime, analyzer and generator.</summary>
internal sealed class Project
{
    private const string Usings = "global using System;\nglobal using System.Collections.Generic;\nglobal using System.Linq;\nglobal using ConvGen;\n";

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Where(path => !path.Contains("Native", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly MetadataReference Attributes = MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location);

    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(NetworkProgram).Assembly.Location);

    public Project(Setup setup, params string[] sources)
    {
        Options = new CSharpParseOptions(setup == Setup.OldLanguage ? LanguageVersion.CSharp11 : LanguageVersion.Latest);
        var trees = sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, Options, $"File{index}.cs"));
        Compilation = CSharpCompilation.Create(
            "User",
            [CSharpSyntaxTree.ParseText(Usings, Options, "Usings.cs"), .. trees],
            setup == Setup.NoRuntime ? [.. Framework, Attributes] : [.. Framework, Attributes, Runtime],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: setup != Setup.NoUnsafe, optimizationLevel: OptimizationLevel.Release));
    }

    public Project(params string[] sources)
        : this(Setup.Usual, sources)
    {
    }

    public CSharpParseOptions Options { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>What the analyzer says, as an editor would show it. An analyzer that throws fails the test.</summary>
    public static ImmutableArray<Diagnostic> Analyze(Compilation compilation)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => throw new InvalidOperationException("The analyzer failed.", exception), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        return compilation.WithAnalyzers([new NetworkAnalyzer()], options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
    }

    public ImmutableArray<Diagnostic> Analyze() => Analyze(Compilation);

    /// <summary>A generator driver that tracks its steps.</summary>
    /// <param name="properties">MSBuild properties that the generator sees; unless they say otherwise, kernels for processors are all there is.</param>
    public GeneratorDriver Driver(params (string Name, string Value)[] properties) => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()],
        parseOptions: Options,
        optionsProvider: new BuildProperties([.. properties, ("ConvGenTargets", "cpu")]),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated files by name. A generator that throws fails the test.</summary>
    public static IReadOnlyDictionary<string, string> Sources(GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());
    }

    public IReadOnlyDictionary<string, string> Generate() => Sources(Driver().RunGenerators(Compilation));

    /// <summary>The compiler's own errors once the generated files are part of the project.</summary>
    public IReadOnlyList<Diagnostic> CompilerErrors()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation, out var updated, out var reported);
        return [.. updated.GetDiagnostics().Concat(reported).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id.StartsWith("CS8785", StringComparison.Ordinal))];
    }

    /// <summary>The compiled project, generated files included.</summary>
    public ImmutableArray<byte> Assemble()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation, out var updated, out _);
        using var stream = new MemoryStream();
        var result = updated.Emit(stream);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return ImmutableCollectionsMarshal.AsImmutableArray(stream.ToArray());
    }

    /// <summary>The compiled project, for another one to reference.</summary>
    /// <param name="isReferenceAssembly">True for what SDK projects give each other: no code, nothing private.</param>
    public MetadataReference Emit(bool isReferenceAssembly)
    {
        using var stream = new MemoryStream();
        var result = Compilation.WithAssemblyName("Referenced").Emit(stream, options: new EmitOptions(metadataOnly: isReferenceAssembly, includePrivateMembers: !isReferenceAssembly));
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
