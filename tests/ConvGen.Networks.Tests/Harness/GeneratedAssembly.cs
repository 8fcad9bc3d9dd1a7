using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using ConvGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests.Harness;

/// <summary>Sources that went through the real generator and the C# compiler, in memory, and were loaded.</summary>
internal sealed class GeneratedAssembly
{
    private GeneratedAssembly(Assembly assembly, ImmutableArray<Diagnostic> diagnostics, IReadOnlyList<SyntaxTree> generated)
    {
        Assembly = assembly;
        Diagnostics = diagnostics;
        Generated = generated;
    }

    public Assembly Assembly { get; }

    /// <summary>What the compiler and the generator had to say, errors excepted: those are thrown.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public IReadOnlyList<SyntaxTree> Generated { get; }

    /// <summary>The project that a user would compile, no generator run yet.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="sources">File names and texts.</param>
    public static CSharpCompilation Declare(string name, IEnumerable<(string File, string Text)> sources) => CSharpCompilation.Create(
        name,
        sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, ParseOptions, source.File, Encoding.UTF8)),
        References.Value,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Compiles a project.</summary>
    /// <param name="compilation">The project.</param>
    /// <param name="targets">For which graphics processors kernels are generated.</param>
    public static GeneratedAssembly Compile(CSharpCompilation compilation, string targets = "cpu")
    {
        var trees = compilation.SyntaxTrees;
        var driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions, optionsProvider: new AnalyzersOff(targets))
            .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var reported);

        using var image = new MemoryStream();
        var result = whole.Emit(image);
        var diagnostics = reported.AddRange(result.Diagnostics).AddRange(driver.GetRunResult().Diagnostics);
        if (!result.Success || diagnostics.Any(d => (d.Severity == DiagnosticSeverity.Error || d.Id == "CS8785")))
            throw new InvalidOperationException(Explain(diagnostics, trees));

        image.Position = 0;
        var assembly = new AssemblyLoadContext(compilation.AssemblyName, isCollectible: true).LoadFromStream(image);
        return new GeneratedAssembly(assembly, diagnostics, [.. whole.SyntaxTrees.Except(trees)]);
    }

    private static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    private static Lazy<ImmutableArray<MetadataReference>> References { get; } = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Append(typeof(INetwork).Assembly.Location)
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The first errors, each with its line, and the declarations they are in.</summary>
    private static string Explain(ImmutableArray<Diagnostic> diagnostics, IReadOnlyList<SyntaxTree> declarations)
    {
        var text = new StringBuilder("The generated networks do not compile.\n");
        var errors = diagnostics.Where(d => (d.Severity == DiagnosticSeverity.Error || d.Id == "CS8785")).ToList();
        foreach (var error in errors.Take(10))
        {
            text.Append(error).Append('\n');
            if (error.Location.SourceTree is { } tree)
                text.Append("    ").Append(tree.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line]).Append('\n');
        }

        foreach (var declaration in declarations.Where(d => errors.Any(e => e.ToString().StartsWith(Path.GetFileNameWithoutExtension(d.FilePath) + ".", StringComparison.Ordinal))).Take(3))
            text.Append('\n').Append(declaration);
        return text.ToString();
    }
}
